import { forceOfCommissioner, regionOf } from '../../directory/reference/areas.ts'
import { contractTypeOf } from '../../directory/reference/contract-types.ts'
import { CONTRACTS_FILE, type ReadAgreement, readAgreement } from './agreement.ts'
import { collectFindings, type Finding, inShort, type Note } from './finding.ts'
import { readNeedName } from './need-names.ts'
import { listOf, readJson } from './read-records.ts'
import { categoryShape, commissionerShape, misfits, providerShape, regionShape, typeDetailsShape } from './schema.ts'

const PROVIDERS_FILE = 'providers.json'
const REFERENCE_FILE = 'reference_data.json'
const TYPES_FILE = 'contract_type_details.json'

export type ReadOrganisation = {
  readonly code: string
  readonly name: string
  readonly as: 'prime' | 'subcontractor' | 'both' | 'neither'
}

/**
 * What a folder of contracts holds. `counts.contracts` and `counts.rejected` add up to `counts.records`; primes and
 * subcontractors each count those that are both; `unknown`, `dirty` and `wrong` count all findings, of which the first
 * 5,000 are listed.
 */
export type ContractsReport = {
  readonly organisations: readonly ReadOrganisation[]
  readonly agreements: readonly ReadAgreement[]
  readonly findings: readonly Finding[]
  readonly counts: {
    readonly records: number
    readonly contracts: number
    readonly rejected: number
    readonly organisations: number
    readonly primes: number
    readonly subcontractors: number
    readonly both: number
    readonly unknown: number
    readonly dirty: number
    readonly wrong: number
  }
}

/**
 * Reads a folder with contracts_full.json, providers.json, reference_data.json and contract_type_details.json in the
 * shapes of facts-integration.md 2. Never throws: a file or a record that cannot be read is a finding, and the others
 * are read.
 */
export async function readContracts(folder: string): Promise<ContractsReport> {
  const { findings, counted, note } = collectFindings()
  const records = listOf(await readJson(folder, CONTRACTS_FILE, note), CONTRACTS_FILE, '', note)
  const names = readNames(listOf(await readJson(folder, PROVIDERS_FILE, note), PROVIDERS_FILE, '', note), note)
  checkReference(await readJson(folder, REFERENCE_FILE, note), note)
  checkTypes(listOf(await readJson(folder, TYPES_FILE, note), TYPES_FILE, '', note), note)
  const agreements = readAgreements(records, note)
  const { organisations, primes, subcontractors, both } = readOrganisations(agreements, names, note)
  return {
    organisations,
    agreements,
    findings,
    counts: {
      records: records.length,
      contracts: agreements.length,
      rejected: records.length - agreements.length,
      organisations: organisations.length,
      primes,
      subcontractors,
      both,
      ...counted,
    },
  }
}

/** A reference or an internal number that was read before is rejected: the first stands. */
function readAgreements(records: readonly unknown[], note: Note): readonly ReadAgreement[] {
  const agreements = new Map<string, ReadAgreement>()
  const numbers = new Set<string>()
  records.forEach((found, place) => {
    const agreement = readAgreement(found, place, note)
    if (!agreement) return
    const field = agreements.has(agreement.reference) ? 'contract_reference' : 'internal_contract_id'
    if (field === 'contract_reference' || numbers.has(agreement.internalId)) {
      const twice = field === 'contract_reference' ? agreement.reference : agreement.internalId
      const sentence = `Record ${place + 1} is left out: the same ${field} came before. The first is kept.`
      note({
        file: CONTRACTS_FILE,
        record: agreement.reference,
        field,
        found: inShort(twice),
        meaning: 'wrong',
        sentence,
      })
      return
    }
    agreements.set(agreement.reference, agreement)
    numbers.add(agreement.internalId)
  })
  return [...agreements.values()]
}

function readNames(records: readonly unknown[], note: Note): Map<string, string> {
  const names = new Map<string, string>()
  records.forEach((found, place) => {
    const record = `record ${place + 1}`
    if (!providerShape.Check(found)) {
      const [first] = misfits(providerShape, found)
      const sentence = `The organisation is left out: ${first?.field || 'it'} ${first?.why ?? 'does not fit'}.`
      note({
        file: PROVIDERS_FILE,
        record,
        field: first?.field ?? '',
        found: inShort(found),
        meaning: 'wrong',
        sentence,
      })
    } else if (names.has(found.code.trim())) {
      const sentence = 'The organisation is left out: the same code came before. The first is kept.'
      note({ file: PROVIDERS_FILE, record, field: 'code', found: inShort(found.code), meaning: 'wrong', sentence })
    } else names.set(found.code.trim(), found.name.trim())
  })
  return names
}

/** Every organisation on the list and every one that a contract names: one that is not on the list keeps its code as name. */
function readOrganisations(agreements: readonly ReadAgreement[], names: Map<string, string>, note: Note) {
  const primes = new Set(agreements.map(agreement => agreement.prime))
  const subcontractors = new Set(agreements.flatMap(agreement => agreement.subcontractors))
  for (const code of new Set([...primes, ...subcontractors])) {
    if (names.has(code)) continue
    const sentence = 'A contract names this organisation and the list of providers does not; it is kept under its code.'
    note({ file: PROVIDERS_FILE, record: code, field: 'code', found: inShort(code), meaning: 'unknown', sentence })
    names.set(code, code)
  }
  const as = (code: string) => {
    if (primes.has(code)) return subcontractors.has(code) ? 'both' : 'prime'
    return subcontractors.has(code) ? 'subcontractor' : 'neither'
  }
  const organisations = [...names].map(([code, name]) => ({ code, name, as: as(code) }) as const)
  const both = organisations.filter(organisation => organisation.as === 'both').length
  return { organisations, primes: primes.size, subcontractors: subcontractors.size, both }
}

/** Notes each region, commissioner's area and category of theirs that ours does not have or places elsewhere. */
function checkReference(found: unknown, note: Note): void {
  if (found === undefined) return
  const about = (field: string, id: string, sentence: string) =>
    note({ file: REFERENCE_FILE, record: inShort(id), field, found: inShort(id), meaning: 'unknown', sentence })
  for (const region of listIn(found, 'probation_regions', note))
    if (!regionShape.Check(region) || !regionOf(region.id))
      about('probation_regions', idOf(region), 'Weft has no such region; contracts let for it have no area.')
  for (const area of listIn(found, 'pcc_regions', note))
    if (!commissionerShape.Check(area) || forceOfCommissioner(area.id)?.region !== area.probation_region)
      about('pcc_regions', idOf(area), "Weft has no such commissioner's area, or has it in another region.")
  for (const category of listIn(found, 'service_categories', note))
    if (!categoryShape.Check(category) || !readNeedName(category.name, '').category)
      about('service_categories', idOf(category), 'Weft has no such category of service.')
}

function checkTypes(records: readonly unknown[], note: Note): void {
  records.forEach((found, place) => {
    if (typeDetailsShape.Check(found) && contractTypeOf(found.contract_code)) return
    const sentence = 'Weft has no contract type of this code.'
    const field = 'contract_code'
    note({ file: TYPES_FILE, record: `record ${place + 1}`, field, found: idOf(found), meaning: 'unknown', sentence })
  })
}

const listIn = (found: unknown, field: string, note: Note) =>
  listOf(
    typeof found === 'object' && found !== null ? (Reflect.get(found, field) ?? null) : null,
    REFERENCE_FILE,
    field,
    note,
  )

function idOf(found: unknown): string {
  if (typeof found !== 'object' || found === null) return inShort(found)
  const [id] = ['id', 'contract_code', 'name'].map(key => Reflect.get(found, key)).filter(value => value !== undefined)
  return inShort(id)
}
