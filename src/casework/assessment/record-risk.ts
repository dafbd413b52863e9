import { allow } from '../../access/policy.ts'
import type { Scope } from '../../database/scope.ts'
import { append, type CaseKey } from '../../journal/append.ts'
import { CLASS_BIT } from '../information-class.ts'
import { keepRecord } from '../person/policy.ts'
import { caseHeader } from '../read-model.ts'
import { refuseClash } from '../refuse-clash.ts'

export const RISK_LEVELS = ['low', 'medium', 'high', 'very high', 'not assessed'] as const
export type RiskLevel = (typeof RISK_LEVELS)[number]

/** What a host must know before the person comes to them. */
export const WARNINGS = ['to staff', 'to children', 'arson'] as const
export const MUST_NOT_MEET = 'must not meet: '

export type RiskSummary = {
  who_is_at_risk: string | null
  nature: string | null
  imminence: string | null
  increases: string | null
  reduces: string | null
}

export type RecordRisk = {
  key: CaseKey
  level: RiskLevel
  mappaCategory: number | null
  mappaLevel: number | null
  warnings: readonly string[]
  summary: RiskSummary
  version?: number | undefined
}

/** One more than the version kept, so that nothing recorded has a version too. */
export const riskVersion = (row: { version: number } | undefined): number => (row?.version ?? 0) + 1

/**
 * The risk of serious harm as assessed now. The change is told to every organisation whose involvement includes the level.
 * Refuses with `change.clash` where somebody recorded it meanwhile.
 */
export async function recordRisk(tx: Scope, given: RecordRisk): Promise<void> {
  const { key, level, mappaCategory, mappaLevel, warnings, summary, version } = given
  allow(tx.actor, keepRecord, await caseHeader(tx, key))
  const at = { area: key.area, case_id: key.caseId }
  const before = await tx.db
    .selectFrom('casework.risk_level')
    .select(['level', 'version'])
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .forUpdate()
    .executeTakeFirst()
  refuseClash(version, riskVersion(before), before?.level ?? 'nothing')
  const values = {
    level,
    mappa_category: mappaCategory,
    mappa_level: mappaLevel,
    warnings: [...warnings],
    assessed_at: tx.now,
    version: (before?.version ?? 0) + 1,
  }
  await tx.db
    .insertInto('casework.risk_level')
    .values({ ...at, ...values })
    .onConflict(conflict => conflict.columns(['area', 'case_id']).doUpdateSet(values))
    .execute()
  await tx.db
    .insertInto('casework.risk_summary')
    .values({ ...at, ...summary })
    .onConflict(conflict => conflict.columns(['area', 'case_id']).doUpdateSet(summary))
    .execute()
  await append(tx, 'risk.changed', {
    subject: `case ${key.caseId}`,
    case: key,
    bit: CLASS_BIT.risk_level,
    facts: { level, before: before?.level ?? 'not assessed', mappaLevel, warnings: warnings.length },
  })
}
