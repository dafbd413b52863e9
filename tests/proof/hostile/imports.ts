import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { COLUMNS } from '../../../src/exchange/caseload/columns.ts'
import { importCaseload } from '../../../src/exchange/caseload/import-caseload.ts'
import { importContracts } from '../../../src/exchange/contracts/import-contracts.ts'
import { folderSource } from '../../../src/exchange/people/folder-source.ts'
import { importPeople } from '../../../src/exchange/people/import-person.ts'
import { WeftError } from '../../../src/kernel/errors.ts'
import type { World } from '../../../src/web/testing/world.ts'
import type { Tally } from './tally.ts'
import { oddValue, oddWords } from './words.ts'

type Imports = { seed: number; each: number }

const zip = Buffer.from('504b0304140000000800', 'hex')
const HEADING = COLUMNS.map(({ name }) => name).join(',')
const EXAMPLE = COLUMNS.map(({ name, example }) =>
  name === 'responsible_organisation'
    ? 'airedale-lead'
    : name === 'officer_email'
      ? 'lead-officer@airedale-lead.example'
      : example,
)
const quoted = (words: string) => `"${words.replaceAll('"', '""')}"`

/** Files that are none of what was asked for. */
const WRONG: readonly (readonly [string, Buffer])[] = [
  ['nothing', Buffer.alloc(0)],
  ['a zip', Buffer.concat([zip, Buffer.alloc(4096, 7)])],
  ['noise', Buffer.from(Array.from({ length: 65_536 }, (_, at) => (at * 197 + 31) % 256))],
  ['nuls', Buffer.alloc(100_000)],
  ['line ends', Buffer.alloc(200_000, '\n')],
  ['marks', Buffer.alloc(200_000, '"')],
  ['commas', Buffer.alloc(200_000, ',')],
  ['one line of twenty megabytes', Buffer.alloc(20 * 1024 * 1024, 'a')],
  ['UTF-16', Buffer.from(`\ufeff${HEADING}\n`, 'utf16le')],
  ['Latin 1', Buffer.from(`${HEADING}\n${EXAMPLE.join(',').replace('Invented', 'Zo\u00eb')}\n`, 'latin1')],
  ['a broken end', Buffer.concat([Buffer.from(`${HEADING}\n${EXAMPLE.join(',')}`), Buffer.from([0xe2, 0x82])])],
  ['semicolons', Buffer.from(`${HEADING.replaceAll(',', ';')}\n`)],
  ['no end to a mark', Buffer.from(`${HEADING}\n"${'a\n'.repeat(50_000)}`)],
  ['ten thousand columns', Buffer.from(`${HEADING}${',x'.repeat(10_000)}\n${'1,'.repeat(10_000)}\n`)],
  ['a heading twice', Buffer.from(`${HEADING},${HEADING}\n`)],
  ['the prototype as a column', Buffer.from(`__proto__,constructor,${HEADING}\n1,2,${EXAMPLE.join(',')}\n`)],
  ['lists a hundred thousand deep', Buffer.from('['.repeat(100_000) + ']'.repeat(100_000))],
  ['objects a hundred thousand deep', Buffer.from(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`)],
  ['JSON of the wrong kind', Buffer.from('"words"')],
  ['a prototype', Buffer.from('{"__proto__":{"admin":true},"data":{"__proto__":[]}}')],
  ['a document of XML', Buffer.from('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>')],
]

/** Every import of the command line over wrong files and bad rows. What it may do is report them, or refuse in our words. */
export async function tryImports(world: World, tally: Tally, given: Imports): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'weft-imports-'))
  try {
    for (const [kind, bytes] of WRONG) {
      await caseload(world, tally, kind, bytes)
      await contracts(world, tally, { kind, folder, files: Object.fromEntries(FILES.map(name => [name, bytes])) })
      await people(world, tally, { kind, folder, body: bytes })
    }
    await oddCaseloads(world, tally, given)
    await oddContracts(world, tally, folder, given)
    await oddPeople(world, tally, folder, given)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function watch(tally: Tally, what: string, kind: string, work: () => Promise<unknown>) {
  let fault: unknown
  await work().catch(error => {
    if (!(error instanceof WeftError)) fault = error
  })
  tally.add('an import', {
    faults: fault === undefined ? [] : ['fails'],
    ms: 0,
    done: fault === undefined,
    at: `${what}: ${kind}`,
    example: () => (fault instanceof Error ? `${fault.stack}` : String(fault)).slice(0, 600),
  })
}

const reader = async (world: World) => ({
  scopes: world.database.scopes,
  actor: await world.actor('lead-manager'),
  area: 'C05',
  commit: true,
  named: 'hostile',
})

const caseload = (world: World, tally: Tally, kind: string, bytes: Buffer) =>
  watch(tally, 'caseload', kind, async () =>
    importCaseload({ ...(await reader(world)), input: partsOf(bytes), bad: 'leave out' }),
  )

/** As a file is read: in pieces that end in the middle of a character. */
async function* partsOf(bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += 65_533) yield bytes.subarray(at, at + 65_533)
}

async function oddCaseloads(world: World, tally: Tally, { seed, each }: Imports) {
  const row = fc
    .tuple(fc.array(fc.tuple(fc.nat(EXAMPLE.length - 1), oddWords), { maxLength: 4 }), fc.nat(999_999), fc.boolean())
    .map(([changes, number, quotes]) => {
      const cells = [`X${String(number).padStart(6, '0')}`, ...EXAMPLE.slice(1)]
      for (const [at, words] of changes) cells[at] = words
      return cells.map(words => (quotes ? quoted(words) : words)).join(',')
    })
  for (const rows of fc.sample(fc.array(row, { minLength: 5, maxLength: 20 }), { numRuns: each, seed }))
    await caseload(world, tally, 'odd rows', Buffer.from([HEADING, ...rows].join('\n')))
}

const FILES = ['contracts_full.json', 'providers.json', 'reference_data.json', 'contract_type_details.json'] as const
type Folder = { kind: string; folder: string; files: Readonly<Record<string, Buffer>> }

const contracts = (world: World, tally: Tally, { kind, folder, files }: Folder) =>
  watch(tally, 'contracts', kind, async () => {
    for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes)
    await importContracts({ ownerUrl: world.database.ownerUrl, folder, dryRun: false, now: Temporal.Now.instant() })
  })

const CONTRACT = {
  internal_contract_id: '1',
  contract_reference: 'HOSTILE-1',
  contract_type_id: 'ACC',
  region: { nps_region_code: null, pcc_region_code: 'west-yorkshire' },
  eligibility: { allows_female: true, allows_male: true, minimum_age: 18, maximum_age: null },
  scheduling: { hide_before: '2021-01-01', hide_after: null },
  providers: { prime_provider_code: 'ONE_INVENTED', subcontractor_codes: ['TWO_INVENTED'] },
  intervention_title: 'A place to live',
  short_description: 'Finding and keeping a home.',
  activities: [
    { need_area: 'Accommodation', activity: 'A', delivery_method: 'One to one', delivery_location: 'Leeds' },
  ],
}

/** A thing with odd values in some of its fields, also in those of the things it holds. */
const spoilt = (thing: Readonly<Record<string, unknown>>): fc.Arbitrary<unknown> =>
  fc.record(
    Object.fromEntries(
      Object.entries(thing).map(([name, value]) => [
        name,
        fc.oneof(
          { weight: 5, arbitrary: fc.constant(value) },
          { weight: 1, arbitrary: oddValue },
          ...(isThing(value) ? [{ weight: 1, arbitrary: spoilt(value) }] : []),
        ),
      ]),
    ),
    { requiredKeys: [] },
  )
const isThing = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

async function oddContracts(world: World, tally: Tally, folder: string, { seed, each }: Imports) {
  const provider = { code: 'ONE_INVENTED', name: 'Invented One' }
  const files = fc.record({
    'contracts_full.json': fc.array(spoilt(CONTRACT), { maxLength: 8 }),
    'providers.json': fc.array(spoilt(provider), { maxLength: 5 }),
    'reference_data.json': fc.oneof(
      oddValue,
      spoilt({ probation_regions: [], pcc_regions: [], service_categories: [] }),
    ),
    'contract_type_details.json': fc.array(oddValue, { maxLength: 3 }),
  })
  for (const sample of fc.sample(files, { numRuns: each, seed: seed + 1 })) {
    const bytes = Object.entries(sample).map(([name, value]) => [name, Buffer.from(JSON.stringify(value) ?? '')])
    await contracts(world, tally, { kind: 'odd records', folder, files: Object.fromEntries(bytes) })
  }
}

const PERSON = {
  firstName: 'Invented',
  lastName: 'Reader',
  dateOfBirth: '1990-02-03',
  gender: 'Female',
  identifiers: { deliusCrn: 'X800001', nomisNumber: 'A1234BC', pncId: '2018/0123456P' },
  currentRestriction: false,
  currentExclusion: false,
}
const ANSWERS = {
  sentences: [
    {
      dateOfSentencing: '2026-01-05',
      description: 'Community Order',
      isActive: true,
      length: { duration: 12, units: 'Months' },
    },
  ],
  needs: { assessedOn: null, needs: [{ type: 'DRUG_MISUSE', riskOfHarm: false, riskOfReoffending: true }] },
  'risks/serious-harm': { summary: { overallRiskLevel: 'HIGH', whoIsAtRisk: 'Staff' } },
  'risks/mappadetail': { level: 2, category: 3 },
  'person-responsible-officer': { communityOffenderManager: { name: {}, email: 'lead-officer@airedale-lead.example' } },
} as const
const ID = 'X800001'

async function people(
  world: World,
  tally: Tally,
  { kind, folder, body }: { kind: string; folder: string; body: Buffer },
) {
  await watch(tally, 'people', kind, async () => {
    await lay(folder, '', body)
    for (const name of Object.keys(ANSWERS)) await lay(folder, name, body)
    await importPeople({ ...(await reader(world)), source: folderSource(folder), ids: [ID] })
  })
  await watch(tally, 'people by search', kind, async () => {
    await writeFile(join(folder, 'v1', 'persons.json'), body)
    await importPeople({ ...(await reader(world)), source: folderSource(folder), ids: [] })
  })
}

async function lay(folder: string, resource: string, body: Buffer) {
  const path = join(folder, 'v1', 'persons', resource === '' ? `${ID}.json` : `${ID}/${resource}.json`)
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(path, body)
}

async function oddPeople(world: World, tally: Tally, folder: string, { seed, each }: Imports) {
  const answers = fc.record({
    person: spoilt(PERSON),
    rest: fc.record(
      Object.fromEntries(
        Object.entries(ANSWERS).map(([name, value]) => [
          name,
          fc.oneof(
            { weight: 3, arbitrary: fc.constant<unknown>(value) },
            { weight: 1, arbitrary: oddValue },
            ...(isThing(value) ? [{ weight: 3, arbitrary: spoilt(value) }] : []),
          ),
        ]),
      ),
    ),
  })
  for (const { person, rest } of fc.sample(answers, { numRuns: each, seed: seed + 2 }))
    await watch(tally, 'people', 'odd answers', async () => {
      const said = { data: { probationOffenderSearch: person, prisonerOffenderSearch: person } }
      await lay(folder, '', Buffer.from(JSON.stringify(said)))
      for (const [name, value] of Object.entries(rest))
        await lay(folder, name, Buffer.from(JSON.stringify({ data: value }) ?? ''))
      await importPeople({ ...(await reader(world)), source: folderSource(folder), ids: [ID] })
    })
}
