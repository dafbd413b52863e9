import type { Temporal } from 'temporal-polyfill'
import { forgetRequests } from '../access/forget-requests.ts'
import { expireDrafts } from '../casework/referral/draft/expire-drafts.ts'
import type { Pool } from '../database/pool.ts'
import { takeDueEffects } from '../handover/take-effect.ts'
import { sealJournal } from '../journal/seal.ts'
import { markFallenDue } from '../obligations/fall-due.ts'
import { issueStatements } from '../payment/statement/issue-statements.ts'
import { freezeAsked } from '../performance/month/freeze.ts'
import { openCycles } from '../performance/month/open-cycles.ts'

/** Something done again and again beside the requests. It must be safe with several processes, ends soon after the signal, and says how much it did. */
type Task = {
  name: string
  everySeconds: number
  run: (jobs: Pool, now: Temporal.Instant, signal?: AbortSignal) => Promise<number>
}

/** What the clockwork does. */
export const TASKS: readonly Task[] = [
  { name: 'hand-overs taking effect', everySeconds: 60, run: takeDueEffects },
  { name: 'obligations falling due', everySeconds: 30, run: markFallenDue },
  { name: 'months that have ended', everySeconds: 3600, run: openCycles },
  { name: 'months to freeze', everySeconds: 2, run: freezeAsked },
  { name: 'statements of frozen months', everySeconds: 3, run: issueStatements },
  { name: 'drafts never sent', everySeconds: 3600, run: expireDrafts },
  { name: 'idempotency keys past their week', everySeconds: 3600, run: forgetRequests },
  { name: 'sealing the journal', everySeconds: 60, run: sealJournal },
]

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
        await task.run(jobs, now(), signal)
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
