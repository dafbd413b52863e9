import { CLASS_BIT } from '../../casework/information-class.ts'
import { TASKS } from '../../casework/referral/referral.ts'
import type { Facts } from '../../journal/append.ts'
import type { Ms } from '../clock.ts'
import { dayText } from '../clock.ts'
import type { By } from '../life/acts.ts'
import { type ActOf, add, get, organisationOf, raise, type Story, tell, today, when, workerOf } from './story.ts'
import type { Row } from './tables.ts'

/** What the sender writes for those who take the referral. */
export const REFERRAL_WORDS = {
  risk_to_share: 'Nothing beyond the level.',
  told_person: 'Told what is shared and with whom, and agreed.',
} as const
export const UNFUNDED = 'Nobody with an agreement works where the person lives.'

/** A draft, begun and then filled in task by task until it can be sent. */
export function draft(story: Story, act: ActOf<'draft'>): void {
  const { reference, category, provider, agreement } = act
  add(story, 'casework.referral', {
    reference,
    category,
    sender: organisationOf(act),
    sender_worker: workerOf(act),
    provider,
    agreement: agreement?.agreement ?? null,
    line: agreement?.line ?? null,
    funding: agreement ? 'agreed' : 'unfunded',
    unfunded_reason: agreement ? null : UNFUNDED,
    unfunded_by: agreement ? null : workerOf(act),
    state: 'draft',
    tasks_done: TASKS.map(task => task.code),
    complexity: act.complexity,
    most_days: act.mostDays,
    finish_by: act.finishBy,
    made_at: when(act),
    first_sent_at: null,
    sent_at: null,
    answered_at: null,
    answered_by: null,
    decline_reason: null,
    answer_words: null,
    start_on: null,
    version: 1 + TASKS.length,
  })
  add(story, 'casework.referral_words', { reference, provider: null, reason: act.reason, ...REFERRAL_WORDS })
  for (const { need, severity, outcome } of act.wanted)
    add(story, 'casework.referral_need', { reference, provider: null, need, severity, outcome })
  tell(story, act, 'referral.drafted', {
    subject: `referral ${reference}`,
    bit: CLASS_BIT.services,
    facts: { reference, category, sender: organisationOf(act) },
  })
}

function appendReferral(
  story: Story,
  act: { readonly at: Ms; readonly by: By },
  kind: string,
  row: Row<'casework.referral'>,
  more: Facts = {},
): void {
  const { reference, category, provider, sender, funding, agreement, line } = row
  tell(story, act, kind, {
    subject: `referral ${reference}`,
    bit: CLASS_BIT.services,
    facts: { reference, category, provider, sender, funding, agreement, line, ...more },
  })
}

function saveSent(act: ActOf<'send' | 'send again'>, row: Row<'casework.referral'>) {
  row.state = 'sent'
  row.first_sent_at = row.first_sent_at ?? when(act)
  row.sent_at = when(act)
  row.answered_at = null
  row.answered_by = null
  row.answer_words = null
  row.sender_worker = workerOf(act)
  raise(row)
}

export function send(story: Story, act: ActOf<'send'>): void {
  const row = get(story, 'casework.referral', 'reference', act.reference)
  saveSent(act, row)
  for (const table of ['casework.referral_need', 'casework.referral_words'] as const)
    for (const each of story.rows[table]) if (each.reference === act.reference) each.provider = row.provider
  appendReferral(story, act, 'referral.sent', row, { again: false })
}

export function sendAgain(story: Story, act: ActOf<'send again'>): void {
  const { reference } = act
  const row = get(story, 'casework.referral', 'reference', reference)
  const change = story.rows['casework.referral_change'].filter(each => each.reference === reference).length + 1
  add(story, 'casework.referral_change', {
    reference,
    provider: row.provider,
    change,
    topic: 'further_information',
    old: row.answer_words,
    new: act.words,
    reason: 'Asked by the provider',
    by: workerOf(act),
    at: when(act),
  })
  saveSent(act, row)
  appendReferral(story, act, 'referral.sent', row, { again: true })
}

function answer(
  story: Story,
  act: ActOf<'accept' | 'decline' | 'ask' | 'withdraw'>,
  state: 'accepted' | 'declined' | 'returned' | 'withdrawn',
): Row<'casework.referral'> {
  const row = get(story, 'casework.referral', 'reference', act.reference)
  row.state = state
  row.answered_at = when(act)
  row.answered_by = workerOf(act)
  raise(row)
  return row
}

export function accept(story: Story, act: ActOf<'accept'>): void {
  const { reference, startOn } = act
  const row = answer(story, act, 'accepted')
  row.start_on = startOn
  add(story, 'casework.service', {
    reference,
    provider: row.provider,
    state: startOn <= dayText(today(act)) ? 'assessing' : 'waiting',
    start_on: startOn,
    plan_state: 'none',
    plan_submitted_at: null,
    plan_agreed_at: null,
    plan_agreed_by: null,
    plan_words: null,
    sessions_planned: null,
    end_as: null,
    end_reason: null,
    end_words: null,
    ended_at: null,
    version: 1,
  })
  appendReferral(story, act, 'referral.accepted', row, { startOn, waitingPlace: null })
}

export function decline(story: Story, act: ActOf<'decline'>): void {
  const row = answer(story, act, 'declined')
  row.decline_reason = act.reason
  row.answer_words = act.words
  appendReferral(story, act, 'referral.declined', row, { reason: act.reason })
}

export function ask(story: Story, act: ActOf<'ask'>): void {
  const row = answer(story, act, 'returned')
  row.answer_words = act.words
  appendReferral(story, act, 'referral.returned', row)
}

export function withdraw(story: Story, act: ActOf<'withdraw'>): void {
  const row = answer(story, act, 'withdrawn')
  row.answer_words = act.words
  appendReferral(story, act, 'referral.withdrawn', row)
}
