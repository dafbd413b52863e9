import { Temporal } from 'temporal-polyfill'
import { parseCrn, parsePnc, parsePrisonNumber } from '../../kernel/identifiers.ts'
import type { Faults } from './fit.ts'
import type { PersonRecord } from './shapes.ts'

export type Name = { readonly first: string; readonly middle: string; readonly last: string }

/**
 * Who a record says that the person is. Identifiers are in the kernel's form; dates are ISO days. `limited` is true
 * where the record restricts or excludes readers, and also where it should say so and cannot be read.
 */
export type Identity = {
  readonly hmppsId: string | null
  readonly crn: string | null
  readonly prisonNumber: string | null
  readonly pnc: string | null
  readonly cro: string | null
  readonly name: Name
  readonly dateOfBirth: string | null
  readonly gender: string | null
  readonly ethnicity: string | null
  readonly aliases: readonly (Name & { dateOfBirth: string | null })[]
  readonly phones: readonly string[]
  readonly emails: readonly string[]
  readonly supervised: boolean | null
  readonly limited: boolean
  readonly restriction: string | null
  readonly exclusion: string | null
}

type At = { readonly path: string; readonly field: string; readonly faults: Faults }

/** One record of a person; `thisYear` tells the century of a PNC number of two digits. */
export function readIdentity(record: PersonRecord, thisYear: number, at: At): Identity {
  const { nomisNumber, croNumber, deliusCrn } = record.identifiers ?? {}
  const field = (name: string) => (at.field ? `${at.field}.${name}` : name)
  const parsed = (name: string, text: string | null | undefined, parse: (text: string) => string) =>
    parsedBy(text, parse, { ...at, field: field(name) })
  return {
    hmppsId: record.hmppsId ?? null,
    crn: parsed('identifiers.deliusCrn', deliusCrn, parseCrn),
    prisonNumber: parsed('identifiers.nomisNumber', nomisNumber, parsePrisonNumber),
    pnc: parsed('pncId', record.pncId, text => parsePnc(text, thisYear)),
    cro: croNumber ?? null,
    name: nameOf(record),
    dateOfBirth: parsed('dateOfBirth', record.dateOfBirth, day),
    gender: record.gender ?? null,
    ethnicity: record.ethnicity ?? null,
    aliases: (record.aliases ?? []).flatMap((alias, place) =>
      alias ? [{ ...nameOf(alias), dateOfBirth: parsed(`aliases.${place}.dateOfBirth`, alias.dateOfBirth, day) }] : [],
    ),
    phones: (record.contactDetails?.phoneNumbers ?? []).flatMap(phone => phone?.number || []),
    emails: (record.contactDetails?.emails ?? []).flatMap(email => email || []),
    supervised: record.underActiveSupervision ?? null,
    limited: isLimited(record, field, at),
    restriction: record.restrictionMessage ?? null,
    exclusion: record.exclusionMessage ?? null,
  }
}

/** A text of the source in our form; null where there is none, or where it cannot be read, which is noted. */
export function parsedBy(text: string | null | undefined, parse: (text: string) => string, at: At): string | null {
  if (text === null || text === undefined) return null
  try {
    return parse(text)
  } catch {
    return at.faults.lose(at.path, at.field, text, 'It cannot be read.')
  }
}

/** The day of a date, or of a date with its time; throws for anything else. */
export const day = (text: string): string => Temporal.PlainDate.from(text.trim()).toString()

/** A local date with its time, to the second; throws for anything else. */
export const moment = (text: string): string => Temporal.PlainDateTime.from(text.trim()).toString()

function isLimited(record: PersonRecord, field: (name: string) => string, { path, faults }: At): boolean {
  const unreadable = faults.unparsed.some(
    lost => lost.path === path && ['currentRestriction', 'currentExclusion'].some(flag => lost.field === field(flag)),
  )
  return unreadable || record.currentRestriction === true || record.currentExclusion === true
}

const nameOf = (record: Pick<PersonRecord, 'firstName' | 'middleName' | 'lastName'>): Name => ({
  first: record.firstName?.trim() ?? '',
  middle: record.middleName?.trim() ?? '',
  last: record.lastName?.trim() ?? '',
})
