import { isDeepStrictEqual } from 'node:util'
import { assessNeeds, type NeedRow, needsOf } from '../../casework/assessment/assess-needs.ts'
import { RISK_LEVELS, type RiskLevel, type RiskSummary, recordRisk } from '../../casework/assessment/record-risk.ts'
import { CLASS_BIT } from '../../casework/information-class.ts'
import type { NeedScores } from '../../casework/need.ts'
import type { Scope } from '../../database/scope.ts'
import { NEEDS, WOMENS_PATHWAYS } from '../../directory/reference/needs.ts'
import { append, type CaseKey } from '../../journal/append.ts'
import type { Unparsed } from './fit.ts'
import type { PersonSaid, RiskSaid } from './person-said.ts'

/** Makes the needs those that the source says; scores and what it does not say stay. Returns whether anything changed. */
export async function keepNeeds(tx: Scope, key: CaseKey, said: PersonSaid): Promise<boolean> {
  const before = await needsOf(tx, key)
  const held = new Map(before.map(row => [row.need, row]))
  const linked = (field: 'to_offending' | 'to_harm') =>
    NEEDS.filter(({ code }) => {
      const row = said.needs.find(({ need }) => need === code)
      const told = field === 'to_harm' ? row?.toHarm : row?.toOffending
      return told ?? held.get(code)?.[field] ?? false
    }).map(({ code }) => code)
  const after = {
    toOffending: linked('to_offending'),
    toHarm: linked('to_harm'),
    pathways: WOMENS_PATHWAYS.filter(
      ({ code }) => said.pathways.includes(code) || (held.get(code)?.severity ?? 'none') !== 'none',
    ).map(({ code }) => code),
    unscored: said.needs.map(({ need }) => need),
  }
  if (!needsDiffer(held, after)) return false
  await assessNeeds(tx, { key, scores: scoresOf(before), ...after })
  return true
}

type NeedsAfter = Record<'toOffending' | 'toHarm' | 'pathways' | 'unscored', readonly string[]>

function needsDiffer(held: ReadonlyMap<string, NeedRow>, after: NeedsAfter): boolean {
  const links = NEEDS.some(({ code }) => {
    const row = held.get(code)
    return (
      (row?.to_offending ?? false) !== after.toOffending.includes(code) ||
      (row?.to_harm ?? false) !== after.toHarm.includes(code)
    )
  })
  const pathways = after.pathways.some(code => (held.get(code)?.severity ?? 'none') === 'none')
  return links || pathways || after.unscored.some(code => !held.has(code))
}

const scoresOf = (rows: readonly NeedRow[]): NeedScores =>
  Object.fromEntries(rows.flatMap(row => (row.score === null ? [] : [[row.need, row.score]])))

const NO_SUMMARY: RiskSummary = { who_is_at_risk: null, nature: null, imminence: null, increases: null, reduces: null }

/** Makes level, MAPPA and summary those that the source says; warnings written here stay. Returns whether anything changed. */
export async function keepRisk(tx: Scope, key: CaseKey, said: RiskSaid): Promise<boolean> {
  const held = await riskHeld(tx, key)
  const { warnings, ...before } = held
  const after = {
    level: said.level ?? before.level,
    mappaCategory: said.mappaCategory ?? before.mappaCategory,
    mappaLevel: said.mappaLevel ?? before.mappaLevel,
    summary: {
      who_is_at_risk: said.summary.who_is_at_risk ?? before.summary.who_is_at_risk,
      nature: said.summary.nature ?? before.summary.nature,
      imminence: said.summary.imminence ?? before.summary.imminence,
      increases: said.summary.increases ?? before.summary.increases,
      reduces: said.summary.reduces ?? before.summary.reduces,
    },
  }
  const full = await keepFullRisk(tx, key, said.full)
  if (isDeepStrictEqual(before, after)) return full
  await recordRisk(tx, { key, ...after, warnings })
  return true
}

async function riskHeld(tx: Scope, { area, caseId }: CaseKey) {
  const level = await tx.db
    .selectFrom('casework.risk_level')
    .selectAll()
    .where('area', '=', area)
    .where('case_id', '=', caseId)
    .executeTakeFirst()
  const summary = await tx.db
    .selectFrom('casework.risk_summary')
    .select(['who_is_at_risk', 'nature', 'imminence', 'increases', 'reduces'])
    .where('area', '=', area)
    .where('case_id', '=', caseId)
    .executeTakeFirst()
  return {
    level: levelOf(level?.level),
    mappaCategory: level?.mappa_category ?? null,
    mappaLevel: level?.mappa_level ?? null,
    warnings: level?.warnings ?? [],
    summary: summary ?? NO_SUMMARY,
  }
}

const levelOf = (words: string | undefined): RiskLevel => RISK_LEVELS.find(level => level === words) ?? 'not assessed'

async function keepFullRisk(tx: Scope, { area, caseId }: CaseKey, full: RiskSaid['full']): Promise<boolean> {
  if (full === null) return false
  const before = await tx.db
    .selectFrom('casework.risk')
    .select(['community', 'custody', 'to_self'])
    .where('area', '=', area)
    .where('case_id', '=', caseId)
    .executeTakeFirst()
  const after = { community: full.community, custody: full.custody, to_self: full.toSelf }
  if (isDeepStrictEqual(before, after)) return false
  const values = {
    community: JSON.stringify(after.community),
    custody: JSON.stringify(after.custody),
    to_self: JSON.stringify(after.to_self),
  }
  await tx.db
    .insertInto('casework.risk')
    .values({ area, case_id: caseId, ...values })
    .onConflict(conflict => conflict.columns(['area', 'case_id']).doUpdateSet(values))
    .execute()
  await append(tx, 'risk.assessed', {
    subject: `case ${caseId}`,
    case: { area, caseId },
    bit: CLASS_BIT.risk,
  })
  return true
}

/** Makes what could not be read of this person that of the latest reading. Returns whether anything changed. */
export async function keepUnparsed(
  tx: Scope,
  { area, caseId }: CaseKey,
  unparsed: readonly Unparsed[],
): Promise<boolean> {
  const after = unparsed.map(({ path, field, found, sentence }) => ({
    path: path.replace(/^(\/v1\/persons)\/[^/]+/, '$1/{id}'),
    field,
    found: storable(found),
    sentence,
  }))
  const before = await tx.db
    .selectFrom('casework.unparsed')
    .select(['path', 'field', 'found', 'sentence'])
    .where('area', '=', area)
    .where('case_id', '=', caseId)
    .orderBy('unparsed')
    .execute()
  if (isDeepStrictEqual(before, after)) return false
  await tx.db.deleteFrom('casework.unparsed').where('area', '=', area).where('case_id', '=', caseId).execute()
  if (after.length > 0)
    await tx.db
      .insertInto('casework.unparsed')
      .values(after.map((row, place) => ({ area, case_id: caseId, unparsed: place + 1, ...row, at: tx.now })))
      .execute()
  return true
}

/** PostgreSQL keeps every character but one. */
const storable = (text: string): string => text.replaceAll('\u0000', '\uFFFD')
