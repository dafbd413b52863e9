import { WeftError } from '../../kernel/errors.ts'
import { type MappaReading, type NeedsReading, type RiskReading, readMappa, readNeeds, readRisk } from './assessment.ts'
import { type Dirty, type Failure, Faults, type Unparsed, whatFits } from './fit.ts'
import { type Identity, readIdentity } from './identity.ts'
import { type OfficersReading, readOfficers } from './officers.ts'
import { readSentence, type SentenceReading } from './sentence.ts'
import * as shapes from './shapes.ts'
import { PEOPLE, type PeopleSource, pathOf, RESOURCES, type SourceAnswer } from './source.ts'

const MOST_PAGES = 50

/**
 * All that a source says about one person. `found` is false where it knows nobody by the identifier; `mergedFrom` is the
 * identifier that was asked for where the record has since become that of `hmppsId`. `limited` is true where either
 * record or the list of limitations says so, and also where that could not be read: doubt closes the case, it never
 * opens it. `unparsed`, `dirty` and `failures` name all that is not in the rest.
 */
export type PersonReading = {
  readonly hmppsId: string
  readonly mergedFrom: string | null
  readonly found: boolean
  readonly limited: boolean
  readonly limitations: { readonly excludedFrom: readonly unknown[]; readonly restrictedTo: readonly unknown[] }
  readonly probation: Identity | null
  readonly prison: Identity | null
  readonly sentences: readonly SentenceReading[]
  readonly needs: NeedsReading | null
  readonly risk: RiskReading | null
  readonly mappa: MappaReading | null
  readonly officers: OfficersReading | null
  readonly unparsed: readonly Unparsed[]
  readonly dirty: readonly Dirty[]
  readonly failures: readonly Failure[]
}

/** The people of a search, each as the record that the search gives, with all that could not be read. */
export type PeopleReading = {
  readonly people: readonly Identity[]
  readonly unparsed: readonly Unparsed[]
  readonly dirty: readonly Dirty[]
  readonly failures: readonly Failure[]
}

/** What a search may be by: at least one of them, as the source asks. */
export type PeopleQuery = Partial<Readonly<Record<'first_name' | 'last_name' | 'pnc_number' | 'date_of_birth', string>>>

/**
 * Reads one person by CRN or prison number. A merged number is followed once. Never throws: what the source refuses,
 * breaks or does not answer is in `failures`. `thisYear` tells the century of a PNC number of two digits.
 */
export async function readPerson(source: PeopleSource, hmppsId: string, thisYear: number): Promise<PersonReading> {
  const faults = new Faults()
  const { answer, id } = await askPerson(source, hmppsId, faults)
  const records = fitted(shapes.recordsShape, answer, pathOf(id), faults)
  const at = (resource: (typeof RESOURCES)[keyof typeof RESOURCES]) => ({ path: pathOf(id, resource), faults })
  const identity = (field: 'probationOffenderSearch' | 'prisonerOffenderSearch') => {
    const record = records?.[field]
    return record ? readIdentity(record, thisYear, { ...at(''), field }) : null
  }
  const [probation, prison] = [identity('probationOffenderSearch'), identity('prisonerOffenderSearch')]
  const found = probation !== null || prison !== null
  const read = async <T, R>(
    resource: (typeof RESOURCES)[keyof typeof RESOURCES],
    shape: Shape<T>,
    reading: (found: T) => R,
  ) => {
    const path = pathOf(id, resource)
    const part = found ? fitted(shape, await ask(source, path, faults), path, faults) : undefined
    return part === undefined ? null : reading(part)
  }
  const limitations = await read(RESOURCES.limitations, shapes.limitationsShape, part => part)
  const lists = { excludedFrom: limitations?.excludedFrom ?? [], restrictedTo: limitations?.restrictedTo ?? [] }
  const doubt = faults.failures.length > 0 || faults.unparsed.some(lost => hidesLimits(lost, id))
  return {
    hmppsId: id,
    mergedFrom: id === hmppsId ? null : hmppsId,
    found,
    limited:
      doubt || [probation, prison].some(who => who?.limited) || Object.values(lists).some(list => list.length > 0),
    limitations: lists,
    probation,
    prison,
    sentences: found ? await readSentences(source, pathOf(id, RESOURCES.sentences), faults) : [],
    needs: await read(RESOURCES.needs, shapes.needsShape, part => readNeeds(part, at(RESOURCES.needs))),
    risk: await read(RESOURCES.risk, shapes.riskShape, part => readRisk(part, at(RESOURCES.risk))),
    mappa: await read(RESOURCES.mappa, shapes.mappaShape, part => readMappa(part, at(RESOURCES.mappa))),
    officers: await read(RESOURCES.officers, shapes.officersShape, readOfficers),
    unparsed: faults.unparsed,
    dirty: faults.dirty,
    failures: faults.failures,
  }
}

/** Whether what was lost could have said that the case is limited: the record as a whole, or the list of limitations. */
const hidesLimits = ({ path, field }: Unparsed, id: string): boolean =>
  path === pathOf(id, RESOURCES.limitations) || (path === pathOf(id) && !field.includes('.'))

/** Every page of a search, fifty at most. Never throws: what cannot be read is named. */
export async function listPeople(source: PeopleSource, query: PeopleQuery, thisYear: number): Promise<PeopleReading> {
  const faults = new Faults()
  const search = new URLSearchParams(query).toString()
  const pages = await pagesOf(source, search ? `${PEOPLE}?${search}` : PEOPLE, faults)
  const people = pages.flatMap(({ path, answer }) =>
    (fitted(shapes.peopleShape, answer, path, faults) ?? []).flatMap((record, place) =>
      record ? [readIdentity(record, thisYear, { path, field: `${place}`, faults })] : [],
    ),
  )
  return { people, unparsed: faults.unparsed, dirty: faults.dirty, failures: faults.failures }
}

async function readSentences(source: PeopleSource, first: string, faults: Faults): Promise<readonly SentenceReading[]> {
  const pages = await pagesOf(source, first, faults)
  return pages.flatMap(({ path, answer }) =>
    (fitted(shapes.sentencesShape, answer, path, faults) ?? []).flatMap((sentence, place) =>
      sentence ? [readSentence(sentence, { path, field: `${place}`, faults })] : [],
    ),
  )
}

/** The answers to a list, page by page until the last. */
async function pagesOf(source: PeopleSource, first: string, faults: Faults) {
  const pages: { path: string; answer: SourceAnswer | undefined }[] = []
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const path = page === 1 ? first : `${first}${first.includes('?') ? '&' : '?'}page=${page}`
    const answer = await ask(source, path, faults)
    pages.push({ path, answer })
    if (!shapes.lastPageShape.Check(answer?.body)) return pages
  }
  faults.fail(first, `There are more than ${MOST_PAGES} pages; the rest is not read. Ask for fewer people at once.`)
  return pages
}

/** The person's own record, after one redirect where the number was merged into another. */
async function askPerson(source: PeopleSource, hmppsId: string, faults: Faults) {
  const path = pathOf(hmppsId)
  const first = await getFrom(source, path, faults)
  if (first?.status !== 303) return { id: hmppsId, answer: answered(first, path, faults) }
  const id = mergedInto(first.location)
  if (!id) {
    faults.fail(path, 'The record was merged, and the source does not say into which.')
    return { id: hmppsId, answer: undefined }
  }
  const answer = await ask(source, pathOf(id), faults)
  return answer ? { id, answer } : { id: hmppsId, answer }
}

function mergedInto(location: string | undefined): string | undefined {
  if (!location || !URL.canParse(location, 'https://source.example')) return undefined
  const segment = /\/v1\/persons\/([^/]+)$/.exec(new URL(location, 'https://source.example').pathname)?.[1]
  return segment && /^[A-Za-z0-9]{1,20}$/.test(segment) ? segment : undefined
}

const ask = async (source: PeopleSource, path: string, faults: Faults) =>
  answered(await getFrom(source, path, faults), path, faults)

async function getFrom(source: PeopleSource, path: string, faults: Faults): Promise<SourceAnswer | undefined> {
  try {
    return await source.get(path)
  } catch (error) {
    faults.fail(path, error instanceof WeftError ? error.message : 'The people source failed. Try again later.')
    return undefined
  }
}

/** An answer with something in it; a 404 is nobody and no fault. */
function answered(answer: SourceAnswer | undefined, path: string, faults: Faults): SourceAnswer | undefined {
  if (answer === undefined || answer.status === 404) return undefined
  if (answer.status === 200) return answer
  const again =
    answer.status === 303 ? 'It was merged again; ask for the surviving number.' : `It answered ${answer.status}.`
  faults.fail(path, `The people source gave no record. ${again}`)
  return undefined
}

type Shape<T> = Parameters<typeof whatFits<T>>[0]

/** What the envelope of an answer holds, as far as it fits. */
function fitted<T>(shape: Shape<T>, answer: SourceAnswer | undefined, path: string, faults: Faults): T | undefined {
  if (!answer) return undefined
  if (shapes.envelopeShape.Check(answer.body)) return whatFits(shape, answer.body.data, path, faults)
  faults.lose(path, '', answer.body, 'The answer has no envelope with what was asked for.')
  return undefined
}
