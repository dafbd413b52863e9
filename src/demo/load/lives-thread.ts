import { parentPort, workerData } from 'node:worker_threads'
import { makeFate } from '../fate.ts'
import { batchMaker, type People } from './batch.ts'
import type { MadeUpFrom } from './make-up.ts'

/** A thread that makes up the lives it is asked for, and hands each batch over without copying it. */
const { wanted, given }: MadeUpFrom = workerData
const makeBatch = batchMaker(makeFate(wanted), given)

parentPort?.on('message', async (people: People) => {
  const batch = await makeBatch(people)
  parentPort?.postMessage(
    batch,
    batch.tables.map(({ text }) => text.buffer),
  )
})
