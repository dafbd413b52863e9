import { Temporal } from 'temporal-polyfill'
import type { CaseKey } from '../journal/append.ts'
import { dueAt, endOfDay, type Instant, londonDay, type PlainDate } from '../kernel/calendar.ts'
import { type Month, monthOf } from '../kernel/month.ts'
import { dueWithPauses, type HolderStart } from './holder.ts'
import { moveObligation, moveWhenSatisfied, type ObligationMove, type ObligationState } from './life.ts'

/** One promise: who owes it, whose clock it is from when on, and what became of it. */
export type Obligation = CaseKey & {
  /** Its code in the case, made from the definition and the subject, so that the same events give the same codes. */
  obligation: string
  code: string
  version: number
  /** What it is about ("referral AB1234AC"). */
  subject: string
  owedBy: string
  owedTo: string | null
  worker: string | null
  starts: readonly HolderStart[]
  /** Business days allowed; none where the day itself was named. */
  allowed: number | null
  dueAt: Instant
  state: ObligationState
  settledAt: Instant | null
  settledBecause: string | null
  fellDue: boolean
  /** The page where it is done. */
  link: string
}

/** What became of an obligation, as the journal says it. */
export type ChangeWord = 'opened' | 'met' | 'met_late' | 'missed' | 'excused' | 'void' | 'moved'
export type Change = { word: ChangeWord; at: Instant; before: Obligation | null; after: Obligation }

const WORDS = { meet: 'met', meetLate: 'met_late', miss: 'missed', excuse: 'excused', void: 'void' } as const

/** The code of an obligation in its case: definition and subject, safe in an address. */
export const codeOf = (code: string, subject: string): string =>
  `${code}.${subject.replaceAll(/[^A-Za-z0-9]+/g, '-')}`.slice(0, 80)

/** The month in which it falls due: of the last moment in time, since the due instant is itself too late. */
export const monthDue = (due: Instant): Month => monthOf(londonDay(due.subtract({ nanoseconds: 1 })))

/** Who has the clock now, and whether it stands still. */
export function clockOf(starts: readonly HolderStart[]): { holder: string; paused: boolean } {
  const last = starts.at(-1)
  return { holder: last?.holder ?? '', paused: last?.clock === 'paused' }
}

/** What an obligation is opened with. The clock began at the first start; `by` names the day where no days are counted. */
export type Opening = Omit<
  Obligation,
  'obligation' | 'dueAt' | 'state' | 'settledAt' | 'settledBecause' | 'fellDue'
> & {
  by?: PlainDate | undefined
}

/** A new obligation. Refuses with `calendar.unknown` a clock beyond the known bank holidays. */
export function opened({ by, ...opening }: Opening, at: Instant): Change {
  const first = opening.starts[0]?.from ?? at
  const due = by
    ? endOfDay(by)
    : (dueWithPauses(opening.starts, opening.allowed ?? 0) ?? dueAt(first, opening.allowed ?? 0))
  const after: Obligation = {
    ...opening,
    obligation: codeOf(opening.code, opening.subject),
    dueAt: due,
    state: 'open',
    settledAt: null,
    settledBecause: null,
    fellDue: false,
  }
  return { word: 'opened', at, before: null, after }
}

/** The clock passes to another holder, stands still or goes on. Nothing where it is so already or the obligation is settled. */
export function held(before: Obligation, start: HolderStart): Change | null {
  const last = before.starts.at(-1)
  if (before.state !== 'open' || (last && sameClock(last, start))) return null
  const from = last ? later(last.from, start.from) : start.from
  const kept = before.starts.filter(one => Temporal.Instant.compare(one.from, from) < 0)
  return moved(before, { ...before, starts: [...kept, { ...start, from }] }, from)
}

/** The clock begins anew at another instant, with who holds it now. Nothing where it began then or the obligation is settled. */
export function restarted(before: Obligation, from: Instant, at: Instant): Change | null {
  const last = before.starts.at(-1)
  if (before.state !== 'open' || !last || before.starts[0]?.from.equals(from)) return null
  return moved(before, { ...before, starts: [{ ...last, from }] }, at)
}

/**
 * Responsibility for the case has passed on, and the clock with it. What was late by then stays owed by the organisation
 * under which it became late; what can still be in time is owed by the new one.
 */
export function passed(before: Obligation, { from, to, at }: { from: string; to: string; at: Instant }): Change | null {
  const last = before.starts.at(-1)
  const change = last ? held(before, { ...last, from: at, holder: to, joint: null }) : null
  const late = Temporal.Instant.compare(before.dueAt, at) <= 0
  if (change === null || late || before.owedBy !== from) return change
  return { ...change, after: { ...change.after, owedBy: to } }
}

/** What satisfies it has happened: met, or met late. Nothing where it is settled already. */
export const satisfied = (before: Obligation, at: Instant, because: string): Change | null =>
  ended(before, moveWhenSatisfied(dueNow(before), at), at, because)

/** It ends otherwise. Nothing where it is settled already. */
export function ended(before: Obligation, move: ObligationMove, at: Instant, because: string): Change | null {
  if (before.state !== 'open') return null
  const after = { ...before, state: moveObligation(before.state, move), settledAt: at, settledBecause: because }
  return { word: WORDS[move], at, before, after }
}

/** When it falls due as things stand; nothing while its clock stands still with days left. */
export const dueNow = (it: Obligation): Instant | null =>
  it.allowed === null ? it.dueAt : dueWithPauses(it.starts, it.allowed)

function moved(before: Obligation, after: Obligation, at: Instant): Change {
  const due = dueNow(after) ?? before.dueAt
  return {
    word: 'moved',
    at,
    before,
    after: { ...after, dueAt: due, fellDue: before.fellDue && due.equals(before.dueAt) },
  }
}

const sameClock = (one: HolderStart, other: HolderStart) =>
  one.holder === other.holder &&
  one.clock === other.clock &&
  one.joint?.from === other.joint?.from &&
  one.joint?.to === other.joint?.to

const later = (one: Instant, other: Instant) => (Temporal.Instant.compare(one, other) > 0 ? one : other)
