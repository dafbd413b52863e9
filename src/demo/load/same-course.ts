import { randomBytes } from 'node:crypto'
import { seededRandom } from '../../kernel/random.ts'
import type { Cast } from '../cast.ts'
import type { Act, Life } from '../life/acts.ts'
import { type Fate, numberAmong } from '../life/life.ts'
import { REFERENCES_A_LIFE, referenceAt } from '../life/reference.ts'
import { type Person, somebodyElse } from '../person.ts'
import { contact, open } from '../story/person-acts.ts'
import { newStory } from '../story/story.ts'
import { CASE_TABLES, type CaseTable } from '../story/tables.ts'
import { copyText } from './copy-text.ts'

/**
 * Courses of events that are made up one by one; a multiple of the 21 areas, so that a course stays in its area. Of a nation
 * with more people, several live the same course: each with a name, identifiers, references and officers of their own.
 */
export const COURSES = 21_000

/** What COPY reads of one life, by table. */
export type Texts = ReadonlyMap<CaseTable, string>

/** A life cut where words are its own: at odd places stand those words, between them what all who live the course share. */
export type Course = { readonly life: Life; readonly cuts: ReadonlyMap<CaseTable, readonly string[]> }

/** Tables that say who somebody is: written anew for each person. */
const OWN_TABLES = ['casework.identity', 'casework.identifier', 'casework.search_key', 'casework.contact'] as const
const isOwn = (table: CaseTable): boolean => OWN_TABLES.some(own => own === table)

const SALT = String.raw`\\\\x[0-9a-f]{32}`
const SALT_BYTES = 16
const WORKER = String.raw`[a-z0-9-]+\.[a-z-]+\.\d+`

/** Cuts what COPY reads of a life at its reference, its referrals', its workers' and the salts of its events. */
export function cutCourse(life: Life, texts: Texts): Course {
  const own = [life.person.caseId, ...referencesOf(life.acts), WORKER].join('|')
  const words = new RegExp(`((?<![A-Za-z0-9])(?:${own})(?![A-Za-z0-9])|${SALT})`)
  return {
    life,
    cuts: new Map([...texts].filter(([table]) => !isOwn(table)).map(([table, text]) => [table, text.split(words)])),
  }
}

const referencesOf = (acts: readonly Act[]): string[] =>
  acts.flatMap(act => (act.act === 'draft' || act.act === 'offer' ? [act.reference] : []))

/** Those who do the same work at the same organisation, by each of them. */
export type Colleagues = ReadonlyMap<string, { readonly all: readonly string[]; readonly at: number }>

export function colleaguesOf(cast: Cast): Colleagues {
  const staffs = cast.areas.flatMap(({ lead, probation, prisons, partners }) => [
    ...[lead, probation, ...prisons].map(({ officers }) => officers),
    ...partners.map(({ staff }) => staff),
  ])
  return new Map(
    staffs.flatMap(staff => {
      const all = staff.map(({ worker }) => worker)
      return all.map((worker, at) => [worker, { all, at }] as const)
    }),
  )
}

type Another = { readonly fate: Fate; readonly colleagues: Colleagues; readonly index: number; readonly round: number }

/** The same course as the person with this index lives it, as COPY reads it: a function of the seed, but for the salts. */
export function liveAnew({ life, cuts }: Course, { fate: { cast }, colleagues, index, round }: Another): Texts {
  const person = somebodyElse(seededRandom(`${cast.seed} person ${index}`), life.person, index)
  const own = new Map([[life.person.caseId, person.caseId]])
  const first = numberAmong(cast, index) * REFERENCES_A_LIFE
  for (const [place, reference] of referencesOf(life.acts).entries())
    own.set(reference, `${referenceAt(first + place, 'handover').slice(0, 6)}${reference.slice(6)}`)
  const salt = newSalts()
  const wordFor = (word: string): string => {
    if (word.startsWith('\\')) return salt()
    const known = own.get(word)
    if (known !== undefined) return known
    const found = colleagues.get(word)
    const other = found?.all[(found.at + round) % found.all.length] ?? word
    own.set(word, other)
    return other
  }
  return new Map([
    ...[...cuts].map(([table, parts]) => [table, joined(parts, wordFor)] as const),
    ...whoTheyAre(life, person),
  ])
}

function joined(parts: readonly string[], wordFor: (word: string) => string): string {
  let text = ''
  let isWord = false
  for (const part of parts) {
    text += isWord ? wordFor(part) : part
    isWord = !isWord
  }
  return text
}

/** Salts as COPY reads them, drawn many at a time. */
function newSalts(): () => string {
  let [drawn, at] = ['', 0]
  return () => {
    if (at >= drawn.length) [drawn, at] = [randomBytes(SALT_BYTES * 128).toString('hex'), 0]
    at += 2 * SALT_BYTES
    return `\\\\x${drawn.slice(at - 2 * SALT_BYTES, at)}`
  }
}

/** Name, identifiers and address, as opening the case and recording the address write them. */
function whoTheyAre({ acts }: Life, person: Person): [CaseTable, string][] {
  const story = newStory(person)
  const { address, phone } = person
  for (const act of acts) {
    if (act.act === 'open') open(story, act)
    else if (act.act === 'contact') contact(story, { ...act, address, phone })
  }
  return OWN_TABLES.map(table => [table, copyText(CASE_TABLES[table], story.rows[table])])
}
