import { type RawBuilder, sql } from 'kysely'
import type { Temporal } from 'temporal-polyfill'
import { inJobs } from '../../../database/jobs.ts'
import type { Pool } from '../../../database/pool.ts'
import type { Scope } from '../../../database/scope.ts'
import { append } from '../../../journal/append.ts'
import { CLASS_BIT } from '../../information-class.ts'
import { DRAFT_KEPT_DAYS, DRAFT_WARNED_DAYS } from '../referral.ts'

const A_DAY_IN_HOURS = 24

type Draft = { area: string; case_id: string; reference: string; sender: string; category: string }

/** How many drafts one transaction takes: what it has read must not be kept long beside what people write. */
const AT_ONCE = 100

/**
 * Removes drafts that were not sent for 90 days and announces, by event, those that reach 83 days: a week's notice, given even
 * where the work of the jobs stood still. Gives how many of both. Doing it again at the same instant changes nothing; several
 * processes may do it at once.
 * Source: casework.md (Draft).
 */
export async function expireDrafts(jobs: Pool, now: Temporal.Instant, signal?: AbortSignal): Promise<number> {
  let done = 0
  for (const take of [removeOld, warnOfEnd])
    for (let last = AT_ONCE; last === AT_ONCE && !signal?.aborted; done += last)
      last = await inJobs(jobs, { now, purpose: 'clockwork' }, take)
  return done
}

const daysBefore = (tx: Scope, days: number) => tx.now.subtract({ hours: days * A_DAY_IN_HOURS })

/** Some of the drafts for which this holds, that no other process has in hand. */
const some = (holds: RawBuilder<unknown>) => sql`
  SELECT area, case_id, reference FROM casework.referral WHERE state = 'draft' AND ${holds} LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED`

async function warnOfEnd(tx: Scope): Promise<number> {
  const due = await sql<Draft>`
    UPDATE casework.referral SET warned_at = ${tx.now} WHERE (area, case_id, reference) IN (${some(sql`
      warned_at IS NULL AND made_at <= ${daysBefore(tx, DRAFT_WARNED_DAYS)}`)})
    RETURNING area, case_id, reference, sender, category`.execute(tx.db)
  await appendAll(tx, 'referral.draft_ending', due.rows)
  return due.rows.length
}

async function removeOld(tx: Scope): Promise<number> {
  const old = await sql<Draft>`
    DELETE FROM casework.referral WHERE (area, case_id, reference) IN (${some(sql`
      made_at <= ${daysBefore(tx, DRAFT_KEPT_DAYS)} AND warned_at <= ${daysBefore(tx, DRAFT_KEPT_DAYS - DRAFT_WARNED_DAYS)}`)})
    RETURNING area, case_id, reference, sender, category`.execute(tx.db)
  for (const { area, case_id, reference } of old.rows)
    for (const table of ['casework.referral_need', 'casework.referral_words'] as const)
      await tx.db
        .deleteFrom(table)
        .where('area', '=', area)
        .where('case_id', '=', case_id)
        .where('reference', '=', reference)
        .execute()
  await appendAll(tx, 'referral.draft_removed', old.rows)
  return old.rows.length
}

async function appendAll(tx: Scope, kind: string, drafts: readonly Draft[]) {
  for (const { area, case_id, reference, sender, category } of drafts)
    await append(tx, kind, {
      subject: `referral ${reference}`,
      case: { area, caseId: case_id },
      bit: CLASS_BIT.services,
      facts: { reference, sender, category },
    })
}
