import { allow } from '../../access/policy.ts'
import type { Scope } from '../../database/scope.ts'
import { NEEDS, type PathwayCode, WOMENS_PATHWAYS } from '../../directory/reference/needs.ts'
import { append, type CaseKey } from '../../journal/append.ts'
import { CLASS_BIT } from '../information-class.ts'
import { type NeedScores, needSeverity } from '../need.ts'
import { keepRecord } from '../person/policy.ts'
import { caseHeader } from '../read-model.ts'
import { refuseClash } from '../refuse-clash.ts'

export type AssessNeeds = {
  key: CaseKey
  /** A need left out keeps no score. */
  scores: NeedScores
  toOffending: readonly string[]
  toHarm: readonly string[]
  /** Women's pathways that apply; they are not scored. */
  pathways: readonly string[]
  /** Needs that were looked at and not scored. */
  unscored?: readonly string[]
  version?: number | undefined
}

export type NeedRow = {
  need: string
  score: number | null
  severity: string
  to_offending: boolean | null
  to_harm: boolean | null
  version: number
}

/** One number for the whole assessment, which grows with every change of any need. */
export const assessmentVersion = (rows: readonly { version: number }[]): number =>
  rows.reduce((sum, row) => sum + row.version, 1)

/**
 * The needs as assessed now; severity follows from the score by its thresholds. Refuses with `change.clash` where somebody
 * assessed meanwhile.
 */
export async function assessNeeds(tx: Scope, given: AssessNeeds): Promise<void> {
  const { key, version } = given
  allow(tx.actor, keepRecord, await caseHeader(tx, key))
  const before = await needsOf(tx, key)
  refuseClash(version, assessmentVersion(before), inWords(before))
  const assessed = assessedNeeds(given, new Set(before.map(row => row.need)))
  for (const row of assessed) await writeNeed(tx, key, row)
  await append(tx, 'needs.assessed', {
    subject: `case ${key.caseId}`,
    case: key,
    bit: CLASS_BIT.needs,
    facts: { assessed: assessed.length, severe: assessed.filter(row => row.severity === 'severe').length },
  })
}

/** The needs as last assessed, in the order of the assessment. */
export async function needsOf(tx: Scope, { area, caseId }: CaseKey): Promise<NeedRow[]> {
  const rows = await tx.db
    .selectFrom('casework.need')
    .select(['need', 'score', 'severity', 'to_offending', 'to_harm', 'version'])
    .where('area', '=', area)
    .where('case_id', '=', caseId)
    .execute()
  const order: readonly string[] = [...NEEDS, ...WOMENS_PATHWAYS].map(need => need.code)
  return rows.sort((one, other) => order.indexOf(one.need) - order.indexOf(other.need))
}

type Assessed = { need: PathwayCode; score: number | null; severity: string; to_offending: boolean; to_harm: boolean }

function assessedNeeds(
  { scores, toOffending, toHarm, pathways, unscored = [] }: AssessNeeds,
  known: ReadonlySet<string>,
): Assessed[] {
  const scored = NEEDS.flatMap(({ code }) => {
    const score = scores[code] ?? null
    const links = { to_offending: toOffending.includes(code), to_harm: toHarm.includes(code) }
    const touched = score !== null || links.to_offending || links.to_harm || known.has(code) || unscored.includes(code)
    if (!touched) return []
    return [{ need: code, score, severity: score === null ? 'not scored' : needSeverity(code, score), ...links }]
  })
  const chosen = WOMENS_PATHWAYS.filter(({ code }) => pathways.includes(code) || known.has(code)).map(({ code }) => ({
    need: code,
    score: null,
    severity: pathways.includes(code) ? 'not scored' : 'none',
    to_offending: toOffending.includes(code),
    to_harm: toHarm.includes(code),
  }))
  return [...scored, ...chosen]
}

async function writeNeed(tx: Scope, { area, caseId }: CaseKey, row: Assessed) {
  const values = { ...row, assessed_at: tx.now, source: 'casework' }
  await tx.db
    .insertInto('casework.need')
    .values({ area, case_id: caseId, ...values })
    .onConflict(conflict =>
      conflict
        .columns(['area', 'case_id', 'need'])
        .doUpdateSet(row => ({ ...values, version: row('casework.need.version', '+', 1) })),
    )
    .execute()
}

const inWords = (rows: readonly NeedRow[]): string =>
  rows.map(row => `${row.need.replaceAll('_', ' ')} ${row.score ?? 'not scored'}`).join(', ') || 'nothing'
