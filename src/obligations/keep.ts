import type { Scope } from '../database/scope.ts'
import { append, type CaseKey, type Happening, type Subscriber } from '../journal/append.ts'
import type { Instant } from '../kernel/calendar.ts'
import {
  type Change,
  codeOf,
  ended,
  held,
  monthDue,
  type Obligation,
  opened,
  passed,
  restarted,
  satisfied,
} from './obligation.ts'
import type { About, Act } from './rule.ts'
import { RULES } from './rules/index.ts'
import { asks, definitionAt, type KnownRow, obligationOf, obligationsOf, put, startsOf } from './store.ts'

/** The class of the facts of these events: known to who sees all services of the case. */
const SERVICES_BIT = 16384

/**
 * Opens, pauses, moves and settles obligations as the definitions say, in the transaction of the event that does it. Doing the
 * same event again changes nothing. Each change is an event `obligation.…`, from which figures are recomputed.
 */
export const keepObligations: Subscriber = async (tx, happening) => {
  const { kind, case: key } = happening
  if (key === undefined || kind.startsWith('obligation.')) return
  const rules = RULES.flatMap(rule => rule[kind] ?? [])
  if (rules.length === 0) return
  for (const rule of rules) {
    const known = await obligationsOf(tx, key)
    const about: About = {
      happening,
      key,
      organisation: tx.actor.organisation,
      recordedAt: tx.now,
      known,
      ...asks(tx, key),
    }
    for (const act of await rule(about)) await carryOut({ tx, key, known, happening }, act)
  }
}

type Ground = { tx: Scope; key: CaseKey; known: readonly KnownRow[]; happening: Happening }

async function carryOut(ground: Ground, act: Act): Promise<void> {
  const { tx, key, known } = ground
  const found = known.find(one => one.obligation === codeOf(act.code, act.subject))
  if (act.act === 'open') return found ? undefined : open(ground, act)
  if (found?.state !== 'open') return
  const before = obligationOf(found, await startsOf(tx, key, found.obligation))
  const change = changed(before, act)
  if (change === null) return
  await write(tx, change)
  if (act.act === 'restart') await meetAtOnce(tx, change.after, act.at, act.metBy)
}

function changed(before: Obligation, act: Exclude<Act, { act: 'open' }>): Change | null {
  switch (act.act) {
    case 'hold':
      return held(before, act.start)
    case 'restart':
      return restarted(before, act.from, act.at)
    case 'pass':
      return passed(before, act)
    case 'satisfy':
      return satisfied(before, act.at, act.because)
    case 'end':
      return ended(before, act.as, act.at, act.because)
  }
}

async function open({ tx, key, happening }: Ground, act: Extract<Act, { act: 'open' }>): Promise<void> {
  const from = act.starts[0]?.from ?? happening.occurredAt
  const definition = await definitionAt(tx, act.code, from)
  if (definition === null) return
  const { code, subject, owedBy, owedTo, worker = null, starts, link, by } = act
  const allowed = definition.allows(act.kind)
  const { version } = definition
  const opening = { ...key, code, version, subject, owedBy, owedTo, worker, starts, allowed, link, by }
  const change = opened(opening, happening.occurredAt)
  await write(tx, change)
  await meetAtOnce(tx, change.after, happening.occurredAt, act.metBy)
}

async function meetAtOnce(tx: Scope, it: Obligation, at: Instant, metBy?: (due: Instant) => string | null) {
  const because = metBy?.(it.dueAt) ?? null
  const change = because === null ? null : ended(it, 'meet', at, because)
  if (change) await write(tx, change)
}

/** Writes the obligation as it is now, and the event that says so. */
async function write(tx: Scope, { word, at, before, after }: Change): Promise<void> {
  await put(tx, after)
  await tell(tx, `obligation.${word}`, after, { occurredAt: at, before })
}

/** The event of a change: who owed it, who held it, and the months whose figures it touches. */
export const tell = (
  tx: Scope,
  kind: string,
  after: Pick<Obligation, 'area' | 'caseId' | 'obligation' | 'code' | 'owedBy' | 'dueAt' | 'starts'>,
  { occurredAt, before = null }: { occurredAt: Instant; before?: Pick<Obligation, 'dueAt' | 'owedBy'> | null },
): Promise<void> =>
  append(tx, kind, {
    subject: `obligation ${after.obligation}`,
    case: { area: after.area, caseId: after.caseId },
    bit: SERVICES_BIT,
    occurredAt,
    facts: {
      obligation: after.obligation,
      code: after.code,
      owedBy: after.owedBy,
      holder: after.starts.at(-1)?.holder ?? after.owedBy,
      month: monthDue(after.dueAt),
      dueAt: after.dueAt.toString(),
      ...(before && monthDue(before.dueAt) !== monthDue(after.dueAt) ? { monthBefore: monthDue(before.dueAt) } : {}),
      ...(before && before.owedBy !== after.owedBy ? { owedByBefore: before.owedBy } : {}),
    },
  })
