import { allow } from '../../access/policy.ts'
import type { Scope } from '../../database/scope.ts'
import { requirementTypeOf, requirementTypesFor } from '../../directory/reference/requirement-types.ts'
import { SENTENCE_KINDS } from '../../directory/reference/sentence-kinds.ts'
import { append, type CaseKey } from '../../journal/append.ts'
import type { PlainDate } from '../../kernel/calendar.ts'
import { invalid, notFound } from '../../kernel/errors.ts'
import { makeCaseReference } from '../../kernel/identifiers.ts'
import { CLASS_BIT } from '../information-class.ts'
import { keepRecord } from '../person/policy.ts'
import { caseHeader } from '../read-model.ts'

const UNPAID_WORK_MONTHS = 12

/** The requirements that a sentence, as casework names its kind, may carry. */
export const requirementsOn = (kind: string) => {
  const known = SENTENCE_KINDS.find(({ label }) => label.toLowerCase() === kind)
  return known ? requirementTypesFor(known.code) : []
}

export type AddRequirement = {
  key: CaseKey
  sentence: string
  kind: string
  amount: number | null
  dueBy: PlainDate | null
}

/**
 * A requirement of a sentence. Unpaid work is due within twelve months unless another day is given. Refuses with `input.invalid`
 * a kind that the sentence cannot carry and a length outside what the law sets (facts.md 5.6).
 */
export async function addRequirement(
  tx: Scope,
  { key, sentence, kind, amount, dueBy }: AddRequirement,
  random: () => number = Math.random,
): Promise<string> {
  allow(tx.actor, keepRecord, await caseHeader(tx, key))
  const of = await sentenceOf(tx, key, sentence)
  const type = requirementsOn(of.kind).find(({ code }) => code === kind)
  if (!type) throw invalid({ field: 'kind', sentence: 'Choose a requirement that this sentence may carry.' })
  refuseLength(type, amount)
  const requirement = makeCaseReference(random)
  await tx.db
    .insertInto('casework.requirement')
    .values({
      area: key.area,
      case_id: key.caseId,
      requirement,
      sentence,
      kind,
      amount,
      unit: amount === null ? null : (type.unit ?? null),
      due_by: dueBy ?? (kind === 'unpaid_work' ? of.started_on.add({ months: UNPAID_WORK_MONTHS }) : null),
    })
    .execute()
  await append(tx, 'requirement.added', {
    subject: `requirement ${requirement}`,
    case: key,
    bit: CLASS_BIT.sentence,
    facts: { requirement, sentence, kind, amount },
  })
  return requirement
}

export const REQUIREMENT_STATES = ['active', 'completed', 'ended'] as const

export type RecordProgress = {
  key: CaseKey
  requirement: string
  done: number
  state: (typeof REQUIREMENT_STATES)[number]
}

/** How much of a requirement is done, and whether it goes on. Refuses with `not_found` a requirement of another case. */
export async function recordProgress(tx: Scope, { key, requirement, done, state }: RecordProgress) {
  allow(tx.actor, keepRecord, await caseHeader(tx, key))
  const changed = await tx.db
    .updateTable('casework.requirement')
    .set({ done, state })
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('requirement', '=', requirement)
    .returning('kind')
    .executeTakeFirst()
  if (!changed) throw notFound()
  await append(tx, 'requirement.progressed', {
    subject: `requirement ${requirement}`,
    case: key,
    bit: CLASS_BIT.sentence,
    facts: { requirement, kind: changed.kind, done, state },
  })
}

/** Says what a requirement is in the words of the law, or as the source named it. */
export const requirementLabel = (kind: string): string => requirementTypeOf(kind)?.label ?? kind

async function sentenceOf(tx: Scope, { area, caseId }: CaseKey, sentence: string) {
  const row = await tx.db
    .selectFrom('casework.sentence')
    .select(['kind', 'started_on'])
    .where('area', '=', area)
    .where('case_id', '=', caseId)
    .where('sentence', '=', sentence)
    .executeTakeFirst()
  if (!row) throw notFound()
  return row
}

function refuseLength(
  type: { label: string; unit?: string; least?: number; most?: number },
  amount: number | null,
): void {
  const { least, most, unit } = type
  if (amount === null && least !== undefined)
    throw invalid({
      field: 'amount',
      sentence: `Enter how many ${unit} the court set for ${type.label.toLowerCase()}.`,
    })
  if (amount === null) return
  if ((least !== undefined && amount < least) || (most !== undefined && amount > most))
    throw invalid({
      field: 'amount',
      sentence: most === undefined ? `Enter ${least} ${unit} or more.` : `Enter ${least} to ${most} ${unit}.`,
    })
}
