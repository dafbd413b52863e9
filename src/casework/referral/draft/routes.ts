import { Temporal } from 'temporal-polyfill'
import { Type } from 'typebox'
import type { Scope } from '../../../database/scope.ts'
import { DESIRED_OUTCOMES } from '../../../directory/reference/desired-outcomes.ts'
import { PATHWAYS } from '../../../directory/reference/needs.ts'
import { SERVICE_CATEGORIES } from '../../../directory/reference/service-categories.ts'
import { caseParams, choice, code, day, line, optional, several, text, whole } from '../../../web/routing/fields.ts'
import { form, page, type Route } from '../../../web/routing/route.ts'
import { caseHeader, caseUrl } from '../../read-model.ts'
import type { ReferralKey } from '../lock-referral.ts'
import { CheckPage, RemovePage, StartPage, TaskListPage } from '../pages/draft.tsx'
import {
  AccessTask,
  ComplexityTask,
  NeedsTask,
  PersonTask,
  ProviderTask,
  RiskTask,
  SharingTask,
  TimeTask,
} from '../pages/tasks.tsx'
import * as policies from '../policy.ts'
import { referralUrl } from '../read-model.ts'
import { sendReferral } from '../send-referral.ts'
import { type Beside, type DraftModel, loadDraft } from './load-draft.ts'
import * as save from './save-draft.ts'
import { startDraft } from './start-draft.ts'

const caseInput = Type.Object(caseParams)
export const referralInput = Type.Object({ ...caseParams, reference: code('the referral') })

/** The key of a referral out of its address. */
export const keyOf = (input: { area: string; case_id: string; reference: string }): ReferralKey => ({
  area: input.area,
  caseId: input.case_id,
  reference: input.reference,
})

const DRAFT = '/cases/:area/:case_id/referrals/:reference/draft'
const shows = (draft: DraftModel) => [draft.key]
const loadWith = (beside: Beside) => (tx: Scope, input: Parameters<typeof keyOf>[0]) =>
  loadDraft(tx, keyOf(input), beside)
const backToTasks = (key: ReferralKey) => ({ to: `${referralUrl(key)}/draft` })
const common = {
  zone: 'case',
  permission: policies.writeDraft,
  purpose: 'supervise',
  input: referralInput,
  shows,
  then: backToTasks,
} as const

export const draftRoutes: readonly Route[] = [
  form({
    path: '/cases/:area/:case_id/referrals/new',
    about: 'Start a referral',
    zone: 'case',
    permission: policies.startReferral,
    purpose: 'supervise',
    input: caseInput,
    body: Type.Object({
      category: choice(
        'the service that is wanted',
        SERVICE_CATEGORIES.map(category => category.code),
      ),
    }),
    load: (tx, input) => caseHeader(tx, { area: input.area, caseId: input.case_id }),
    shows: header => [header],
    view: (header, again) => StartPage({ header, again }),
    submit: (tx, input) => startDraft(tx, { area: input.area, caseId: input.case_id, category: input.category }),
    then: backToTasks,
  }),
  page({
    ...common,
    path: DRAFT,
    about: 'Draft of a referral',
    load: loadWith('nothing more'),
    view: draft => TaskListPage({ draft }),
  }),
  form({
    ...common,
    path: `${DRAFT}/person`,
    about: 'Confirm the person of a referral',
    body: Type.Object({}),
    load: loadWith('nothing more'),
    view: (draft, again) => PersonTask({ draft, again }),
    submit: (tx, input, version) => save.confirmPerson(tx, keyOf(input), version),
  }),
  form({
    ...common,
    path: `${DRAFT}/needs`,
    about: 'Needs and outcomes of a referral',
    body: Type.Object({
      needs: several(
        'at least one need',
        PATHWAYS.map(need => need.code),
        { least: 1 },
      ),
      outcomes: several(
        'at least one outcome',
        DESIRED_OUTCOMES.map(outcome => outcome.code),
        { least: 1 },
      ),
      reason: text('why the person is referred', { most: 4000 }),
    }),
    load: loadWith('nothing more'),
    view: (draft, again) => NeedsTask({ draft, again }),
    submit: (tx, input, version) =>
      save.saveNeeds(
        tx,
        { ...keyOf(input), needs: input.needs, outcomes: input.outcomes, reason: input.reason },
        version,
      ),
  }),
  form({
    ...common,
    path: `${DRAFT}/provider`,
    about: 'Service and provider of a referral',
    body: Type.Object({ choice: line('who should be asked'), unfunded_reason: optional(text('why', { most: 2000 })) }),
    load: loadWith('covers'),
    view: (draft, again) => ProviderTask({ draft, again }),
    submit: (tx, input, version) =>
      save.chooseProvider(
        tx,
        { ...keyOf(input), choice: input.choice, unfunded_reason: input.unfunded_reason },
        version,
      ),
  }),
  form({
    ...common,
    path: `${DRAFT}/complexity`,
    about: 'Complexity of a referral',
    body: Type.Object({ complexity: choice('how complex it is', ['low', 'medium', 'high']) }),
    load: loadWith('nothing more'),
    view: (draft, again) => ComplexityTask({ draft, again }),
    submit: (tx, input, version) => save.saveComplexity(tx, { ...keyOf(input), complexity: input.complexity }, version),
  }),
  form({
    ...common,
    path: `${DRAFT}/time`,
    about: 'Days and finish date of a referral',
    body: Type.Object({
      most_days: whole('the most days it may use', { least: 1, most: 365 }),
      finish_by: day('the date to finish by'),
    }),
    load: loadWith('nothing more'),
    view: (draft, again) => TimeTask({ draft, again }),
    submit: (tx, input, version) =>
      save.saveTime(
        tx,
        { ...keyOf(input), most_days: input.most_days, finish_by: Temporal.PlainDate.from(input.finish_by) },
        version,
      ),
  }),
  form({
    ...common,
    path: `${DRAFT}/risk`,
    about: 'Risk to share of a referral',
    body: Type.Object({ risk_to_share: optional(text('what its workers must know', { most: 4000 })) }),
    load: loadWith('nothing more'),
    view: (draft, again) => RiskTask({ draft, again }),
    submit: (tx, input, version) => save.saveRisk(tx, { ...keyOf(input), risk_to_share: input.risk_to_share }, version),
  }),
  form({
    ...common,
    path: `${DRAFT}/access`,
    about: 'Access and language needs of a referral',
    body: Type.Object({
      access_needs: optional(text('what the person needs', { most: 2000 })),
      interpreter: optional(line('the language')),
    }),
    load: loadWith('nothing more'),
    view: (draft, again) => AccessTask({ draft, again }),
    submit: (tx, input, version) =>
      save.saveAccess(
        tx,
        { ...keyOf(input), access_needs: input.access_needs, interpreter: input.interpreter },
        version,
      ),
  }),
  form({
    ...common,
    path: `${DRAFT}/sharing`,
    about: 'What a referral shares, and with whom',
    body: Type.Object({ told_person: text('what the person was told', { most: 4000 }) }),
    load: loadWith('sharing'),
    view: (draft, again) => SharingTask({ draft, again }),
    submit: (tx, input, version) => save.saveSharing(tx, { ...keyOf(input), told_person: input.told_person }, version),
  }),
  form({
    ...common,
    path: `${DRAFT}/check`,
    about: 'Check the answers of a referral and send it',
    permission: policies.sendReferral,
    body: Type.Object({}),
    load: loadWith('nothing more'),
    view: (draft, again) => CheckPage({ draft, again }),
    submit: (tx, input, version) => sendReferral(tx, keyOf(input), version),
    then: key => ({ to: referralUrl(key), flash: 'Sent. The provider has two business days to answer.' }),
  }),
  form({
    ...common,
    path: `${DRAFT}/remove`,
    about: 'Remove a draft',
    body: Type.Object({}),
    load: loadWith('nothing more'),
    view: (draft, again) => RemovePage({ draft, again }),
    submit: (tx, input, version) => save.removeDraft(tx, keyOf(input), version),
    then: key => ({ to: caseUrl(key), flash: 'The draft was removed.' }),
  }),
]
