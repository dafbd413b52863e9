import { Type } from 'typebox'
import { caseParams, choice, code, day, line, optional, text } from '../../web/routing/fields.ts'
import { form, page, type Route } from '../../web/routing/route.ts'
import { assessmentRoutes } from '../assessment/routes.ts'
import { caseInput, dayOf, keyOf, onCase, showsCase, toCase } from '../case-route.ts'
import { mayKnow } from '../information-class.ts'
import { caseHeader } from '../read-model.ts'
import { supervisionRoutes } from '../supervision/routes.ts'
import { caseRecord } from './case-record.ts'
import { contactVersion, editAdjustments, editContact } from './edit-contact.ts'
import { addIdentifier, editIdentity, SEXES } from './edit-identity.ts'
import { findPerson } from './find-person.ts'
import { adjustmentsFor, contactFor, identityFor, noteToCorrect } from './held.ts'
import { IDENTIFIER_KINDS } from './identifier.ts'
import { CASE_LISTS, listCases } from './list-cases.ts'
import { areasToOpenIn } from './open-person.ts'
import { openForm } from './open-route.ts'
import { CasePage } from './pages/case-page.tsx'
import { AdjustmentsPage, ContactPage, IdentifierPage, IdentityPage, NotePage } from './pages/edit-pages.tsx'
import { CasesListPage, FindPage } from './pages/lists.tsx'
import { TimelinePage } from './pages/timeline-page.tsx'
import { keepRecord, writeNote as mayWriteNote, seeCases } from './policy.ts'
import { EVENTS_A_PAGE, timelineOf } from './timeline.ts'
import { NOTE_CLASSES, writeNote } from './write-note.ts'

const cursor = Type.String({ pattern: '^C\\d\\d\\.[0-9A-Z]{4,12}$' })

const lists: Route[] = [
  page({
    ...onCase,
    path: '/cases',
    about: 'Cases that I work on, or that my organisation may see',
    permission: seeCases,
    input: Type.Object({ list: optional(choice('which cases', CASE_LISTS)), after: optional(cursor) }),
    load: async (tx, { list = 'mine', after }) => {
      const [area = '', caseId = ''] = after?.split('.') ?? []
      const found = await listCases(tx, { list, after: after === undefined ? null : { area, caseId } })
      const opens = (await areasToOpenIn(tx)).length > 0
      const begun: 'first' | 'later' = after === undefined ? 'first' : 'later'
      return { ...found, list, begun, organisation: tx.actor.organisationName, opens }
    },
    shows: model => model.rows,
    view: model => CasesListPage({ model }),
  }),
  page({
    ...onCase,
    path: '/cases/find',
    about: 'Find a person by name, sound or identifier, among those that I may see',
    permission: seeCases,
    input: Type.Object({ words: optional(line('a name or an identifier')) }),
    load: async (tx, { words = '' }) => ({
      words,
      ...(await findPerson(tx, words)),
      opens: (await areasToOpenIn(tx)).length > 0,
      reviews: tx.actor.roles.includes('case manager'),
    }),
    shows: model => model.found,
    view: model => FindPage({ model }),
  }),
]

const theCase: Route[] = [
  page({
    ...onCase,
    path: '/cases/:area/:case_id',
    about: 'A case: the person, their supervision, needs, risk, plan, services and what happened',
    permission: seeCases,
    input: caseInput,
    shows: showsCase,
    load: (tx, input) => caseRecord(tx, keyOf(input)),
    view: record => CasePage({ record }),
  }),
  page({
    ...onCase,
    path: '/cases/:area/:case_id/timeline',
    about: 'What happened on a case',
    permission: seeCases,
    input: Type.Object({
      ...caseParams,
      before: optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
    }),
    shows: showsCase,
    load: async (tx, input) => {
      const header = await caseHeader(tx, keyOf(input))
      const before = input.before === undefined ? null : BigInt(input.before)
      const found = await timelineOf(tx, keyOf(input), { before, most: EVENTS_A_PAGE + 1 })
      const happened = found.slice(0, EVENTS_A_PAGE)
      return { header, happened, earlier: found.length > EVENTS_A_PAGE ? (happened.at(-1)?.id ?? null) : null }
    },
    view: model => TimelinePage({ model }),
  }),
]

const edits: Route[] = [
  form({
    ...onCase,
    path: '/cases/:area/:case_id/identity',
    about: 'Change the name and date of birth of a person',
    permission: keepRecord,
    input: caseInput,
    body: Type.Object({
      first_name: line('the first name'),
      middle_names: optional(line('the middle names')),
      last_name: line('the last name'),
      known_as: optional(line('the name they are known by')),
      born: optional(day('the date of birth')),
      sex: choice('the sex', SEXES),
      language: optional(line('the language')),
    }),
    shows: showsCase,
    load: (tx, input) => identityFor(tx, keyOf(input)),
    view: (model, again) => IdentityPage({ model, again }),
    submit: (tx, input, version) =>
      editIdentity(tx, {
        key: keyOf(input),
        firstName: input.first_name,
        middleNames: input.middle_names ?? null,
        lastName: input.last_name,
        knownAs: input.known_as ?? null,
        dateOfBirth: dayOf(input.born),
        language: input.language ?? null,
        sex: input.sex,
        version,
      }),
    then: (_, input) => toCase(input, 'The name and date of birth are changed.'),
  }),
  form({
    ...onCase,
    path: '/cases/:area/:case_id/identifiers/new',
    about: 'Add an identifier of a person',
    permission: keepRecord,
    input: caseInput,
    body: Type.Object({
      kind: choice('the kind of identifier', IDENTIFIER_KINDS),
      value: line('the identifier', { most: 30 }),
    }),
    shows: showsCase,
    load: async (tx, input) => ({ header: await caseHeader(tx, keyOf(input)) }),
    view: (model, again) => IdentifierPage({ model, again }),
    submit: (tx, input) => addIdentifier(tx, { key: keyOf(input), kind: input.kind, value: input.value }),
    then: (_, input) => toCase(input, 'The identifier is added.'),
  }),
  form({
    ...onCase,
    path: '/cases/:area/:case_id/contact',
    about: 'Change where and how to reach a person',
    permission: keepRecord,
    input: caseInput,
    body: Type.Object({
      address: optional(text('the address', { most: 500 })),
      phone: optional(line('the phone number', { most: 40 })),
      email: optional(line('the e-mail address')),
      release_address: optional(text('the address on release', { most: 500 })),
    }),
    shows: showsCase,
    load: async (tx, input) => {
      const { header, contact, version } = await contactFor(tx, keyOf(input))
      return { header, contact, version: contactVersion({ version }) }
    },
    view: (model, again) => ContactPage({ model, again }),
    submit: (tx, input, version) =>
      editContact(tx, {
        key: keyOf(input),
        contact: {
          address: input.address ?? null,
          phone: input.phone ?? null,
          email: input.email ?? null,
          release_address: input.release_address ?? null,
        },
        version,
      }),
    then: (_, input) => toCase(input, 'The contact details are changed.'),
  }),
  form({
    ...onCase,
    path: '/cases/:area/:case_id/adjustments',
    about: 'Change what a person needs so that they can take part',
    permission: keepRecord,
    input: caseInput,
    body: Type.Object({ lines: optional(text('the adjustments', { most: 2000 })) }),
    shows: showsCase,
    load: (tx, input) => adjustmentsFor(tx, keyOf(input)),
    view: (model, again) => AdjustmentsPage({ model, again }),
    submit: (tx, input) => {
      const lines = (input.lines ?? '').split('\n').map(words => words.trim())
      return editAdjustments(tx, { key: keyOf(input), lines: lines.filter(words => words !== '') })
    },
    then: (_, input) => toCase(input, 'The adjustments are changed.'),
  }),
  form({
    ...onCase,
    path: '/cases/:area/:case_id/notes/new',
    about: 'Write a note, or correct one',
    permission: mayWriteNote,
    input: Type.Object({ ...caseParams, corrects: optional(code('a note')) }),
    body: Type.Object({ words: text('the note'), class: choice('who reads the note', NOTE_CLASSES) }),
    shows: showsCase,
    load: async (tx, input) => {
      const header = await caseHeader(tx, keyOf(input))
      const original = input.corrects === undefined ? null : await noteToCorrect(tx, keyOf(input), input.corrects)
      const readers = NOTE_CLASSES.filter(of => (original ? of === original.class : mayKnow(header.classes, of)))
      return { header, readers, original: original && { note: original.note, words: original.words } }
    },
    view: (model, again) => NotePage({ model, again }),
    submit: (tx, input) =>
      writeNote(tx, { key: keyOf(input), words: input.words, class: input.class, corrects: input.corrects ?? null }),
    then: (_, input) => toCase(input, input.corrects === undefined ? 'The note is written.' : 'The note is corrected.'),
  }),
]

/** Finding a person, the case, and all that is kept of it but referrals, services and the plan. */
export const personRoutes: Route[] = [
  ...lists,
  openForm,
  ...theCase,
  ...edits,
  ...supervisionRoutes,
  ...assessmentRoutes,
]
