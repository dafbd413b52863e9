import { sql } from 'kysely'
import { allow } from '../access/policy.ts'
import type { Scope } from '../database/scope.ts'
import { append } from '../journal/append.ts'
import { londonDay } from '../kernel/calendar.ts'
import { WeftError } from '../kernel/errors.ts'
import { monthInWords, monthOf, parseMonth } from '../kernel/month.ts'
import { lockDraft, partiesOf } from './lock-agreement.ts'
import { varyAgreement } from './policy.ts'

/** Which version is varied next: everything is copied from the last adopted one, and may then be changed. */
export type DraftVariation = { agreement: string; reason: string; from_month: string }

/** Begins a variation. Refuses with `state.refused` a second draft, and a month that has begun or lies before the version in force. */
export async function draftVariation(tx: Scope, { agreement, reason, from_month }: DraftVariation) {
  allow(tx.actor, varyAgreement, { parties: await partiesOf(tx, agreement) })
  await tx.db
    .selectFrom('agreements.agreement')
    .select('agreement')
    .where('agreement', '=', agreement)
    .forUpdate()
    .execute()
  const versions = await tx.db
    .selectFrom('agreements.version')
    .select(['version', 'state', 'from_month'])
    .where('agreement', '=', agreement)
    .orderBy('version')
    .execute()
  if (versions.some(version => version.state === 'draft'))
    throw new WeftError('state.refused', 'There is a draft already. Change that one, adopt it or drop it first.')
  const last = versions.filter(version => version.state === 'adopted').at(-1)
  refuseEarly(tx, from_month, last?.from_month)
  const version = (versions.at(-1)?.version ?? 0) + 1
  await tx.db
    .insertInto('agreements.version')
    .values({ agreement, version, from_month, reason, state: 'draft', drafted_by: tx.actor.worker, drafted_at: tx.now })
    .execute()
  if (last !== undefined) await copyVersion(tx, agreement, last.version, version)
  await append(tx, 'agreement.variation_drafted', {
    subject: `agreement ${agreement}`,
    facts: { agreement, version, from_month },
  })
  return { agreement, version }
}

function refuseEarly(tx: Scope, from: string, inForceFrom: string | undefined) {
  const thisMonth = monthOf(londonDay(tx.now))
  const least = inForceFrom !== undefined && inForceFrom > thisMonth ? inForceFrom : thisMonth
  if (from < least)
    throw new WeftError(
      'state.refused',
      `A variation takes effect from ${monthInWords(parseMonth(least))} at the earliest: what was in force before stays as it was.`,
    )
}

async function copyVersion(tx: Scope, agreement: string, from: number, to: number) {
  await sql`INSERT INTO agreements.line (agreement, version, line, provider, category, title, women, men, least_age, most_age, highest_risk, custody, community)
    SELECT agreement, ${to}::int, line, provider, category, title, women, men, least_age, most_age, highest_risk, custody, community
      FROM agreements.line WHERE agreement = ${agreement} AND version = ${from}`.execute(tx.db)
  await sql`INSERT INTO agreements.volume (agreement, version, line, month, minimum, expected, cash_pence)
    SELECT agreement, ${to}::int, line, month, minimum, expected, cash_pence
      FROM agreements.volume WHERE agreement = ${agreement} AND version = ${from}`.execute(tx.db)
  await sql`INSERT INTO agreements.term (agreement, version, term, kind, line, words, parameters, asked_for_by, asked_for_on, commissioner_agreed_on)
    SELECT agreement, ${to}::int, term, kind, line, words, parameters, asked_for_by, asked_for_on, commissioner_agreed_on
      FROM agreements.term WHERE agreement = ${agreement} AND version = ${from}`.execute(tx.db)
  await sql`INSERT INTO agreements.clause (agreement, version, part, kept, words)
    SELECT agreement, ${to}::int, part, kept, words FROM agreements.clause WHERE agreement = ${agreement} AND version = ${from}`.execute(
    tx.db,
  )
}

/** Drops a draft; it stays in the list of versions as dropped, and never takes effect. */
export async function dropVariation(tx: Scope, { agreement, version }: { agreement: string; version: number }) {
  await lockDraft(tx, agreement, version)
  await tx.db
    .updateTable('agreements.version')
    .set({ state: 'dropped' })
    .where('agreement', '=', agreement)
    .where('version', '=', version)
    .execute()
  await append(tx, 'agreement.variation_dropped', { subject: `agreement ${agreement}`, facts: { agreement, version } })
  return { agreement, version }
}
