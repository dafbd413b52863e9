import { changeSentence, keepStretches } from '../../casework/supervision/record-sentence.ts'
import { addRequirement } from '../../casework/supervision/requirement.ts'
import type { Scope } from '../../database/scope.ts'
import type { CaseKey } from '../../journal/append.ts'
import type { PlainDate } from '../../kernel/calendar.ts'
import type { PersonSaid, SentenceKept } from './person-said.ts'

type Held = {
  sentence: string
  kind: string
  started_on: PlainDate
  ends_on: PlainDate | null
  release_on: PlainDate | null
  active: boolean
}

/**
 * Makes the sentences those that the source says: a sentence is the same where kind and first day are. No clock starts from them, since
 * no source says when a sentence was allocated. Returns what changed, in words.
 */
export async function keepSentences(tx: Scope, key: CaseKey, said: PersonSaid): Promise<string[]> {
  const held = await sentencesOf(tx, key)
  const changed: boolean[] = []
  let last: string | null = null
  for (const sentence of said.sentences) {
    const place = held.findIndex(row => row.kind === sentence.kind && row.started_on.equals(sentence.startedOn))
    const [same] = place === -1 ? [] : held.splice(place, 1)
    changed.push(same ? await change(tx, key, same, sentence) : true)
    last = same ? same.sentence : await add(tx, key, said, sentence)
  }
  const requirements = last === null ? [] : await addRequirements(tx, key, said, last)
  return [...(changed.includes(true) ? ['sentences'] : []), ...requirements]
}

const sentencesOf = (tx: Scope, { area, caseId }: CaseKey): Promise<Held[]> =>
  tx.db
    .selectFrom('casework.sentence')
    .select(['sentence', 'kind', 'started_on', 'ends_on', 'release_on', 'active'])
    .where('area', '=', area)
    .where('case_id', '=', caseId)
    .orderBy('sentence')
    .execute()

async function change(tx: Scope, key: CaseKey, held: Held, { endsOn, active }: SentenceKept): Promise<boolean> {
  const ends = endsOn ?? held.ends_on
  if (ends?.toString() === held.ends_on?.toString() && active === held.active) return false
  await changeSentence(tx, { key, sentence: held.sentence, endsOn: ends, releaseOn: held.release_on, active })
  return true
}

async function add(tx: Scope, key: CaseKey, said: PersonSaid, given: SentenceKept): Promise<string | null> {
  const { kind, startedOn, endsOn, words, active } = given
  const stretch = { kind, startedOn, endsOn, allocatedAt: null, releaseOn: null, active }
  const [sentence] = await keepStretches(tx, { key, words, source: said.source, stretches: [stretch] })
  return sentence ?? null
}

async function addRequirements(tx: Scope, key: CaseKey, said: PersonSaid, sentence: string): Promise<string[]> {
  const held = await tx.db
    .selectFrom('casework.requirement')
    .select(['kind', 'amount'])
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('sentence', '=', sentence)
    .execute()
  const more = said.requirements.filter(({ kind }) => !held.some(row => row.kind === kind))
  for (const { kind, amount } of more) await addRequirement(tx, { key, sentence, kind, amount, dueBy: null })
  return more.length > 0 ? ['requirements'] : []
}
