import { Temporal } from 'temporal-polyfill'
import { Type } from 'typebox'
import type { Scope } from '../database/scope.ts'
import type { CaseKey } from '../journal/append.ts'
import { caseParams, choice, code, optional, several, text } from '../web/routing/fields.ts'
import { action, form, page, type Route } from '../web/routing/route.ts'
import { AcceptBody, gapsOf } from './accept-body.ts'
import { acceptTransfer } from './accept-transfer.ts'
import { CHECK_CODES, type CheckCode } from './checklist.ts'
import { closeGap } from './close-gap.ts'
import { senderWords } from './current-list.ts'
import { showCustody } from './custody.ts'
import { declineTransfer } from './decline-transfer.ts'
import { draftTransfer } from './draft-transfer.ts'
import { showFlows } from './flows.ts'
import { LIST_VIEWS, listTransfers } from './list-transfers.ts'
import { offerTransfer } from './offer-transfer.ts'
import { AcceptPage, DeclinePage, ReturnPage } from './pages/answer-forms.tsx'
import { CustodyPage } from './pages/custody.tsx'
import { FlowsPage } from './pages/flows.tsx'
import { ListPage } from './pages/list.tsx'
import { DraftPage, OfferPage, PreparePage, WithdrawPage } from './pages/sender-forms.tsx'
import { TransferPage } from './pages/transfer.tsx'
import * as policies from './policy.ts'
import { prepareTransfer } from './prepare-transfer.ts'
import { ownOfficers } from './receivers.ts'
import { returnTransfer } from './return-transfer.ts'
import { showDraftForm } from './show-draft-form.ts'
import { showTransfer } from './show-transfer.ts'
import { declineReasonsOf, TRANSFER_KINDS, type TransferKind } from './transfer.ts'
import { type Transfer, type TransferKey, transferUrl } from './transfer-rows.ts'
import { withdrawTransfer } from './withdraw-transfer.ts'

const OfCase = Type.Object(caseParams)
const OfTransfer = Type.Object({
  ...caseParams,
  reference: Type.String({ pattern: '^[A-Z]{2}\\d{4}[A-Z]{2}$' }),
})
const Nothing = Type.Object({})

type InAddress = { area: string; case_id: string }
const caseOf = ({ area, case_id }: InAddress): CaseKey => ({ area, caseId: case_id })
const keyOf = (input: InAddress & { reference: string }): TransferKey => ({
  ...caseOf(input),
  reference: input.reference,
})
const showsTransfer = ({ transfer }: { transfer: Transfer }) => [transfer]
const said = (flash: string) => (transfer: Transfer) => ({ to: transferUrl(transfer), flash })

const ONE = '/cases/:area/:case_id/hand-overs/:reference'
const OFFERED = { zone: 'case', input: OfTransfer, shows: showsTransfer } as const
const load = (tx: Scope, input: InAddress & { reference: string }) => showTransfer(tx, keyOf(input))

const list = page({
  path: '/hand-overs',
  about: 'Hand-overs to answer, offered, waiting for their day, to land and done',
  permission: policies.lookAtHandovers,
  purpose: 'hand over',
  zone: 'case',
  input: Type.Object({ view: optional(choice('a list', LIST_VIEWS)) }),
  load: (tx, { view }) => listTransfers(tx, view ?? 'to-answer'),
  shows: model => model.rows,
  view: ListPage,
})

const begin = form({
  path: '/cases/:area/:case_id/hand-overs/new',
  about: 'Begin a hand-over of a case',
  permission: policies.draftTransfer,
  purpose: 'hand over',
  zone: 'case',
  input: OfCase,
  body: Type.Object({
    kind: choice('the kind of hand-over', TRANSFER_KINDS),
    receiver: code('the area and the organisation that takes over, such as C09.don-lead'),
    reason: text('the reason', { most: 2000 }),
    own_words: optional(text('the person’s own words', { most: 4000 })),
  }),
  load: (tx, input) => showDraftForm(tx, caseOf(input)),
  shows: ({ header }) => [header],
  view: DraftPage,
  submit: (tx, input) => {
    const [toArea = '', ...to] = input.receiver.split('.')
    return draftTransfer(tx, {
      ...caseOf(input),
      kind: input.kind,
      to: to.join('.'),
      toArea,
      reason: input.reason,
      ownWords: input.own_words,
    })
  },
  then: said('Draft saved. Add what only you know, then offer it.'),
})

const show = page({
  ...OFFERED,
  path: ONE,
  about: 'A hand-over, its list and what may be done',
  permission: policies.lookAtHandovers,
  purpose: 'hand over',
  load,
  view: TransferPage,
})

const prepare = form({
  ...OFFERED,
  path: `${ONE}/prepare`,
  about: 'Add what only the sender knows',
  permission: policies.prepareTransfer,
  purpose: 'hand over',
  body: Type.Object({
    health: optional(text('health and adjustments', { most: 4000 })),
    enforcement: optional(text('enforcement in hand', { most: 4000 })),
    told: optional(text('what the person was told', { most: 4000 })),
    own_words: optional(text('the person’s own words', { most: 4000 })),
  }),
  load: async (tx, input) => ({ ...(await load(tx, input)), words: await senderWords(tx, keyOf(input)) }),
  view: PreparePage,
  submit: (tx, { health, enforcement, told, own_words: ownWords, ...input }, version) =>
    prepareTransfer(tx, { ...keyOf(input), ownWords, words: { health, enforcement, told } }, version),
  then: said('Saved.'),
})

const offer = form({
  ...OFFERED,
  path: `${ONE}/offer`,
  about: 'Offer a hand-over, or offer it again',
  permission: policies.offerTransfer,
  purpose: 'hand over',
  body: Nothing,
  load,
  view: OfferPage,
  submit: (tx, input, version) => offerTransfer(tx, keyOf(input), version),
  then: said('Offered. You stay responsible until it takes effect.'),
})

const withdraw = form({
  ...OFFERED,
  path: `${ONE}/withdraw`,
  about: 'Withdraw a hand-over that is not yet accepted',
  permission: policies.withdrawTransfer,
  purpose: 'hand over',
  body: Nothing,
  load,
  view: WithdrawPage,
  submit: (tx, input, version) => withdrawTransfer(tx, keyOf(input), version),
  then: said('Withdrawn. You stay responsible.'),
})

const accept = form({
  ...OFFERED,
  path: `${ONE}/accept`,
  about: 'Accept a hand-over with its officer, its day and who closes each gap',
  permission: policies.acceptTransfer,
  purpose: 'consider a hand-over',
  body: AcceptBody,
  load: async (tx, input) => ({ ...(await load(tx, input)), officers: await ownOfficers(tx) }),
  view: AcceptPage,
  submit: (tx, input, version) =>
    acceptTransfer(
      tx,
      {
        ...keyOf(input),
        officer: input.officer,
        effectiveOn: Temporal.PlainDate.from(input.effective_on),
        gaps: gapsOf(input),
      },
      version,
    ),
  then: transfer => ({
    to: transferUrl(transfer),
    flash:
      transfer.state === 'effective' ? 'Accepted. You are responsible from now on.' : 'Accepted. It waits for its day.',
  }),
})

const giveBack = form({
  ...OFFERED,
  path: `${ONE}/return`,
  about: 'Return a hand-over for what is missing',
  permission: policies.returnTransfer,
  purpose: 'consider a hand-over',
  body: Type.Object({
    items: several('what is missing', CHECK_CODES, { least: 1 }),
    words: text('what would make it complete', { most: 4000 }),
  }),
  load,
  view: ReturnPage,
  submit: (tx, input, version) =>
    returnTransfer(tx, { ...keyOf(input), items: input.items, words: input.words }, version),
  then: said('Returned to the sender.'),
})

const REASONS = [...new Set(TRANSFER_KINDS.flatMap((kind: TransferKind) => declineReasonsOf(kind)))].map(
  ({ code: reason }) => reason,
)

const decline = form({
  ...OFFERED,
  path: `${ONE}/decline`,
  about: 'Decline a hand-over for a coded reason',
  permission: policies.declineTransfer,
  purpose: 'consider a hand-over',
  body: Type.Object({
    reason: choice('why you decline', REASONS),
    words: optional(text('what the sender should know', { most: 4000 })),
  }),
  load,
  view: DeclinePage,
  submit: (tx, input, version) =>
    declineTransfer(tx, { ...keyOf(input), reason: input.reason, words: input.words }, version),
  then: () => ({ to: '/hand-overs', flash: 'Declined. The sender stays responsible.' }),
})

const gapClosed = action({
  path: `${ONE}/close-gap`,
  about: 'Say that what was missing at acceptance has been supplied',
  permission: policies.closeGap,
  purpose: 'supervise',
  zone: 'case',
  input: OfTransfer,
  body: Type.Object({ item: choice<readonly CheckCode[]>('an item of the list', CHECK_CODES) }),
  submit: (tx, input, version) => closeGap(tx, { ...keyOf(input), item: input.item }, version),
  then: said('The gap is closed.'),
})

const custody = page({
  path: '/cases/:area/:case_id/custody',
  about: 'Responsibility for a case through time, with hand-overs and gaps in contact',
  permission: policies.lookAtHandovers,
  purpose: 'supervise',
  zone: 'case',
  input: OfCase,
  load: (tx, input) => showCustody(tx, caseOf(input)),
  shows: ({ header }) => [header],
  view: CustodyPage,
})

const flows = page({
  path: '/areas/:area/flows',
  about: 'Volumes, times and returns of hand-overs between organisations',
  permission: ['supply-chain manager', 'commissioner', 'finance', 'CRT member', 'partner manager', 'case manager'],
  purpose: 'oversee',
  zone: 'contract',
  input: Type.Object({ area: caseParams.area }),
  load: (tx, { area }) => showFlows(tx, area),
  view: FlowsPage,
})

export const handoverRoutes: readonly Route[] = [
  list,
  begin,
  show,
  prepare,
  offer,
  withdraw,
  accept,
  giveBack,
  decline,
  gapClosed,
  custody,
  flows,
]
