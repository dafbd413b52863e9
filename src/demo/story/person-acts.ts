import { Temporal } from 'temporal-polyfill'
import { CLASS_BIT } from '../../casework/information-class.ts'
import { searchKeys } from '../../casework/search-keys.ts'
import { outlineOf, type Stretch, stretchesOf } from '../../casework/supervision/sentence.ts'
import { requirementTypeOf } from '../../directory/reference/requirement-types.ts'
import { instantText, plainDay } from '../clock.ts'
import {
  type ActOf,
  add,
  get,
  organisationOf,
  raise,
  type Story,
  tell,
  textOf,
  today,
  when,
  workerOf,
} from './story.ts'

const aboutCase = (story: Story, bit = 0) => ({ subject: `case ${story.key.case_id}`, bit })

export function open(story: Story, act: ActOf<'open'>): void {
  const { person } = story
  const organisation = organisationOf(act)
  add(story, 'casework.case', { current_area: person.area, opened_at: when(act), source: act.source, version: 1 })
  add(story, 'casework.responsibility', {
    from_at: when(act),
    organisation,
    officer: act.officer,
    reason: 'opened',
    source: act.source,
  })
  add(story, 'casework.identity_outline', {
    age_band: person.band,
    sex: person.sex,
    force: person.force,
    place: person.place,
  })
  add(story, 'casework.identity', {
    first_name: person.firstName,
    last_name: person.lastName,
    date_of_birth: person.born,
    version: 1,
  })
  for (const { kind, value } of person.identifiers) add(story, 'casework.identifier', { kind, value })
  for (const { kind, key } of keysOf(person.firstName, person.lastName))
    add(story, 'casework.search_key', { kind, key })
  add(story, 'casework.characteristics', { ethnicity: person.ethnicity, disability: person.disability })
  tell(story, act, 'case.opened', { ...aboutCase(story), facts: { organisation, source: act.source } })
}

const keys = new Map<string, ReturnType<typeof searchKeys>>()

/** How a name sounds is dear to work out, and many bear the same one. */
function keysOf(firstName: string, lastName: string): ReturnType<typeof searchKeys> {
  const name = `${firstName} ${lastName}`
  const known = keys.get(name)
  if (known) return known
  const found = searchKeys([firstName, '', lastName])
  keys.set(name, found)
  return found
}

export function contact(story: Story, act: ActOf<'contact'>): void {
  add(story, 'casework.contact', { address: act.address, phone: act.phone, version: 1 })
  tell(story, act, 'contact.changed', aboutCase(story, CLASS_BIT.contact))
}

/** Why a case is limited. */
export const LIMIT_REASON = 'Works for one of the partners'

export function limit(story: Story, act: ActOf<'limit'>): void {
  add(story, 'access.limited_case', { reason: LIMIT_REASON, source: 'decision', since: when(act) })
  tell(story, act, 'case.limited', { ...aboutCase(story), facts: { source: 'decision' } })
  for (const worker of act.named) {
    add(story, 'access.named_worker', { worker, may: 'see', by: workerOf(act), at: when(act) })
    tell(story, act, 'case.worker_named', { ...aboutCase(story, CLASS_BIT.services), facts: { worker } })
  }
}

/** One row for each stretch of the sentence, as the use case makes them. */
export function sentence(story: Story, act: ActOf<'sentence'>): void {
  const { said } = act
  const day = (text: string | null) => (text === null ? null : Temporal.PlainDate.from(text))
  const stretches = stretchesOf(
    {
      kind: said.kind,
      startedOn: Temporal.PlainDate.from(said.startedOn),
      endsOn: day(said.endsOn),
      months: said.months,
      days: 0,
      offenceOn: day(said.offenceOn),
      releaseOn: day(said.releaseOn),
      allocatedOn: null,
    },
    Temporal.Instant.fromEpochMilliseconds(act.at),
  )
  for (const [at, stretch] of stretches.entries()) {
    const code = act.sentences[at] ?? ''
    addStretch(story, code, stretch)
    const about = { subject: `sentence ${code}`, bit: CLASS_BIT.sentence }
    const facts = { sentence: code, kind: stretch.kind }
    tell(story, act, 'sentence.recorded', { ...about, facts })
    if (stretch.allocatedAt)
      tell(story, act, 'sentence.allocated', {
        ...about,
        facts: { ...facts, allocatedAt: stretch.allocatedAt.toString() },
      })
    if (stretch.kind === 'licence' && stretch.releaseOn)
      tell(story, act, 'sentence.allocated', { ...about, facts: { ...facts, releaseOn: stretch.releaseOn.toString() } })
  }
  const outline = outlineOf(stretches, plainDay(today(act)))
  const ends = outline?.endsOn?.toString() ?? null
  add(story, 'casework.sentence_outline', {
    kind: outline?.kind ?? 'no sentence',
    ends_month: ends?.slice(0, 7) ?? null,
  })
  add(story, 'casework.sentence_end', { ends_on: ends })
}

function addStretch(story: Story, sentence: string, { kind, startedOn, endsOn, allocatedAt, releaseOn }: Stretch) {
  add(story, 'casework.sentence', {
    sentence,
    kind,
    started_on: startedOn.toString(),
    ends_on: endsOn?.toString() ?? null,
    allocated_at: allocatedAt === null ? null : instantText(allocatedAt.epochMilliseconds),
    release_on: releaseOn?.toString() ?? null,
    active: true,
    source: 'casework',
    version: 1,
  })
}

export function requirement(story: Story, act: ActOf<'require'>): void {
  const of = get(story, 'casework.sentence', 'sentence', act.sentence)
  const year = Temporal.PlainDate.from(textOf(of.started_on)).add({ months: 12 }).toString()
  add(story, 'casework.requirement', {
    requirement: act.requirement,
    sentence: act.sentence,
    kind: act.kind,
    amount: act.amount,
    unit: requirementTypeOf(act.kind)?.unit ?? null,
    done: 0,
    due_by: act.kind === 'unpaid_work' ? year : null,
    state: 'active',
  })
  tell(story, act, 'requirement.added', {
    subject: `requirement ${act.requirement}`,
    bit: CLASS_BIT.sentence,
    facts: { requirement: act.requirement, sentence: act.sentence, kind: act.kind, amount: act.amount },
  })
}

export function assessNeeds(story: Story, act: ActOf<'assess needs'>): void {
  for (const { need, score, severity } of act.needs)
    add(story, 'casework.need', {
      need,
      score,
      severity,
      to_offending: severity === 'severe',
      to_harm: false,
      assessed_at: when(act),
      source: 'casework',
      version: 1,
    })
  const severe = act.needs.filter(need => need.severity === 'severe').length
  tell(story, act, 'needs.assessed', {
    ...aboutCase(story, CLASS_BIT.needs),
    facts: { assessed: act.needs.length, severe },
  })
}

/** What the summary of risk says, by its level. */
export const RISK_SUMMARY = {
  who_is_at_risk: 'People close to them',
  nature: 'Threats and disorder',
  imminence: 'Not imminent',
  increases: 'Drink, and losing a home',
  reduces: 'Work, and contact with family',
} as const

export function assessRisk(story: Story, act: ActOf<'assess risk'>): void {
  add(story, 'casework.risk_level', { level: act.level, warnings: act.warnings, assessed_at: when(act), version: 1 })
  add(story, 'casework.risk_summary', RISK_SUMMARY)
  tell(story, act, 'risk.changed', {
    ...aboutCase(story, CLASS_BIT.risk_level),
    facts: { level: act.level, before: 'not assessed', mappaLevel: null, warnings: act.warnings.length },
  })
}

export function changeOfficer(story: Story, act: ActOf<'change officer'>): void {
  const last = story.rows['casework.responsibility'].at(-1)
  const organisation = organisationOf(act)
  add(story, 'casework.responsibility', {
    from_at: when(act),
    organisation,
    officer: act.officer,
    reason: act.reason,
    source: 'casework',
  })
  tell(story, act, 'officer.changed', {
    ...aboutCase(story),
    facts: { officer: act.officer, before: last?.officer ?? null, organisation },
  })
}

export function close(story: Story, act: ActOf<'close'>): void {
  for (const session of story.rows['casework.session']) if (session.state === 'booked') session.state = 'cancelled'
  const reason = 'sentence ended'
  tell(story, act, 'case.closed', { ...aboutCase(story), facts: { reason, organisation: organisationOf(act) } })
  add(story, 'casework.responsibility', {
    from_at: when(act),
    organisation: null,
    officer: null,
    reason,
    source: 'casework',
  })
}

export function plan(story: Story, act: ActOf<'plan'>): void {
  add(story, 'casework.plan', {
    own_words: act.ownWords,
    made_at: when(act),
    complete_at: null,
    review_on: act.reviewOn,
    version: 2,
  })
  tell(story, act, 'plan.changed', aboutCase(story, CLASS_BIT.needs))
  for (const [at, { goal, words, need, weight, steps }] of act.goals.entries()) {
    add(story, 'casework.goal', { goal, words, need, weight, place: at + 1, state: 'open' })
    tell(story, act, 'goal.set', { ...aboutCase(story, CLASS_BIT.needs), facts: { goal, need, weight } })
    for (const [place, step] of steps.entries()) {
      add(story, 'casework.step', {
        goal,
        ...step,
        place: place + 1,
        state: 'open',
        achieved_on: null,
        evidence: null,
        by_organisation: null,
        by_worker: null,
        version: 1,
      })
      tell(story, act, 'step.added', {
        ...aboutCase(story, CLASS_BIT.needs),
        facts: { goal, step: step.step, weight: step.weight },
      })
    }
  }
}

export function completePlan(story: Story, act: ActOf<'complete plan'>): void {
  const made = story.rows['casework.plan'][0]
  if (!made) throw new RangeError('A plan is completed that was not made.')
  made.complete_at = when(act)
  raise(made)
  tell(story, act, 'plan.completed', {
    ...aboutCase(story, CLASS_BIT.needs),
    facts: { goals: story.rows['casework.goal'].length, organisation: organisationOf(act) },
  })
}

export function achieve(story: Story, act: ActOf<'achieve'>): void {
  const step = get(story, 'casework.step', 'step', act.step)
  const on = plainDay(today(act)).toString()
  step.state = 'achieved'
  step.achieved_on = on
  step.evidence = act.evidence
  step.by_organisation = organisationOf(act)
  step.by_worker = workerOf(act)
  raise(step)
  tell(story, act, 'step.achieved', {
    ...aboutCase(story, CLASS_BIT.needs),
    facts: { goal: act.goal, step: act.step, on },
  })
}

/** A look at the record: written down before it is shown. */
export function look(story: Story, act: ActOf<'look'>): void {
  story.events.push({
    kind: 'record.looked_at',
    subject: act.what,
    bit: 0,
    by: act.by,
    purpose: 'casework',
    occurredAt: act.at,
    recordedAt: act.at,
    facts: { cases: 1 },
    look: act.what,
  })
}
