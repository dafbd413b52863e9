import type { Scope } from '../database/scope.ts'
import { append } from '../journal/append.ts'
import type { PlainDate } from '../kernel/calendar.ts'
import { invalid, notFound, WeftError } from '../kernel/errors.ts'
import { parseMoney } from '../kernel/money.ts'
import { monthInWords, monthsBetween, parseMonth } from '../kernel/month.ts'
import { listInWords } from '../kernel/words.ts'
import { ISPA } from './ispa.ts'
import { lockDraft, partiesOf } from './lock-agreement.ts'
import { linesOf } from './read-model.ts'
import { type Charge, parametersOf, refuseOutcomeRisk, type TermKind } from './term.ts'

type InDraft = { agreement: string; version: number }

export type SetVolumes = InDraft & {
  line: number
  first: string
  last: string
  minimum: number
  expected: number
  cash: string
}

const MOST_MONTHS = 120

/** Sets minimum, expected and cash of each month of a line, from the first month to the last. Months before the draft takes effect stay. */
export async function setVolumes(tx: Scope, given: SetVolumes, edits: number | undefined) {
  const draft = await lockDraft(tx, given.agreement, given.version, edits)
  const cash = parseMoney(given.cash, 'cash')
  const months = monthsBetween(parseMonth(given.first), parseMonth(given.last))
  refuseVolumes(given, months.length, cash)
  if (given.first < draft.fromMonth)
    throw invalid({
      field: 'first',
      sentence: `This variation takes effect from ${monthInWords(draft.fromMonth)}; earlier months stay as they are.`,
    })
  if (!(await linesOf(tx, given.agreement, given.version)).some(line => line.line === given.line)) throw notFound()
  const { agreement, version, line, minimum, expected } = given
  await tx.db
    .insertInto('agreements.volume')
    .values(months.map(month => ({ agreement, version, line, month, minimum, expected, cash_pence: cash })))
    .onConflict(conflict =>
      conflict.columns(['agreement', 'version', 'line', 'month']).doUpdateSet({ minimum, expected, cash_pence: cash }),
    )
    .execute()
  await append(tx, 'agreement.volumes_drafted', {
    subject: `agreement ${agreement}`,
    facts: { agreement, version, line, first: given.first, last: given.last, minimum, expected, cash_pence: cash },
  })
  return draft
}

function refuseVolumes({ minimum, expected }: SetVolumes, months: number, cash: bigint) {
  if (months === 0) throw invalid({ field: 'last', sentence: 'Choose a last month that is not before the first.' })
  if (months > MOST_MONTHS) throw invalid({ field: 'last', sentence: 'Choose ten years or less at a time.' })
  if (expected < minimum)
    throw invalid({ field: 'expected', sentence: 'Expect at least as many starts as the minimum.' })
  if (cash < 0n) throw invalid({ field: 'cash', sentence: 'Write cash that is not below nought.' })
}

export type AddTerm = InDraft & {
  charge: Charge
  line: number | null
  words: string
  asked: { by: string; on: PlainDate; agreedOn: PlainDate } | null
}

/**
 * Adds a charge term to a draft. Refuses with `agreement.refused` outcome risk passed to a voluntary-sector subcontractor that
 * has not asked for it in writing (payment.md, Refused); the database refuses it too, whoever writes.
 */
export async function addTerm(tx: Scope, { agreement, version, charge, line, words, asked }: AddTerm) {
  const draft = await lockDraft(tx, agreement, version)
  const parties = await partiesOf(tx, agreement)
  const { kind: agreementKind } = await tx.db
    .selectFrom('agreements.agreement')
    .select('kind')
    .where('agreement', '=', agreement)
    .executeTakeFirstOrThrow()
  const paidSectors = parties.filter(party => party.part === 'subcontractor').map(party => party.sector)
  refuseOutcomeRisk({ kind: charge.kind, agreementKind, paidSectors, asked })
  const { last } = await tx.db
    .selectFrom('agreements.term')
    .select(({ fn }) => fn.max('term').as('last'))
    .where('agreement', '=', agreement)
    .where('version', '=', version)
    .executeTakeFirstOrThrow()
  const term = Number(last ?? 0) + 1
  await tx.db
    .insertInto('agreements.term')
    .values({
      agreement,
      version,
      term,
      kind: charge.kind,
      line,
      words,
      parameters: JSON.stringify(parametersOf(charge)),
      asked_for_by: asked?.by ?? null,
      asked_for_on: asked?.on ?? null,
      commissioner_agreed_on: asked?.agreedOn ?? null,
    })
    .execute()
  await append(tx, 'agreement.term_drafted', {
    subject: `agreement ${agreement}`,
    facts: { agreement, version, term, kind: charge.kind satisfies TermKind },
  })
  return draft
}

/** Takes a term out of a draft. */
export async function removeTerm(tx: Scope, { agreement, version, term }: InDraft & { term: number }) {
  const draft = await lockDraft(tx, agreement, version)
  await tx.db
    .deleteFrom('agreements.term')
    .where('agreement', '=', agreement)
    .where('version', '=', version)
    .where('term', '=', term)
    .execute()
  await append(tx, 'agreement.term_removed', { subject: `agreement ${agreement}`, facts: { agreement, version, term } })
  return draft
}

/** Settles which parts of the ISPA the draft keeps; the others are left out and shown. Refuses with `agreement.refused` to leave out a mandatory one. */
export async function settleParts(tx: Scope, { agreement, version, kept }: InDraft & { kept: readonly string[] }) {
  const draft = await lockDraft(tx, agreement, version)
  const missing = ISPA.filter(part => part.mandatory && !kept.includes(part.part))
  if (missing.length > 0)
    throw new WeftError(
      'agreement.refused',
      `Mandatory parts cannot be left out: ${listInWords(missing.map(part => `${part.part}, ${part.title.toLowerCase()}`))}.`,
    )
  await tx.db
    .deleteFrom('agreements.clause')
    .where('agreement', '=', agreement)
    .where('version', '=', version)
    .execute()
  await tx.db
    .insertInto('agreements.clause')
    .values(ISPA.map(({ part }) => ({ agreement, version, part, kept: kept.includes(part) })))
    .execute()
  await append(tx, 'agreement.parts_settled', {
    subject: `agreement ${agreement}`,
    facts: { agreement, version, left_out: ISPA.filter(part => !kept.includes(part.part)).map(part => part.part) },
  })
  return draft
}
