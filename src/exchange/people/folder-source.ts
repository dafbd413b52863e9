import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { WeftError } from '../../kernel/errors.ts'
import { parseJson } from '../parse-json.ts'
import { PEOPLE, type PeopleSource, RESOURCES, type SourceAnswer } from './source.ts'

const MOST_BYTES = 5 * 1024 * 1024
const NOTHING_FOUND = 'noResults.json'
/** The published sample responses by the resource they answer; each answers for every person. */
const SAMPLES: Readonly<Record<string, string>> = {
  [RESOURCES.person]: 'person-offender-and-probation-search-response.json',
  [RESOURCES.limitations]: 'person-access-limitations.json',
  [RESOURCES.sentences]: 'person-sentence.json',
  [RESOURCES.needs]: 'person-needs.json',
  [RESOURCES.risk]: 'risk-serious-harm.json',
  [RESOURCES.mappa]: 'person-risk-mappadetail.json',
  [RESOURCES.officers]: 'person-responsible-officer.json',
}
const SAMPLE_SEARCH = 'person-name-search-probation-and-prison-response.json'
const SEGMENT = /^[\w-]{1,60}$/

/**
 * A folder of JSON files in the place of the partner API. A path is looked for first where it says:
 * `/v1/persons/X123456/needs` is `v1/persons/X123456/needs.json`, `/v1/persons/X123456` is `v1/persons/X123456.json`,
 * a search is `v1/persons.json` and its second page `v1/persons.page-2.json`; then among the flat names of the
 * published samples (`person-needs.json` and the others), which answer for everybody. Further pages that are not there
 * are `noResults.json`. A file that is not there answers 404; one over 5 MiB or not JSON throws `outside.failed`.
 */
export const folderSource = (folder: string): PeopleSource => ({
  async get(path) {
    for (const name of namesFor(path)) {
      const answer = await answerOf(folder, name)
      if (answer) return answer
    }
    return { status: 404, body: undefined }
  },
})

function namesFor(path: string): readonly string[] {
  const url = new URL(path, 'http://folder.example')
  const segments = url.pathname.slice(1).split('/')
  if (!segments.every(segment => SEGMENT.test(segment)) || !url.pathname.startsWith(PEOPLE)) return []
  const page = Number(url.searchParams.get('page') ?? 1)
  const laidOut = segments.join('/')
  if (page !== 1) return [`${laidOut}.page-${page}.json`, NOTHING_FOUND]
  const resource = segments
    .slice(3)
    .map(segment => `/${segment}`)
    .join('')
  const sample = segments.length === 2 ? SAMPLE_SEARCH : SAMPLES[resource]
  return sample ? [`${laidOut}.json`, sample] : [`${laidOut}.json`]
}

async function answerOf(folder: string, name: string): Promise<SourceAnswer | undefined> {
  const file = join(folder, name)
  const entry = await stat(file).catch(() => undefined)
  if (!entry?.isFile()) return undefined
  if (entry.size > MOST_BYTES) throw new WeftError('outside.failed', `${name} is larger than 5 MiB. Check the file.`)
  try {
    return { status: 200, body: parseJson(await readFile(file, 'utf8')) }
  } catch {
    throw new WeftError('outside.failed', `${name} is not JSON, or it is cut short. Export it again.`)
  }
}
