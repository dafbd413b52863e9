import { allow } from '../../access/policy.ts'
import type { Scope } from '../../database/scope.ts'
import { append, type CaseKey } from '../../journal/append.ts'
import { londonDay, type PlainDate } from '../../kernel/calendar.ts'
import { notFound } from '../../kernel/errors.ts'
import { makeCaseReference } from '../../kernel/identifiers.ts'
import { dateInWords } from '../../kernel/words.ts'
import { CLASS_BIT } from '../information-class.ts'
import { keepRecord } from '../person/policy.ts'
import { caseHeader } from '../read-model.ts'
import { refuseClash } from '../refuse-clash.ts'
import { outlineOf, SENTENCE_KINDS, type SentenceSaid, type Stretch, stretchesOf } from './sentence.ts'

export type RecordSentence = { key: CaseKey; said: SentenceSaid; words: string | null }

/**
 * Records a sentence or order: one row for each stretch of it, and what the outline says. Allocation and release are told, since
 * clocks start from them. Refuses as `stretchesOf` does, and with `not_allowed` all but the responsible organisation.
 */
export async function recordSentence(
  tx: Scope,
  { key, said, words }: RecordSentence,
  random: () => number = Math.random,
): Promise<string[]> {
  return keepStretches(tx, { key, words, stretches: stretchesOf(said, tx.now), source: 'casework' }, random)
}

export type KeepStretches = {
  key: CaseKey
  words: string | null
  stretches: readonly (Stretch & { active?: boolean })[]
  source: string
}

/** Keeps stretches of supervision as they are, as another system holds them. Tells and refuses as `recordSentence` does. */
export async function keepStretches(
  tx: Scope,
  { key, words, stretches, source }: KeepStretches,
  random: () => number = Math.random,
): Promise<string[]> {
  allow(tx.actor, keepRecord, await caseHeader(tx, key))
  const made: string[] = []
  for (const stretch of stretches) {
    const sentence = makeCaseReference(random)
    await insertStretch(tx, key, { sentence, words, source, ...stretch })
    await tell(tx, key, { sentence, ...stretch })
    made.push(sentence)
  }
  await writeOutline(tx, key)
  return made
}

export type ChangeSentence = {
  key: CaseKey
  sentence: string
  endsOn: PlainDate | null
  releaseOn: PlainDate | null
  active: boolean
  version?: number | undefined
}

/** Moves the last day or the release of a sentence, or ends it. Refuses with `change.clash` where somebody changed it meanwhile. */
export async function changeSentence(tx: Scope, { key, sentence, endsOn, releaseOn, active, version }: ChangeSentence) {
  allow(tx.actor, keepRecord, await caseHeader(tx, key))
  const row = await ofCase(tx, key).where('sentence', '=', sentence).forUpdate().executeTakeFirst()
  if (!row) throw notFound()
  refuseClash(version, row.version, `ends ${row.ends_on ? dateInWords(row.ends_on) : 'without a day'}`)
  await tx.db
    .updateTable('casework.sentence')
    .set({ ends_on: endsOn, release_on: releaseOn, active, version: row.version + 1 })
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('sentence', '=', sentence)
    .execute()
  await append(tx, 'sentence.changed', {
    subject: `sentence ${sentence}`,
    case: key,
    bit: CLASS_BIT.sentence,
    facts: { sentence, kind: row.kind, endsOn: endsOn?.toString(), releaseOn: releaseOn?.toString(), active },
  })
  await writeOutline(tx, key)
}

const ofCase = (tx: Scope, { area, caseId }: CaseKey) =>
  tx.db.selectFrom('casework.sentence').selectAll().where('area', '=', area).where('case_id', '=', caseId)

async function insertStretch(
  tx: Scope,
  { area, caseId }: CaseKey,
  stretch: Stretch & { sentence: string; words: string | null; source: string; active?: boolean },
) {
  await tx.db
    .insertInto('casework.sentence')
    .values({
      area,
      case_id: caseId,
      sentence: stretch.sentence,
      kind: stretch.kind,
      words: stretch.words,
      started_on: stretch.startedOn,
      ends_on: stretch.endsOn,
      allocated_at: stretch.allocatedAt,
      release_on: stretch.releaseOn,
      active: stretch.active ?? true,
      source: stretch.source,
    })
    .execute()
}

async function tell(
  tx: Scope,
  key: CaseKey,
  { sentence, kind, allocatedAt, releaseOn }: Stretch & { sentence: string },
) {
  const about = { subject: `sentence ${sentence}`, case: key, bit: CLASS_BIT.sentence }
  await append(tx, 'sentence.recorded', { ...about, facts: { sentence, kind } })
  if (allocatedAt)
    await append(tx, 'sentence.allocated', { ...about, facts: { sentence, kind, allocatedAt: allocatedAt.toString() } })
  if (kind === 'licence' && releaseOn)
    await append(tx, 'sentence.allocated', { ...about, facts: { sentence, kind, releaseOn: releaseOn.toString() } })
}

/** Writes what those may know who see only the type of sentence and when it ends. */
async function writeOutline(tx: Scope, key: CaseKey) {
  const rows = await ofCase(tx, key).where('active', '=', true).execute()
  const stretches = rows.map(row => ({
    kind: SENTENCE_KINDS.find(kind => kind === row.kind) ?? ('other' as const),
    startedOn: row.started_on,
    endsOn: row.ends_on,
    allocatedAt: row.allocated_at,
    releaseOn: row.release_on,
  }))
  const outline = outlineOf(stretches, londonDay(tx.now))
  const at = { area: key.area, case_id: key.caseId }
  const kind = { kind: outline?.kind ?? 'no sentence', ends_month: outline?.endsOn?.toString().slice(0, 7) ?? null }
  const end = { ends_on: outline?.endsOn ?? null }
  await tx.db
    .insertInto('casework.sentence_outline')
    .values({ ...at, ...kind })
    .onConflict(conflict => conflict.columns(['area', 'case_id']).doUpdateSet(kind))
    .execute()
  await tx.db
    .insertInto('casework.sentence_end')
    .values({ ...at, ...end })
    .onConflict(conflict => conflict.columns(['area', 'case_id']).doUpdateSet(end))
    .execute()
}
