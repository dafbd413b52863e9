import { parentPort, workerData } from 'node:worker_threads'
import { makeFate } from '../fate.ts'
import { makeBatch } from './batch.ts'
import type { MadeUpFrom, People } from './make-up.ts'

/** A thread that makes up the lives it is asked for, and hands each batch over without copying it. */
const { wanted, definitions }: MadeUpFrom = workerData
const fate = makeFate(wanted)

parentPort?.on('message', async (people: People) => {
  const batch = await makeBatch(fate, definitions, people)
  parentPort?.postMessage(
    batch,
    batch.tables.map(({ text }) => text.buffer),
  )
})
