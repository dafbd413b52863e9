import { once } from 'node:events'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { type FateWanted, makeFate } from '../fate.ts'
import { BATCH, type Batch, batchMaker, type Given, inBatches, type People } from './batch.ts'

/** What a thread that makes up lives is given when it begins. */
export type MadeUpFrom = { readonly wanted: FateWanted; readonly given: Given }

/** Below so many people a thread of its own takes longer to begin than it saves. */
const WORTH_A_THREAD = 2 * BATCH
/** Batches that each thread has made up before they are asked for. */
const AHEAD = 2
/** What a thread may hold: a batch and the cast, several times over. A lower limit is cleared up more often. */
const LIMITS = { maxYoungGenerationSizeMb: 32, maxOldGenerationSizeMb: 512 } as const

/**
 * The lives of everybody in batches, in one order whatever the number of threads: made up beside the database's own work where
 * people are many.
 */
export async function* makeUp(
  from: MadeUpFrom,
  {
    threads = from.wanted.people < WORTH_A_THREAD ? 0 : threadsHere(),
    batch = BATCH,
  }: { threads?: number; batch?: number } = {},
): AsyncGenerator<Batch> {
  if (threads === 0) {
    const makeBatch = batchMaker(makeFate(from.wanted), from.given)
    for (const people of inBatches(from.wanted, { batch })) yield await makeBatch(people)
  } else yield* inThreads(from, { threads, batch })
}

/** Making up takes longer than writing, so even of two processors both are asked, and the database has its turn. */
const threadsHere = (): number => Math.min(availableParallelism(), 3)

/** The rounds of the same courses are all asked of the same thread, which keeps them. */
async function* inThreads(
  from: MadeUpFrom,
  { threads, batch }: { threads: number; batch: number },
): AsyncGenerator<Batch> {
  const turnOf = ({ first }: People) => (first / batch) % threads
  function* batchesOf(turn: number) {
    for (const people of inBatches(from.wanted, { batch })) if (turnOf(people) === turn) yield people
  }
  const workers = Array.from({ length: threads }, (_, turn) => begin(from, batchesOf(turn)))
  try {
    for (const people of inBatches(from.wanted, { batch })) {
      const made = workers[turnOf(people)]?.next()
      if (made) yield await made
    }
  } finally {
    await Promise.all(workers.map(worker => worker.end()))
  }
}

/** Newer Nodes read TypeScript by themselves, and begin sooner so. */
const READS_TYPESCRIPT = process.features.typescript
  ? ['--disable-warning=ExperimentalWarning']
  : ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href]

/** Begins a thread, which makes up these batches one after the other, some ahead of being asked. */
function begin(workerData: MadeUpFrom, batches: Iterator<People>) {
  const worker = new Worker(new URL('./lives-thread.ts', import.meta.url), {
    workerData,
    execArgv: READS_TYPESCRIPT,
    resourceLimits: LIMITS,
  })
  const coming: Promise<Batch>[] = []
  const ask = () => {
    const { done, value } = batches.next()
    if (done) return
    const made = (coming.at(-1) ?? Promise.resolve()).then(() => answerTo(worker, value))
    made.catch(() => {})
    coming.push(made)
  }
  for (let ahead = 0; ahead < AHEAD; ahead += 1) ask()
  return {
    /** The next batch. */
    async next(): Promise<Batch> {
      const [first] = coming
      if (!first) throw new RangeError('Every batch of this thread was asked for.')
      const batch = await first
      coming.shift()
      ask()
      return batch
    },
    end: () => worker.terminate(),
  }
}

async function answerTo(worker: Worker, people: People): Promise<Batch> {
  const answer = once(worker, 'message')
  worker.postMessage(people)
  const [batch] = await answer
  return batch
}
