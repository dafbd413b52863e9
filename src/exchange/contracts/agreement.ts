import { Temporal } from 'temporal-polyfill'
import { areasOfForces, type Force, forceOfCommissioner, forcesOfRegion } from '../../directory/reference/areas.ts'
import { contractTypeOf } from '../../directory/reference/contract-types.ts'
import type { ServiceCategoryCode } from '../../directory/reference/service-categories.ts'
import { LONDON } from '../../kernel/calendar.ts'
import { type Finding, inShort, type Note } from './finding.ts'
import { readNeedName } from './need-names.ts'
import { activityShape, type Contract, contractShape, misfits } from './schema.ts'

export const CONTRACTS_FILE = 'contracts_full.json'

/** `raw` is the need area as it came; `category` is null where it is not known. */
export type Activity = {
  readonly category: ServiceCategoryCode | null
  readonly activity: string
  readonly method: string
  readonly location: string
  readonly raw: string
}

/**
 * One contract as an agreement: the areas (C01 to C21) and forces (ONS codes) it covers, whom it takes, and the local
 * days from and until which it is offered, both included, `until` null where it is open.
 */
export type ReadAgreement = {
  readonly reference: string
  readonly internalId: string
  readonly typeCode: string
  readonly title: string
  readonly description: string
  readonly prime: string
  readonly subcontractors: readonly string[]
  readonly areas: readonly string[]
  readonly forces: readonly string[]
  readonly eligibility: { women: boolean; men: boolean; minimumAge: number; maximumAge: number | null }
  readonly from: string
  readonly until: string | null
  readonly activities: readonly Activity[]
}

type About = (finding: Omit<Finding, 'file' | 'record'>) => void

/** The agreement in one record, or undefined where the record is rejected; every reason is noted. */
export function readAgreement(found: unknown, place: number, note: Note): ReadAgreement | undefined {
  const about: About = finding => note({ file: CONTRACTS_FILE, record: nameOf(found, place), ...finding })
  if (!contractShape.Check(found)) {
    for (const { field, why } of misfits(contractShape, found))
      about({
        field,
        found: inShort(at(found, field)),
        meaning: 'wrong',
        sentence: `The contract is left out: ${field || 'it'} ${why}.`,
      })
    return undefined
  }
  const period = readPeriod(found, about)
  if (!period || !agesFit(found, about)) return undefined
  return {
    reference: found.contract_reference.trim(),
    internalId: found.internal_contract_id.trim(),
    title: tidy(found.intervention_title).replaceAll('\n', ' '),
    description: tidy(found.short_description ?? ''),
    typeCode: readType(found, about),
    ...readProviders(found, about),
    ...readPlace(found, about),
    eligibility: readEligibility(found, about),
    ...period,
    activities: readActivities(found, about),
  }
}

function readType({ contract_type_id: code }: Contract, about: About): string {
  if (!contractTypeOf(code))
    about(unknown('contract_type_id', code, 'There is no contract type of this code; it is kept as it came.'))
  return code
}

function readProviders({ providers }: Contract, about: About) {
  const prime = providers.prime_provider_code.trim()
  const field = 'providers.subcontractor_codes'
  const once = [...new Set(providers.subcontractor_codes.map(code => code.trim()))]
  if (once.length < providers.subcontractor_codes.length) {
    const sentence = 'A subcontractor is named more than once; it is taken once.'
    about({
      field,
      found: inShort(providers.subcontractor_codes),
      meaning: 'dirty',
      took: `a list of ${once.length}`,
      sentence,
    })
  }
  if (once.includes(prime)) {
    const sentence = 'The prime is named among its own subcontractors; it is taken as prime only.'
    about({ field, found: inShort(prime), meaning: 'dirty', took: 'prime only', sentence })
  }
  return { prime, subcontractors: once.filter(code => code !== prime) }
}

function readPlace({ region }: Contract, about: About) {
  const { nps_region_code: letter, pcc_region_code: commissioner } = region
  const forces = letter ? forcesOfRegion(letter) : oneOf(commissioner ? forceOfCommissioner(commissioner) : undefined)
  if (letter && commissioner) {
    const sentence = 'A region and a commissioner are both named; the whole region is taken.'
    about({ field: 'region', found: inShort(commissioner), meaning: 'dirty', took: `region ${letter}`, sentence })
  }
  if (forces.length === 0)
    about(
      unknown(
        'region',
        letter ?? commissioner,
        'There is no such region or commissioner; the agreement has no area yet.',
      ),
    )
  return { areas: areasOfForces(forces), forces: forces.map(force => force.code) }
}

function readEligibility({ eligibility }: Contract, about: About) {
  const { allows_female: women, allows_male: men, minimum_age: minimumAge, maximum_age: maximumAge } = eligibility
  if (!women && !men) about(unknown('eligibility', 'neither women nor men', 'Nobody may use it; ask what was meant.'))
  return { women, men, minimumAge, maximumAge }
}

function agesFit({ eligibility }: Contract, about: About): boolean {
  const { minimum_age: from, maximum_age: to } = eligibility
  if (to === null || from <= to) return true
  const sentence = 'The contract is left out: its highest age is below its lowest.'
  about({ field: 'eligibility', found: `${from} to ${to}`, meaning: 'wrong', sentence })
  return false
}

function readPeriod({ scheduling }: Contract, about: About) {
  const from = localDay(scheduling.hide_before)
  const until = scheduling.hide_after === null ? null : localDay(scheduling.hide_after)
  if (from && until === null) return { from, until }
  if (from && until && from <= until) return { from, until }
  const found = inShort(`${scheduling.hide_before} to ${scheduling.hide_after}`)
  const sentence = 'The contract is left out: its dates are no dates, or it ends before it begins.'
  about({ field: 'scheduling', found, meaning: 'wrong', sentence })
  return undefined
}

function readActivities(contract: Contract, about: About): readonly Activity[] {
  return (contract.activities ?? []).flatMap((found, at) => {
    const field = `activities.${at}`
    if (activityShape.Check(found)) {
      const { need_area: raw, activity, delivery_method: method, delivery_location: location } = found
      const category = readCategory(raw, contract.contract_type_id, `${field}.need_area`, about)
      return [{ category, activity: tidy(activity), method: tidy(method), location: tidy(location), raw }]
    }
    const [first] = misfits(activityShape, found)
    const sentence = `The activity is left out: ${first?.field || 'it'} ${first?.why ?? 'does not fit'}.`
    about({ field, found: inShort(found), meaning: 'wrong', sentence })
    return []
  })
}

function readCategory(raw: string, typeCode: string, field: string, about: About): ServiceCategoryCode | null {
  const { category, dirty } = readNeedName(raw, typeCode)
  if (!category) about(unknown(field, raw, 'There is no such need area; the activity is kept without a category.'))
  else if (dirty)
    about({
      field,
      found: inShort(raw),
      meaning: 'dirty',
      took: category.name,
      sentence: `${dirty} It is taken for ${category.name}.`,
    })
  return category?.code ?? null
}

const unknown = (field: string, found: unknown, sentence: string) =>
  ({ field, found: inShort(found), meaning: 'unknown', sentence }) as const

const oneOf = (force: Force | undefined): readonly Force[] => (force ? [force] : [])

/** The local day of a date or an instant; the source writes its offset as `+00`. Undefined for anything else. */
function localDay(text: string): string | undefined {
  try {
    if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return Temporal.PlainDate.from(text).toString()
    return Temporal.Instant.from(text).toZonedDateTimeISO(LONDON).toPlainDate().toString()
  } catch {
    return undefined
  }
}

/** Text without control characters, and without blank runs inside lines or at their ends. */
const tidy = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/(?:[^\P{Control}\n]|[^\S\n])+/gu, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim()

function nameOf(found: unknown, place: number): string {
  const reference = at(found, 'contract_reference')
  return typeof reference === 'string' && reference ? reference.slice(0, 100) : `record ${place + 1}`
}

function at(found: unknown, path: string): unknown {
  if (path === '') return found
  return path.split('.').reduce<unknown>((within, key) => {
    if (typeof within !== 'object' || within === null || !Object.hasOwn(within, key)) return undefined
    return Reflect.get(within, key)
  }, found)
}
