import { Temporal } from 'temporal-polyfill'
import { Type } from 'typebox'
import { type Scope, seesRecords } from '../../database/scope.ts'
import { CHANGE_TOPICS, DECLINE_REASONS } from '../../directory/reference/coded-reasons.ts'
import { invalid } from '../../kernel/errors.ts'
import { choice, code, day, line, optional, text, whole } from '../../web/routing/fields.ts'
import { form, page, type Route } from '../../web/routing/route.ts'
import { loadService } from '../service/load-service.ts'
import { acceptReferral, askForInformation, declineReferral, withdrawReferral } from './answer-referral.ts'
import { changeReferral } from './change-referral.ts'
import { draftRoutes, keyOf, referralInput } from './draft/routes.ts'
import { loadReferral, type ReferralModel } from './load-referral.ts'
import type { ReferralKey } from './lock-referral.ts'
import { AcceptPage, AskPage, ChangePage, DeclinePage, ReplyPage, WithdrawPage } from './pages/answer.tsx'
import { ReferralListPage } from './pages/list.tsx'
import { ReferralPage } from './pages/referral.tsx'
import * as policies from './policy.ts'
import { countReferrals, LISTS, listReferrals, referralUrl } from './read-model.ts'
import { sendAgain } from './send-referral.ts'

const REFERRAL = '/cases/:area/:case_id/referrals/:reference'
const load = (tx: Scope, input: Parameters<typeof keyOf>[0]) => loadReferral(tx, keyOf(input))
const shows = (referral: ReferralModel) => [referral.key]
const common = { zone: 'case', input: referralInput, shows, load } as const
const backTo = (flash: string) => (key: ReferralKey) => ({ to: referralUrl(key), flash })

const listInput = Type.Object({
  list: optional(choice('a list', LISTS)),
  at: optional(line('where the page begins')),
  reference: optional(code('where the page begins')),
})

/** Which list stands there when none is asked for: the first of these that holds something. */
const SHOWN_FIRST = ['to-answer', 'sent', 'waiting', 'delivering', 'drafts', 'ended'] as const

const cursorOf = ({ at, reference }: { at?: string; reference?: string }) => {
  if (at === undefined || reference === undefined) return undefined
  if (/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?\+\d\d$/.test(at)) return { at, reference }
  throw invalid({ field: 'at', sentence: 'Start the list again from its first page' })
}

export const referralRoutes: readonly Route[] = [
  page({
    path: '/referrals',
    about: 'Referrals of the organisation',
    zone: 'case',
    permission: policies.readReferrals,
    purpose: 'consider a referral',
    input: listInput,
    load: async (tx, input) => {
      const counts = await countReferrals(tx)
      const list = input.list ?? SHOWN_FIRST.find(name => counts[name] > 0) ?? 'to-answer'
      return { list, counts, seesRecords: seesRecords(tx.actor), ...(await listReferrals(tx, list, cursorOf(input))) }
    },
    shows: model => model.lines,
    view: ReferralListPage,
  }),
  page({
    path: REFERRAL,
    about: 'A referral',
    zone: 'case',
    permission: policies.readReferral,
    purpose: 'consider or deliver a referral',
    input: referralInput,
    load: async (tx, input) => ({ referral: await load(tx, input), service: await loadService(tx, keyOf(input)) }),
    shows: ({ referral }) => [referral.key],
    view: ReferralPage,
  }),
  form({
    ...common,
    path: `${REFERRAL}/accept`,
    about: 'Accept a referral',
    permission: policies.acceptReferral,
    purpose: 'consider a referral',
    body: Type.Object({
      begins: choice('when it starts', ['day', 'waiting list']),
      start_on: optional(day('the start date')),
      waiting_place: optional(whole('the place on the waiting list', { least: 1, most: 999 })),
    }),
    view: (referral, again) => AcceptPage({ referral, again }),
    submit: (tx, input, version) => {
      if (input.begins === 'day' && input.start_on === undefined)
        throw invalid({ field: 'start_on', sentence: 'Enter the start date' })
      if (input.begins === 'waiting list' && input.waiting_place === undefined)
        throw invalid({ field: 'waiting_place', sentence: 'Enter the place on the waiting list' })
      return acceptReferral(
        tx,
        {
          ...keyOf(input),
          ...(input.begins === 'day' && input.start_on !== undefined
            ? { start_on: Temporal.PlainDate.from(input.start_on) }
            : { waiting_place: input.waiting_place }),
        },
        version,
      )
    },
    then: backTo('Accepted. Say now who works with the person.'),
  }),
  form({
    ...common,
    path: `${REFERRAL}/decline`,
    about: 'Decline a referral',
    permission: policies.declineReferral,
    purpose: 'consider a referral',
    body: Type.Object({
      reason: choice(
        'why you decline',
        DECLINE_REASONS.map(reason => reason.code),
      ),
      words: text('what the sender should know', { most: 2000 }),
    }),
    view: (referral, again) => DeclinePage({ referral, again }),
    submit: (tx, input, version) =>
      declineReferral(tx, { ...keyOf(input), reason: input.reason, words: input.words }, version),
    then: key => ({ to: '/referrals?list=to-answer', flash: `${key.reference} was declined. The sender is told.` }),
  }),
  form({
    ...common,
    path: `${REFERRAL}/ask`,
    about: 'Ask for information on a referral',
    permission: policies.askForInformation,
    purpose: 'consider a referral',
    body: Type.Object({ question: text('what you need to know', { most: 2000 }) }),
    view: (referral, again) => AskPage({ referral, again }),
    submit: (tx, input, version) => askForInformation(tx, { ...keyOf(input), question: input.question }, version),
    then: backTo('Sent back with your question.'),
  }),
  form({
    ...common,
    path: `${REFERRAL}/reply`,
    about: 'Answer a question on a referral and send it again',
    permission: policies.sendReferral,
    purpose: 'supervise',
    body: Type.Object({ reply: text('your answer', { most: 4000 }) }),
    view: (referral, again) => ReplyPage({ referral, again }),
    submit: (tx, input, version) => sendAgain(tx, { ...keyOf(input), reply: input.reply }, version),
    then: backTo('Sent again.'),
  }),
  form({
    ...common,
    path: `${REFERRAL}/withdraw`,
    about: 'Withdraw a referral',
    permission: policies.withdrawReferral,
    purpose: 'supervise',
    body: Type.Object({ words: text('why', { most: 2000 }) }),
    view: (referral, again) => WithdrawPage({ referral, again }),
    submit: (tx, input, version) => withdrawReferral(tx, { ...keyOf(input), words: input.words }, version),
    then: backTo('Withdrawn.'),
  }),
  form({
    ...common,
    path: `${REFERRAL}/change`,
    about: 'Change a referral after sending',
    permission: policies.changeReferral,
    purpose: 'supervise',
    body: Type.Object({
      topic: choice(
        'what changes',
        CHANGE_TOPICS.map(topic => topic.code),
      ),
      new: text('what it is now', { most: 2000 }),
      reason: text('why', { most: 2000 }),
    }),
    view: (referral, again) => ChangePage({ referral, again }),
    submit: (tx, input, version) =>
      changeReferral(tx, { ...keyOf(input), topic: input.topic, new: input.new, reason: input.reason }, version),
    then: backTo('Changed.'),
  }),
  ...draftRoutes,
]
