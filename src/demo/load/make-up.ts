import { once } from 'node:events'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { type FateWanted, makeFate } from '../fate.ts'
import type { Definition } from '../story/keep-promises.ts'
import { BATCH, type Batch, makeBatch } from './batch.ts'

/** What a thread that makes up lives is given when it begins, and which people it is asked for then. */
export type MadeUpFrom = { readonly wanted: FateWanted; readonly definitions: readonly Definition[] }
export type People = { readonly first: number; readonly people: number }

/** Below so many people a thread of its own takes longer to begin than it saves. */
const WORTH_A_THREAD = 2 * BATCH
/** Batches that each thread has made up before they are asked for. */
const AHEAD = 2
/** What a thread may hold: a batch and the cast, several times over. A lower limit is cleared up more often. */
const LIMITS = { maxYoungGenerationSizeMb: 32, maxOldGenerationSizeMb: 512 } as const

/**
 * The lives of everybody in batches, in the order of people, whatever the number of threads: made up beside the database's own
 * work where people are many.
 */
export async function* makeUp(
  from: MadeUpFrom,
  {
    threads = from.wanted.people < WORTH_A_THREAD ? 0 : threadsHere(),
    batch = BATCH,
  }: { threads?: number; batch?: number } = {},
): AsyncGenerator<Batch> {
  const batches = inBatches(from.wanted.people, batch)
  if (threads === 0) {
    const fate = makeFate(from.wanted)
    for (const people of batches) yield await makeBatch(fate, from.definitions, people)
  } else yield* inThreads(from, { threads, batches })
}

/** Making up takes longer than writing, so even of two processors both are asked, and the database has its turn. */
const threadsHere = (): number => Math.min(availableParallelism(), 3)

function* inBatches(everybody: number, batch: number): Generator<People> {
  for (let first = 0; first < everybody; first += batch) yield { first, people: Math.min(batch, everybody - first) }
}

async function* inThreads(
  from: MadeUpFrom,
  { threads, batches }: { threads: number; batches: Iterable<People> },
): AsyncGenerator<Batch> {
  const workers = Array.from({ length: threads }, () => begin(from))
  try {
    const coming: Promise<Batch>[] = []
    let turn = 0
    for (const people of batches) {
      const worker = workers[turn % threads]
      if (worker) coming.push(worker.make(people))
      turn += 1
      const first = coming.length < threads * AHEAD ? undefined : coming.shift()
      if (first) yield await first
    }
    for (const batch of coming) yield await batch
  } finally {
    await Promise.all(workers.map(worker => worker.end()))
  }
}

/** Newer Nodes read TypeScript by themselves, and begin sooner so. */
const READS_TYPESCRIPT = process.features.typescript
  ? ['--disable-warning=ExperimentalWarning']
  : ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href]

/** Begins a thread; it answers in the order in which it is asked. */
function begin(workerData: MadeUpFrom) {
  const worker = new Worker(new URL('./lives-thread.ts', import.meta.url), {
    workerData,
    execArgv: READS_TYPESCRIPT,
    resourceLimits: LIMITS,
  })
  let last: Promise<unknown> = Promise.resolve()
  return {
    make(people: People): Promise<Batch> {
      const made = last.then(() => answerTo(worker, people))
      made.catch(() => {})
      last = made
      return made
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
