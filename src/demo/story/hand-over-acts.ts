import { Temporal } from 'temporal-polyfill'
import { planCompleteness } from '../../casework/completeness.ts'
import {
  CHECK_ITEMS,
  type Checked,
  checklist,
  type Held,
  missingOf,
  type SenderWords,
} from '../../handover/checklist.ts'
import { landBy } from '../../handover/transfer.ts'
import type { Facts } from '../../journal/append.ts'
import { dayText, instantText, type Ms, plainDay } from '../clock.ts'
import type { By } from '../life/acts.ts'
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
import type { Row } from './tables.ts'

type Transfer = Row<'handover.transfer'>
type Doing = { readonly at: Ms; readonly by: By }

function appendTransfer(
  story: Story,
  act: Doing,
  kind: string,
  row: Transfer,
  more: Facts = {},
  occurredAt = act.at,
): void {
  const purpose = act.by.organisation === null ? 'hand over' : 'casework'
  tell(story, act, kind, {
    subject: `hand-over ${row.reference}`,
    purpose,
    occurredAt,
    facts: {
      reference: row.reference,
      kind: row.kind,
      from: row.from_organisation,
      to: row.to_organisation,
      toArea: row.to_area,
      effectiveOn: row.effective_on,
      ...more,
    },
  })
}

/** Drafted, prepared with what only the sender knows, and offered. */
export function offer(story: Story, act: ActOf<'offer'>): void {
  const current = get(story, 'casework.case', 'case_id', story.key.case_id)
  const row = add(story, 'handover.transfer', {
    reference: act.reference,
    kind: act.kind,
    from_organisation: organisationOf(act),
    from_area: current.current_area,
    to_organisation: act.to,
    to_area: act.toArea,
    state: 'draft',
    reason: act.reason,
    own_words: act.ownWords,
    made_by: workerOf(act),
    made_at: when(act),
    first_offered_at: null,
    offered_at: null,
    answered_at: null,
    effective_on: null,
    officer: null,
    land_by: null,
    took_effect_at: null,
    landed_at: null,
    return_words: null,
    completeness_at_effect: null,
    version: 2,
  })
  tell(story, act, 'handover.drafted', {
    subject: `hand-over ${act.reference}`,
    facts: { reference: row.reference, kind: row.kind, from: row.from_organisation, to: row.to_organisation },
  })
  for (const { code, ticks } of CHECK_ITEMS)
    if (ticks === 'sender') addItem(story, act.reference, { item: code, ticked_by: 'sender', words: act.words[code] })
  appendTransfer(story, act, 'handover.prepared', row)
  putOut(story, act, row, false)
}

const addItem = (story: Story, reference: string, given: { item: string; ticked_by: string; words: string }) =>
  add(story, 'handover.check_item', {
    reference,
    state: 'held',
    gap_closer: null,
    gap_by: null,
    gap_closed_at: null,
    ...given,
  })

function putOut(story: Story, act: Doing, row: Transfer, again: boolean) {
  const missing = missingOf(listOf(story, act, row)).map(item => item.code)
  row.state = 'offered'
  row.offered_at = when(act)
  row.first_offered_at = row.first_offered_at ?? when(act)
  raise(row)
  appendTransfer(story, act, 'handover.offered', row, { missing, again })
}

export function offerAgain(story: Story, act: ActOf<'offer again'>): void {
  putOut(story, act, get(story, 'handover.transfer', 'reference', act.reference), true)
}

export function returnIt(story: Story, act: ActOf<'return hand-over'>): void {
  const row = get(story, 'handover.transfer', 'reference', act.reference)
  for (const item of act.items)
    add(story, 'handover.returned_item', { reference: act.reference, returned_at: when(act), item })
  row.state = 'returned'
  row.return_words = act.words
  raise(row)
  appendTransfer(story, act, 'handover.returned', row, { missing: act.items })
}

/** Accepted with the list as it stands; what is missing is a gap that the receiver closes. */
export function acceptIt(story: Story, act: ActOf<'accept hand-over'>): void {
  const row = get(story, 'handover.transfer', 'reference', act.reference)
  const list = listOf(story, act, row)
  const gaps: Checked[] = []
  for (const item of list) {
    if (item.tickedBy === 'sender') continue
    const kept = addItem(story, act.reference, { item: item.code, ticked_by: 'weft', words: item.words })
    if (item.state === 'held') continue
    kept.state = 'gap accepted'
    kept.ticked_by = 'receiver'
    kept.gap_closer = row.to_organisation
    kept.gap_by = act.closeBy
    gaps.push(item)
  }
  row.state = 'accepted'
  row.answered_at = when(act)
  row.officer = act.officer
  row.effective_on = act.effectiveOn
  const lands = landBy(row.kind === 'release' ? 'release' : 'area move', Temporal.PlainDate.from(act.effectiveOn))
  row.land_by = instantText(lands.epochMilliseconds)
  raise(row)
  appendTransfer(story, act, 'handover.accepted', row)
  for (const { code } of gaps)
    appendTransfer(story, act, 'handover.gap_accepted', row, {
      item: code,
      closer: row.to_organisation,
      by: act.closeBy,
    })
  if (act.effectiveOn <= dayText(today(act))) effect(story, act, row)
}

/** What was missing at acceptance has come. */
export function closeGaps(story: Story, act: ActOf<'close gaps'>): void {
  const row = get(story, 'handover.transfer', 'reference', act.reference)
  for (const item of story.rows['handover.check_item']) {
    if (item.reference !== act.reference || item.state !== 'gap accepted' || item.gap_closed_at !== null) continue
    item.gap_closed_at = when(act)
    appendTransfer(story, act, 'handover.gap_closed', row, { item: item.item, closer: item.gap_closer })
  }
}

export function takeEffect(story: Story, act: ActOf<'take effect'>): void {
  effect(story, act, get(story, 'handover.transfer', 'reference', act.reference))
}

/** Responsibility passes, with open referrals and appointments to come. */
function effect(story: Story, act: Doing, row: Transfer) {
  const current = get(story, 'casework.case', 'case_id', story.key.case_id)
  row.state = 'effective'
  row.took_effect_at = when(act)
  row.completeness_at_effect = completenessOf(story).toFixed(4)
  raise(row)
  add(story, 'casework.responsibility', {
    from_at: when(act),
    organisation: row.to_organisation,
    officer: row.officer,
    reason: row.kind,
    source: `hand-over ${row.reference}`,
  })
  current.current_area = row.to_area
  raise(current)
  for (const referral of story.rows['casework.referral']) {
    const service = story.rows['casework.service'].find(each => each.reference === referral.reference)
    const isOpen =
      ['draft', 'sent', 'returned'].includes(textOf(referral.state)) || (service && service.state !== 'ended')
    if (referral.sender !== row.from_organisation || !isOpen) continue
    referral.sender = row.to_organisation
    referral.sender_worker = row.officer
    raise(referral)
  }
  for (const session of story.rows['casework.session']) {
    if (session.reference !== null || session.provider !== row.from_organisation || session.state !== 'booked') continue
    if (Date.parse(textOf(session.starts_at)) < act.at) continue
    session.provider = row.to_organisation
    session.worker = row.officer
    raise(session)
  }
  appendTransfer(story, act, 'handover.effective', row)
}

/** Landed by the first supervision that the person came to under the new organisation. */
export function landAtFirstContact(story: Story, act: Doing): void {
  const row = story.rows['handover.transfer'].find(
    each => each.state === 'effective' && each.to_organisation === act.by.organisation,
  )
  if (!row) return
  const from = Date.parse(textOf(row.took_effect_at))
  const contacts = story.rows['casework.session']
    .filter(each => each.kind === 'supervision' && each.provider === row.to_organisation)
    .filter(each => each.state === 'attended' || each.state === 'late')
    .map(each => Date.parse(textOf(each.starts_at)))
    .filter(startsAt => startsAt >= from)
  if (contacts.length === 0) return
  const first = Math.min(...contacts)
  row.state = 'landed'
  row.landed_at = instantText(first)
  raise(row)
  appendTransfer(story, act, 'handover.landed', row, { inTime: first < Date.parse(textOf(row.land_by)) }, first)
}

function completenessOf(story: Story): number {
  const steps = story.rows['casework.step']
  return planCompleteness(
    story.rows['casework.goal'].map(({ goal, weight }) => ({
      weight: Number(weight),
      steps: steps
        .filter(step => step.goal === goal)
        .map(step => ({ weight: Number(step.weight), achieved: step.state === 'achieved' })),
    })),
  )
}

function listOf(story: Story, act: Doing, row: Transfer): Checked[] {
  return checklist(heldOf(story, act), wordsOf(story, row), plainDay(today(act)))
}

function wordsOf(story: Story, row: Transfer): SenderWords {
  const said = story.rows['handover.check_item'].filter(
    each => each.reference === row.reference && each.ticked_by === 'sender',
  )
  return Object.fromEntries(said.map(each => [textOf(each.item), textOf(each.words)]))
}

/** What Weft holds of the case at this instant. */
function heldOf(story: Story, act: Doing): Held {
  const { rows } = story
  const sentence = rows['casework.sentence'].toSorted((one, other) =>
    textOf(other.ends_on).localeCompare(textOf(one.ends_on)),
  )[0]
  const risk = rows['casework.risk_level'][0]
  const next = rows['casework.session']
    .filter(each => each.state === 'booked' && Date.parse(textOf(each.starts_at)) >= act.at)
    .map(each => Date.parse(textOf(each.starts_at)))
  return {
    name: true,
    dateOfBirth: true,
    reachable: rows['casework.contact'].length > 0,
    sentence: sentence
      ? { kind: textOf(sentence.kind), endsOn: Temporal.PlainDate.from(textOf(sentence.ends_on)) }
      : null,
    needs: rows['casework.need'].length,
    openGoals: rows['casework.goal'].length,
    risk: risk
      ? {
          level: textOf(risk.level),
          assessedAt: Temporal.Instant.from(textOf(risk.assessed_at)),
          warnings: Array.isArray(risk.warnings) ? risk.warnings : [],
        }
      : null,
    openReferrals: [],
    nextAppointment: next.length > 0 ? Temporal.Instant.fromEpochMilliseconds(Math.min(...next)) : null,
  }
}
