import { Type } from 'typebox'
import type { Scope } from '../../database/scope.ts'
import { type FieldError, WeftError } from '../../kernel/errors.ts'
import { choice, code, day, line, optional, several } from '../../web/routing/fields.ts'
import { form, type Route } from '../../web/routing/route.ts'
import { dayOf, onCase } from '../case-route.ts'
import { caseUrl } from '../read-model.ts'
import { officersOf } from '../supervision/officers.ts'
import { SEXES } from './edit-identity.ts'
import { findDuplicates } from './find-person.ts'
import { areasToOpenIn, identifiersOf, openPerson, placesIn } from './open-person.ts'
import { type OpenModel, OpenPage } from './pages/open-page.tsx'
import { openCaseHere } from './policy.ts'

const whom = {
  born: optional(day('the date of birth')),
  crn: optional(line('the CRN', { most: 30 })),
  prison_number: optional(line('the prison number', { most: 30 })),
  pnc: optional(line('the PNC number', { most: 30 })),
}

const askedInput = Type.Object({
  first_name: optional(line('the first name')),
  last_name: optional(line('the last name')),
  ...whom,
})

type Asked = {
  first_name?: string
  last_name?: string
  born?: string
  crn?: string
  prison_number?: string
  pnc?: string
}

async function openModel(tx: Scope, given: Asked): Promise<OpenModel> {
  const areas = await areasToOpenIn(tx)
  const model = {
    areas,
    places: await placesIn(tx, areas),
    officers: await officersOf(tx),
    worker: tx.actor.worker,
    asked: null,
    wrong: [],
    duplicates: [],
  }
  const { first_name: firstName, last_name: lastName } = given
  if (firstName === undefined && lastName === undefined) return model
  if (firstName === undefined || lastName === undefined)
    return {
      ...model,
      wrong: [{ field: firstName === undefined ? 'first_name' : 'last_name', sentence: 'Enter both names' }],
    }
  const read = identifiersRead(tx, given)
  if (!('values' in read)) return { ...model, wrong: read.wrong }
  const somebody = { firstName, lastName, dateOfBirth: dayOf(given.born), identifiers: read.values }
  const typed = Object.fromEntries(Object.entries(given).filter(([, words]) => words !== undefined))
  return { ...model, asked: { ...somebody, typed }, duplicates: await findDuplicates(tx, somebody) }
}

function identifiersRead(tx: Scope, given: Asked): { values: string[] } | { wrong: FieldError[] } {
  try {
    return { values: identifiersOf(tx, given).map(({ value }) => value) }
  } catch (error) {
    if (error instanceof WeftError) return { wrong: [...error.fields] }
    throw error
  }
}

/** First who the person is, so that an open case is found; then the rest. */
export const openForm: Route = form({
  ...onCase,
  path: '/cases/open',
  about: 'Open a case, after looking for the same person',
  permission: openCaseHere,
  input: askedInput,
  body: Type.Object({
    first_name: line('the first name'),
    last_name: line('the last name'),
    ...whom,
    middle_names: optional(line('the middle names')),
    sex: choice('the sex', SEXES),
    area_of_case: code('an area'),
    place: optional(code('a district')),
    officer: code('the officer'),
    not_the_same: several('whether anybody is the same person', ['yes']),
  }),
  shows: model => model.duplicates,
  load: openModel,
  view: (model, again) => OpenPage({ model, again }),
  submit: (tx, input) =>
    openPerson(tx, {
      ...input,
      area: input.area_of_case,
      firstName: input.first_name,
      middleNames: input.middle_names ?? null,
      lastName: input.last_name,
      dateOfBirth: dayOf(input.born),
      place: input.place ?? null,
      notTheSame: input.not_the_same.includes('yes') ? 'yes' : 'no',
    }),
  then: key => ({ to: caseUrl(key), flash: 'The case is open.' }),
})
