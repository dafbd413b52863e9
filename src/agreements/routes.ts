import { Temporal } from 'temporal-polyfill'
import { Type } from 'typebox'
import { allow } from '../access/policy.ts'
import type { Scope } from '../database/scope.ts'
import { AREAS } from '../directory/reference/areas.ts'
import { choice, code, day, line, month, optional, several, text, whole } from '../web/routing/fields.ts'
import { action, form, page, type Route } from '../web/routing/route.ts'
import { adoptVariation } from './adopt-variation.ts'
import { agreementModel } from './agreement-model.ts'
import { addTerm, removeTerm, settleParts, setVolumes } from './change-draft.ts'
import { draftVariation, dropVariation } from './draft-variation.ts'
import { ISPA } from './ispa.ts'
import { listAgreements } from './list-agreements.ts'
import { offerRoutes } from './offer-routes.ts'
import { VersionPage } from './pages/agreement.tsx'
import { AgreementsPage, KINDS, STATES } from './pages/agreements.tsx'
import { AdoptPage, PartsPage, TermPage, VariationPage, VolumesPage } from './pages/draft-forms.tsx'
import { varyAgreement } from './policy.ts'
import { TERM_KINDS } from './term.ts'
import { askedFor, chargeOf } from './term-form.ts'

const one = Type.Object({ agreement: code('an agreement') })
const ofVersion = Type.Object({
  agreement: code('an agreement'),
  version: whole('a version', { least: 1, most: 10_000 }),
})
const shared = { purpose: 'look at agreements', zone: 'contract' } as const
const varying = { permission: varyAgreement, purpose: 'vary an agreement', zone: 'contract' } as const

/** The version as a form needs it, for who may vary it. */
async function toVary(tx: Scope, { agreement, version }: { agreement: string; version?: number }) {
  const model = await agreementModel(tx, agreement, version)
  allow(tx.actor, varyAgreement, model)
  return model
}

const backTo = ({ agreement, version }: { agreement: string; version: number }, flash: string) => ({
  to: `/agreements/${agreement}/versions/${version}`,
  flash,
})

export const agreementRoutes: readonly Route[] = [
  page({
    ...shared,
    path: '/agreements',
    about: 'Agreements that you are bound by or oversee',
    permission: 'signed in',
    input: Type.Object({
      area: optional(
        choice(
          'an area',
          AREAS.map(area => area.code),
        ),
      ),
      kind: optional(choice('a kind', KINDS)),
      state: optional(choice('a state', STATES)),
      after: optional(code('the agreement to go on from')),
    }),
    load: async (tx, asked) => ({ asked, ...(await listAgreements(tx, asked)) }),
    view: AgreementsPage,
  }),
  page({
    ...shared,
    path: '/agreements/:agreement/versions/:version',
    about: 'An agreement as of one version, and what that version changes',
    permission: 'signed in',
    input: ofVersion,
    load: (tx, { agreement, version }) => agreementModel(tx, agreement, version),
    view: VersionPage,
  }),
  form({
    ...varying,
    path: '/agreements/:agreement/variation',
    about: 'Draft a variation',
    input: one,
    body: Type.Object({ reason: text('the reason', { most: 2_000 }), from_month: month('the month it takes effect') }),
    load: toVary,
    view: VariationPage,
    submit: draftVariation,
    then: done => backTo(done, 'Drafted. Change it, then adopt it.'),
  }),
  form({
    ...varying,
    path: '/agreements/:agreement/versions/:version/volumes',
    about: 'Change minimum and expected volumes and cash of a draft',
    input: ofVersion,
    body: Type.Object({
      line: whole('the service line', { least: 1, most: 10_000 }),
      first: month('the first month'),
      last: month('the last month'),
      minimum: whole('the minimum', { least: 0, most: 100_000 }),
      expected: whole('what is expected', { least: 0, most: 100_000 }),
      cash: line('the cash a month', { most: 30 }),
    }),
    load: toVary,
    view: VolumesPage,
    submit: setVolumes,
    then: done => backTo(done, 'Set. What it changes stands below.'),
  }),
  form({
    ...varying,
    path: '/agreements/:agreement/versions/:version/terms/new',
    about: 'Add a charge term to a draft',
    input: ofVersion,
    body: Type.Object({
      kind: choice('the kind of term', TERM_KINDS),
      line: optional(whole('the service line', { least: 1, most: 10_000 })),
      words: text('the term in words', { most: 2_000 }),
      annual: optional(line('the annual fee', { most: 30 })),
      year_from: optional(month('the first month of the year')),
      per: optional(choice('the unit', ['start', 'session', 'completion'])),
      price: optional(line('the price', { most: 30 })),
      asked_by: optional(line('who asked for it')),
      asked_on: optional(day('when they asked')),
      agreed_on: optional(day('when the commissioner agreed')),
    }),
    load: toVary,
    view: TermPage,
    submit: (tx, { agreement, version, words, line: of, ...given }) =>
      addTerm(tx, { agreement, version, words, line: of ?? null, charge: chargeOf(given), asked: askedFor(given) }),
    then: done => backTo(done, 'The term is added to the draft.'),
  }),
  action({
    ...varying,
    path: '/agreements/:agreement/versions/:version/terms/:term/remove',
    about: 'Take a term out of a draft',
    input: Type.Object({
      agreement: code('an agreement'),
      version: whole('a version', { least: 1, most: 10_000 }),
      term: whole('a term', { least: 1, most: 10_000 }),
    }),
    body: Type.Object({}),
    submit: removeTerm,
    then: done => backTo(done, 'The term is taken out of the draft.'),
  }),
  form({
    ...varying,
    path: '/agreements/:agreement/versions/:version/parts',
    about: 'Settle which clauses and schedules a draft keeps',
    input: ofVersion,
    body: Type.Object({
      kept: several(
        'the parts kept',
        ISPA.map(part => part.part),
      ),
    }),
    load: toVary,
    view: PartsPage,
    submit: settleParts,
    then: done => backTo(done, 'Saved. Parts left out are shown.'),
  }),
  form({
    ...varying,
    path: '/agreements/:agreement/versions/:version/adopt',
    about: 'Adopt a draft from its month on',
    input: ofVersion,
    body: Type.Object({ signed_on: day('the day of signature') }),
    load: toVary,
    view: AdoptPage,
    submit: (tx, { signed_on, ...of }, edits) =>
      adoptVariation(tx, { ...of, signed_on: Temporal.PlainDate.from(signed_on) }, edits),
    then: done => backTo(done, 'Adopted. It is frozen from now.'),
  }),
  action({
    ...varying,
    path: '/agreements/:agreement/versions/:version/drop',
    about: 'Drop a draft',
    input: ofVersion,
    body: Type.Object({}),
    submit: dropVariation,
    then: ({ agreement }) => ({ to: `/agreements/${agreement}`, flash: 'The draft is dropped.' }),
  }),
  ...offerRoutes,
]
