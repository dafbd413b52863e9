import { sql } from 'kysely'
import { allow } from '../../access/policy.ts'
import type { Scope } from '../../database/scope.ts'
import { append, type CaseKey } from '../../journal/append.ts'
import { londonDay, type PlainDate } from '../../kernel/calendar.ts'
import { invalid, notFound, WeftError } from '../../kernel/errors.ts'
import { makeCaseReference } from '../../kernel/identifiers.ts'
import { dateInWords } from '../../kernel/words.ts'
import { CLASS_BIT } from '../information-class.ts'
import { keepRecord } from '../person/policy.ts'
import { caseHeader } from '../read-model.ts'
import { refuseClash } from '../refuse-clash.ts'
import { goalOf } from './plan.ts'
import { recordStep, type StepsSubject } from './policy.ts'

export type AddStep = { key: CaseKey; goal: string; words: string; weight: number }

/** A small win towards a goal. Refuses with `not_found` a goal of another case, with `state.refused` one that has ended. */
export async function addStep(
  tx: Scope,
  { key, goal, words, weight }: AddStep,
  random: () => number = Math.random,
): Promise<string> {
  allow(tx.actor, keepRecord, await caseHeader(tx, key))
  const of = await goalOf(tx, key, goal)
  if (of.state === 'ended') throw new WeftError('state.refused', 'This goal has ended. Open it again first.')
  const step = makeCaseReference(random)
  await sql`
    INSERT INTO casework.step (area, case_id, goal, step, words, weight, place)
    SELECT ${key.area}, ${key.caseId}, ${goal}, ${step}, ${words}, ${weight}::int, coalesce(max(place), 0) + 1
      FROM casework.step WHERE area = ${key.area} AND case_id = ${key.caseId} AND goal = ${goal}`.execute(tx.db)
  await tell(tx, key, 'step.added', { goal, step, weight })
  return step
}

type StepKey = { key: CaseKey; goal: string; step: string; version?: number | undefined }

export type ChangeStep = StepKey & { words: string; weight: number }

/** Other words or another weight for a step. Refuses with `change.clash` a step changed meanwhile. */
export async function changeStep(tx: Scope, given: ChangeStep): Promise<void> {
  allow(tx.actor, keepRecord, await caseHeader(tx, given.key))
  const row = await lockStep(tx, given)
  await update(tx, given, { words: given.words, weight: given.weight, version: row.version + 1 })
  await tell(tx, given.key, 'step.changed', { goal: given.goal, step: given.step, weight: given.weight })
}

export type AchieveStep = StepKey & { on: PlainDate; evidence: string }

/** A step achieved, with the day and what shows it. Refuses with `state.refused` one that is achieved, and a day that lies ahead. */
export async function achieveStep(tx: Scope, given: AchieveStep): Promise<void> {
  allow(tx.actor, recordStep, await stepsSubject(tx, given.key))
  const row = await lockStep(tx, given)
  if (row.state === 'achieved') throw new WeftError('state.refused', 'This step is already achieved.')
  if (given.on.since(londonDay(tx.now)).sign > 0)
    throw invalid({ field: 'on', sentence: 'Enter a day that has come, such as today.' })
  await update(tx, given, {
    state: 'achieved',
    achieved_on: given.on,
    evidence: given.evidence,
    undone_reason: null,
    by_organisation: tx.actor.organisation,
    by_worker: tx.actor.worker,
    version: row.version + 1,
  })
  await tell(tx, given.key, 'step.achieved', { goal: given.goal, step: given.step, on: given.on.toString() })
}

export type UndoStep = StepKey & { reason: string }

/** A step that turned out not to be achieved, with the reason. Refuses with `state.refused` one that is not achieved. */
export async function undoStep(tx: Scope, given: UndoStep): Promise<void> {
  allow(tx.actor, recordStep, await stepsSubject(tx, given.key))
  const row = await lockStep(tx, given)
  if (row.state !== 'achieved') throw new WeftError('state.refused', 'This step is not achieved.')
  await update(tx, given, {
    state: 'open',
    achieved_on: null,
    undone_reason: given.reason,
    by_organisation: tx.actor.organisation,
    by_worker: tx.actor.worker,
    version: row.version + 1,
  })
  await tell(tx, given.key, 'step.undone', { goal: given.goal, step: given.step })
}

/** Whom the policy of steps looks at. */
export async function stepsSubject(tx: Scope, key: CaseKey): Promise<StepsSubject> {
  const services = await tx.db
    .selectFrom('casework.service')
    .select('reference')
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('provider', '=', tx.actor.organisation ?? '')
    .where('state', '<>', 'ended')
    .limit(1)
    .execute()
  return { header: await caseHeader(tx, key), delivers: services.length > 0 }
}

const tell = (tx: Scope, key: CaseKey, kind: string, facts: Record<string, string | number>) =>
  append(tx, kind, { subject: `case ${key.caseId}`, case: key, bit: CLASS_BIT.needs, facts })

async function lockStep(tx: Scope, { key, goal, step, version }: StepKey) {
  const row = await tx.db
    .selectFrom('casework.step')
    .selectAll()
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('goal', '=', goal)
    .where('step', '=', step)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw notFound()
  const state = row.achieved_on ? `achieved on ${dateInWords(row.achieved_on)}` : row.state
  refuseClash(version, row.version, `${row.words}, weight ${row.weight}, ${state}`)
  return row
}

type StepValues = {
  words?: string
  weight?: number
  state?: string
  achieved_on?: PlainDate | null
  evidence?: string
  undone_reason?: string | null
  by_organisation?: string | null
  by_worker?: string | null
  version: number
}

const update = (tx: Scope, { key, goal, step }: StepKey, values: StepValues) =>
  tx.db
    .updateTable('casework.step')
    .set(values)
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('goal', '=', goal)
    .where('step', '=', step)
    .execute()
