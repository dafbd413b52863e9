import { Temporal } from 'temporal-polyfill'
import type { CaseKey, Facts } from '../../journal/append.ts'
import type { Instant } from '../../kernel/calendar.ts'
import {
  type Change,
  clockOf,
  codeOf,
  ended,
  held,
  monthDue,
  type Obligation,
  opened,
  passed,
  restarted,
  satisfied,
} from '../../obligations/obligation.ts'
import type { About, Act, Known, Rule } from '../../obligations/rule.ts'
import { RULES } from '../../obligations/rules/index.ts'
import { dayAt, dayText, instantText, type Ms, short } from '../clock.ts'
import { add, responsibleAt, type Story, type Told, textOf } from './story.ts'

const SERVICES_BIT = 16384
const JOBS = { worker: null, organisation: null }
const MISSED_WHEN_DUE: readonly string[] = ['SL001R', 'SL002R']
const NOT_ARRANGED = 'No appointment was booked for a date in time.'

/** A definition of an obligation as the database holds it. */
export type Definition = {
  readonly code: string
  readonly version: number
  readonly fromDay: string
  readonly dueCount: number | null
  readonly dueCountOf: Readonly<Record<string, number>>
}

/** The obligations of one case: the rules of the engine over the rows of a story. */
export type Keeper = {
  readonly story: Story
  readonly definitions: readonly Definition[]
  readonly kept: Map<string, Obligation>
  /** The obligations as rules see them, in the order of their codes; none while one of them has changed since. */
  known: readonly Known[] | null
  /** Writes an event as somebody. */
  readonly tell: (event: Told) => Promise<void>
}

const instant = (cell: unknown): Instant => instantAt(Date.parse(textOf(cell)))

const MOST_INSTANTS = 10_000
const instants = new Map<Ms, Instant>()

/** Instants are asked for again and again while one life is told, and are dear to make. */
function instantAt(at: Ms): Instant {
  const known = instants.get(at)
  if (known) return known
  if (instants.size >= MOST_INSTANTS) instants.clear()
  const made = Temporal.Instant.fromEpochMilliseconds(at)
  instants.set(at, made)
  return made
}

const byKind = new Map<string, readonly Rule[string][]>()

/** The rules that look at events of a kind, in their order. */
function rulesOf(kind: string): readonly Rule[string][] {
  const known = byKind.get(kind)
  if (known) return known
  const found = RULES.flatMap(rules => rules[kind] ?? [])
  byKind.set(kind, found)
  return found
}

const months = new Map<Ms, string>()

/** The month in which something is due; due instants are few, since most are midnights. */
function monthOf(due: Instant): string {
  const known = months.get(ms(due))
  if (known !== undefined) return known
  const month = monthDue(due)
  months.set(ms(due), month)
  return month
}
const ms = (at: Instant): Ms => at.epochMilliseconds

/** Opens, moves and settles what this event opens, moves and settles. */
export async function keep(keeper: Keeper, event: Told): Promise<void> {
  if (event.kind.startsWith('obligation.') || event.look !== null) return
  const rules = rulesOf(event.kind)
  if (rules.length === 0) return
  const about = aboutOf(keeper, event)
  for (const rule of rules) for (const act of await rule(about)) await carryOut(keeper, event, act)
}

/** What fell due before an instant is said to have, in the order of the due instants; what can no longer be met is missed. */
export async function fallDue(keeper: Keeper, until: Ms): Promise<void> {
  if (!anyDue(keeper, until)) return
  const due = [...keeper.kept.values()]
    .filter(it => isDue(it, until))
    .sort((one, other) => ms(one.dueAt) - ms(other.dueAt) || one.obligation.localeCompare(other.obligation))
  for (const it of due) {
    const missed = MISSED_WHEN_DUE.includes(it.code)
    const after: Obligation = missed
      ? { ...it, fellDue: true, state: 'missed', settledAt: it.dueAt, settledBecause: NOT_ARRANGED }
      : { ...it, fellDue: true }
    setKept(keeper, after)
    for (const kind of missed ? ['obligation.fell_due', 'obligation.missed'] : ['obligation.fell_due'])
      await keeper.tell(
        eventOf(kind, after, {
          occurredAt: it.dueAt,
          recordedAt: ms(it.dueAt),
          by: JOBS,
          purpose: 'keep obligations',
          before: null,
        }),
      )
  }
}

const isDue = (it: Obligation, until: Ms): boolean =>
  it.state === 'open' && !it.fellDue && ms(it.dueAt) <= until && !clockOf(it.starts).paused

function anyDue({ kept }: Keeper, until: Ms): boolean {
  for (const it of kept.values()) if (isDue(it, until)) return true
  return false
}

function setKept(keeper: Keeper, it: Obligation): void {
  keeper.kept.set(it.obligation, it)
  keeper.known = null
}

/** The rows of every obligation as it stands at the end. */
export function writeObligations({ story, kept }: Keeper): void {
  for (const it of kept.values()) {
    const { holder, paused } = clockOf(it.starts)
    const [first] = it.starts
    add(story, 'obligations.obligation', {
      obligation: it.obligation,
      code: it.code,
      version: it.version,
      subject: it.subject,
      owed_by: it.owedBy,
      owed_to: it.owedTo,
      holder,
      worker: it.worker,
      started_at: first ? instantText(ms(first.from)) : null,
      allowed: it.allowed,
      due_at: instantText(ms(it.dueAt)),
      month: monthOf(it.dueAt),
      paused,
      state: it.state,
      settled_at: it.settledAt === null ? null : instantText(ms(it.settledAt)),
      settled_because: it.settledBecause,
      fell_due: it.fellDue,
      link: it.link,
    })
    for (const start of it.starts)
      add(story, 'obligations.segment', {
        obligation: it.obligation,
        from_at: instantText(ms(start.from)),
        holder: start.holder,
        joint_from: start.joint?.from ?? null,
        joint_to: start.joint?.to ?? null,
        paused: start.clock === 'paused',
      })
  }
}

async function carryOut(keeper: Keeper, event: Told, act: Act): Promise<void> {
  const found = keeper.kept.get(codeOf(act.code, act.subject))
  if (act.act === 'open') return found ? undefined : open(keeper, event, act)
  if (found?.state !== 'open') return
  const change = changed(found, act)
  if (change === null) return
  await put(keeper, event, change)
  if (act.act === 'restart') await meetAtOnce(keeper, event, change.after, act.at, act.metBy)
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

async function open(keeper: Keeper, event: Told, act: Extract<Act, { act: 'open' }>): Promise<void> {
  const at = instantAt(event.occurredAt)
  const definition = definitionAt(keeper.definitions, act.code, act.starts[0]?.from ?? at)
  if (!definition) return
  const { code, subject, owedBy, owedTo, worker = null, starts, link, by } = act
  const allowed = (act.kind === undefined ? undefined : definition.dueCountOf[act.kind]) ?? definition.dueCount
  const { version } = definition
  const change = opened(
    { ...keyOf(keeper.story), code, version, subject, owedBy, owedTo, worker, starts, allowed, link, by },
    at,
  )
  await put(keeper, event, change)
  await meetAtOnce(keeper, event, change.after, at, act.metBy)
}

const keyOf = ({ key }: Story): CaseKey => ({ area: key.area, caseId: key.case_id })

/** The version in force on the day in London on which a clock begins. */
function definitionAt(definitions: readonly Definition[], code: string, from: Instant): Definition | undefined {
  const day = dayText(dayAt(ms(from)))
  return definitions
    .filter(each => each.code === code && each.fromDay <= day)
    .reduce<Definition | undefined>((last, each) => (last && last.version > each.version ? last : each), undefined)
}

async function meetAtOnce(
  keeper: Keeper,
  event: Told,
  it: Obligation,
  at: Instant,
  metBy?: (due: Instant) => string | null,
) {
  const because = metBy?.(it.dueAt) ?? null
  const change = because === null ? null : ended(it, 'meet', at, because)
  if (change) await put(keeper, event, change)
}

async function put(keeper: Keeper, event: Told, { word, at, before, after }: Change): Promise<void> {
  setKept(keeper, after)
  const { by, purpose, recordedAt } = event
  await keeper.tell(eventOf(`obligation.${word}`, after, { occurredAt: at, recordedAt, by, purpose, before }))
}

function eventOf(
  kind: string,
  after: Obligation,
  {
    occurredAt,
    before,
    ...written
  }: Pick<Told, 'by' | 'purpose' | 'recordedAt'> & { occurredAt: Instant; before: Obligation | null },
): Told {
  const month = monthOf(after.dueAt)
  const facts: Facts = {
    obligation: after.obligation,
    code: after.code,
    owedBy: after.owedBy,
    holder: after.starts.at(-1)?.holder ?? after.owedBy,
    month,
    dueAt: short(ms(after.dueAt)),
    ...(before && monthOf(before.dueAt) !== month ? { monthBefore: monthOf(before.dueAt) } : {}),
    ...(before && before.owedBy !== after.owedBy ? { owedByBefore: before.owedBy } : {}),
  }
  return {
    kind,
    subject: `obligation ${after.obligation}`,
    bit: SERVICES_BIT,
    occurredAt: ms(occurredAt),
    facts,
    look: null,
    ...written,
  }
}

const known = new WeakMap<Obligation, Known>()

/** As rules see it; an obligation that changes is another one. */
function knownOf(it: Obligation): Known {
  const seen = known.get(it) ?? asKnown(it)
  known.set(it, seen)
  return seen
}

const asKnown = (it: Obligation): Known => ({
  obligation: it.obligation,
  code: it.code,
  subject: it.subject,
  state: it.state,
  owedBy: it.owedBy,
  holder: clockOf(it.starts).holder,
  startedAt: it.starts[0]?.from ?? it.dueAt,
  dueAt: it.dueAt,
  settledAt: it.settledAt,
})

const INSTANTS = ['startsAt', 'endsAt', 'allocatedAt'] as const

/** The facts with their instants read, so that no rule reads one anew. */
function readFacts(facts: Facts): Facts {
  let read: Record<string, unknown> | null = null
  for (const name of INSTANTS) {
    const found = facts[name]
    if (typeof found !== 'string') continue
    read ??= { ...facts }
    read[name] = instant(found)
  }
  return read ?? facts
}

/** What rules may ask, answered from the rows of the story. */
function aboutOf(keeper: Keeper, event: Told): About {
  const { story, kept } = keeper
  const key = keyOf(story)
  const occurredAt = instantAt(event.occurredAt)
  return {
    happening: { kind: event.kind, subject: event.subject, case: key, occurredAt, facts: readFacts(event.facts) },
    key,
    recordedAt: instantAt(event.recordedAt),
    organisation: event.by.organisation,
    get known() {
      keeper.known ??= [...kept.values()]
        .sort((one, other) => (one.obligation < other.obligation ? -1 : 1))
        .map(knownOf)
      return keeper.known
    },
    startsOf: async obligation => kept.get(obligation)?.starts ?? [],
    responsibleAt: async at => responsibleAt(story, ms(at)),
    async referral(reference) {
      const row = story.rows['casework.referral'].find(each => each.reference === reference)
      if (!row) return null
      return {
        provider: row.provider === null ? null : textOf(row.provider),
        sender: textOf(row.sender),
        firstSentAt: row.first_sent_at === null ? null : instant(row.first_sent_at),
      }
    },
    async session(session) {
      const row = story.rows['casework.session'].find(each => each.session === session)
      if (!row) return null
      return {
        startsAt: instant(row.starts_at),
        minutes: Number(row.minutes),
        organisation: textOf(row.provider),
        kind: textOf(row.kind),
        method: textOf(row.method),
        worker: row.worker === null ? null : textOf(row.worker),
      }
    },
    async planCompleteAt() {
      const at = story.rows['casework.plan'][0]?.complete_at
      return at === undefined || at === null ? null : instant(at)
    },
  }
}
