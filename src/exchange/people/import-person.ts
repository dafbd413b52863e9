import { type Actor, type Scope, type Scopes, withScope } from '../../database/scope.ts'
import { londonDay } from '../../kernel/calendar.ts'
import { WeftError } from '../../kernel/errors.ts'
import { type FindingKept, keepBatch, type PeopleCounts } from '../keep-batch.ts'
import { keepPerson } from './keep-person.ts'
import type { PersonKept, PersonSaid } from './person-said.ts'
import { listPeople, type PersonReading, readPerson } from './read-person.ts'
import { sayPerson } from './say-person.ts'
import type { PeopleSource } from './source.ts'

/** `failed`: nothing was written for this person, and `said` says why. */
export type PersonImported = Omit<PersonKept, 'change'> & {
  readonly id: string
  readonly change: PersonKept['change'] | 'failed'
  /** How many fields could not be read: they are kept and shown on the case. */
  readonly unparsed: number
}

export type PeopleImported = {
  /** Null where nothing was written: in a preview, and where nothing differs. */
  readonly batch: string | null
  readonly counts: PeopleCounts
  readonly people: readonly PersonImported[]
  /** What the search itself did not give. */
  readonly failures: readonly string[]
}

export type Reader = { readonly scopes: Scopes; readonly actor: Actor; readonly area: string; readonly commit: boolean }

/** Leaves the transaction of a preview, so that nothing of it stays. */
class Previewed extends Error {
  readonly kept: PersonKept

  constructor(kept: PersonKept) {
    super('previewed')
    this.kept = kept
  }
}

/** One person in one transaction of the actor's; a preview does everything and takes it back. Refuses as `keepPerson` does. */
export async function importPerson({ scopes, actor, area, commit }: Reader, said: PersonSaid): Promise<PersonKept> {
  const keep = async (tx: Scope) => {
    const kept = await keepPerson(tx, area, said)
    if (!commit) throw new Previewed(kept)
    return kept
  }
  try {
    return await withScope(scopes, { actor, purpose: 'import', kind: 'writes' }, keep)
  } catch (error) {
    if (error instanceof Previewed) return error.kept
    throw error
  }
}

/** As `importPerson`; what is refused for this person is said, so that the others go on. Right and database fail all. */
export async function tryPerson(
  reader: Reader,
  said: PersonSaid,
): Promise<Omit<PersonKept, 'change'> & Pick<PersonImported, 'change'>> {
  try {
    return await importPerson(reader, said)
  } catch (error) {
    if (!(error instanceof WeftError) || error.code === 'not_allowed' || error.code === 'outside.failed') throw error
    const fields = error.fields.map(({ field, sentence }) => `${field}: ${sentence}`)
    return { change: 'failed', changes: [], said: fields.length > 0 ? fields : [error.sentence], limited: false }
  }
}

export type ImportPeople = Reader & {
  readonly source: PeopleSource
  /** How the source is named in the report; never a path. */
  readonly named: string
  /** CRNs or prison numbers; none: everybody whom the source lists. */
  readonly ids: readonly string[]
  readonly onPerson?: (done: number, of: number) => void
}

/**
 * Reads people from a source and makes cases of them, one transaction each; a failure of one does not lose the others. A second run
 * over the same changes nothing. A preview (`commit: false`) says what would be. Refuses with `not_allowed` as `keepPerson` does.
 */
export async function importPeople({
  source,
  named,
  ids,
  onPerson = () => {},
  ...reader
}: ImportPeople): Promise<PeopleImported> {
  const year = londonDay(reader.scopes.now()).year
  const listed = ids.length > 0 ? { ids, failures: [] } : await idsOf(source, year)
  const people: PersonImported[] = []
  const findings: FindingKept[] = []
  for (const [place, id] of listed.ids.entries()) {
    const reading = await readPerson(source, id, year)
    const imported = { ...(await keepReading(reader, reading)), id: reading.hmppsId, unparsed: reading.unparsed.length }
    people.push(imported)
    findings.push(...findingsOf(reading, imported, `person ${place + 1} of ${listed.ids.length}`))
    onPerson(place + 1, listed.ids.length)
  }
  const counts = countsOf(people)
  const batch = reader.commit ? await keepBatch(reader, { kind: 'people', folder: named, counts, findings }) : null
  return { batch, counts, people, failures: listed.failures }
}

async function idsOf(source: PeopleSource, year: number) {
  const { people, failures } = await listPeople(source, {}, year)
  const ids = people.flatMap(who => who.crn ?? who.hmppsId ?? who.prisonNumber ?? [])
  return { ids: [...new Set(ids)], failures: failures.map(({ sentence }) => sentence) }
}

const failed = (said: readonly string[]) => ({ change: 'failed', changes: [], said, limited: false }) as const

async function keepReading(reader: Reader, reading: PersonReading) {
  const broken = reading.failures.map(({ sentence }) => sentence)
  if (!reading.found) return failed(broken.length > 0 ? broken : ['The source knows nobody by this identifier.'])
  const said = sayPerson(reading, reader.scopes.now())
  if (said === null) return failed(['The source gives no name.'])
  if (said.identifiers.length === 0)
    return failed(['The source gives no identifier by which the person is found again.'])
  const kept = await tryPerson(reader, said)
  return { ...kept, said: [...kept.said, ...broken] }
}

/** What the report keeps: never an identifier of the person, nor what a field held. */
function findingsOf(reading: PersonReading, { said, change }: PersonImported, record: string): FindingKept[] {
  const file = (path: string) => path.replace(/^\/v1\/persons\/[^/]+/, '/v1/persons/{id}')
  return [
    ...reading.unparsed.map(({ path, field, sentence }) => ({
      file: file(path),
      record,
      field,
      meaning: 'unknown' as const,
      sentence,
    })),
    ...reading.dirty.map(({ path, field }) => ({
      file: file(path),
      record,
      field,
      meaning: 'dirty' as const,
      sentence: 'It is not written as it should be, and was understood.',
    })),
    ...said.map(sentence => ({
      file: '/v1/persons/{id}',
      record,
      field: '',
      meaning: change === 'failed' || change === 'left' ? ('wrong' as const) : ('dirty' as const),
      sentence,
    })),
  ]
}

/** How many came to what. */
export const countsOf = (people: readonly Pick<PersonImported, 'change' | 'limited'>[]): PeopleCounts => {
  const count = (change: PersonImported['change']) => people.filter(person => person.change === change).length
  return {
    new: count('new'),
    changed: count('changed'),
    unchanged: count('unchanged'),
    left: count('left'),
    failed: count('failed'),
    limited: people.filter(person => person.limited).length,
  }
}
