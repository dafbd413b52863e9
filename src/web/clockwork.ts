import type { Temporal } from 'temporal-polyfill'
import type { Pool } from '../database/pool.ts'
import { takeDueEffects } from '../handover/take-effect.ts'

/** Something done again and again beside the requests. It must be safe with several processes, and says how much it did. */
type Task = { name: string; everySeconds: number; run: (jobs: Pool, now: Temporal.Instant) => Promise<number> }

/** What the clockwork does. */
export const TASKS: readonly Task[] = [{ name: 'hand-overs taking effect', everySeconds: 60, run: takeDueEffects }]

/** Runs each task at its pace until the signal; a task that fails is told to `log` and tried again at its next time. */
export async function runClockwork(
  jobs: Pool,
  {
    now,
    signal,
    log,
  }: { now: () => Temporal.Instant; signal: AbortSignal; log: (fault: { task: string; sentence: string }) => void },
): Promise<void> {
  await Promise.all(TASKS.map(task => repeat(task)))

  async function repeat(task: Task) {
    while (!signal.aborted) {
      try {
        await task.run(jobs, now())
      } catch (error) {
        if (!signal.aborted) log({ task: task.name, sentence: error instanceof Error ? error.message : String(error) })
      }
      await pause(task.everySeconds * 1000, signal)
    }
  }
}

const pause = (milliseconds: number, signal: AbortSignal) =>
  new Promise<void>(resolve => {
    if (signal.aborted) return resolve()
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
