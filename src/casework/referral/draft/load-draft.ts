import { sql } from 'kysely'
import type { Scope } from '../../../database/scope.ts'
import type { PlainDate } from '../../../kernel/calendar.ts'
import { notFound } from '../../../kernel/errors.ts'
import { type Cover, findCover, wantedFor } from '../find-cover.ts'
import { type PersonOutline, personOutline, wordsOf } from '../load-referral.ts'
import type { ReferralKey } from '../lock-referral.ts'
import { referralHeader, referralUrl } from '../read-model.ts'
import { needsReferred } from './save-draft.ts'

/** What a purpose lets an organisation see, in the words of the law of rows. */
export type Shared = { purpose: string; classes: readonly string[] }

/** A draft as its task list and its tasks show it. */
export type DraftModel = {
  key: ReferralKey
  url: string
  version: number
  category: string
  categoryName: string
  state: string
  done: readonly string[]
  person: PersonOutline
  needs: readonly string[]
  outcomes: readonly string[]
  provider: { code: string; name: string } | null
  /** The choice on the provider page, as `Cover.choice` names it. */
  choice: string | null
  funding: string
  unfundedReason: string | null
  complexity: string | null
  mostDays: number | null
  finishBy: PlainDate | null
  accessNeeds: string | null
  interpreter: string | null
  words: { reason: string | null; riskToShare: string | null; toldPerson: string | null }
  riskSummary: Readonly<Record<string, string>> | null
  /** Who could take it; asked for where the page shows it. */
  covers: readonly Cover[]
  shared: { asked: Shared; delivering: Shared } | null
}

/** What is loaded beside the draft itself: who could take it, or what would be shared. */
export type Beside = 'covers' | 'sharing' | 'nothing more'

/** A draft with what its page shows. Refuses with `not_found`. */
export async function loadDraft(tx: Scope, key: ReferralKey, beside: Beside): Promise<DraftModel> {
  const line = await referralHeader(tx, key)
  const row = await tx.db
    .selectFrom('casework.referral')
    .selectAll()
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('reference', '=', key.reference)
    .executeTakeFirstOrThrow(notFound)
  if (tx.actor.organisation === row.provider) throw notFound()
  const referred = await needsReferred(tx, key)
  const needs = [...new Set(referred.map(need => need.need))]
  return {
    key,
    url: referralUrl(key),
    version: row.version,
    category: row.category,
    categoryName: line.categoryName,
    state: line.state,
    done: row.tasks_done,
    person: await personOutline(tx, key, 'named'),
    needs,
    outcomes: [...new Set(referred.map(need => need.outcome))],
    provider: row.provider && line.providerName ? { code: row.provider, name: line.providerName } : null,
    choice: row.agreement === null ? row.provider : `${row.provider} ${row.agreement} ${row.line}`,
    funding: row.funding,
    unfundedReason: row.unfunded_reason,
    complexity: row.complexity,
    mostDays: row.most_days,
    finishBy: row.finish_by,
    accessNeeds: row.access_needs,
    interpreter: row.interpreter,
    words: await wordsOf(tx, key),
    riskSummary: beside === 'sharing' ? null : await riskSummaryOf(tx, key),
    covers:
      beside === 'covers' && needs.length > 0
        ? await findCover(tx, await wantedFor(tx, key, { category: row.category, needs }))
        : [],
    shared: beside === 'sharing' ? await sharedFor(tx) : null,
  }
}

async function riskSummaryOf(tx: Scope, key: ReferralKey) {
  const row = await tx.db
    .selectFrom('casework.risk_summary')
    .select(['who_is_at_risk', 'nature', 'imminence', 'increases', 'reduces'])
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .executeTakeFirst()
  if (!row) return null
  const said = {
    'Who is at risk': row.who_is_at_risk,
    'What kind of harm': row.nature,
    'When it is likely': row.imminence,
    'What makes it greater': row.increases,
    'What makes it less': row.reduces,
  }
  return Object.fromEntries(Object.entries(said).flatMap(([label, words]) => (words ? [[label, words] as const] : [])))
}

/** What an organisation that is asked, and one that delivers, may see by the law of rows. */
async function sharedFor(tx: Scope) {
  const found = await sql<{ purpose: string; classes: string[] }>`
    SELECT p.purpose, array_agg(c.words ORDER BY c.bit) AS classes
      FROM access.purpose p JOIN access.class c ON p.classes & c.bit <> 0
     WHERE p.purpose IN ('consider a referral', 'deliver a service') GROUP BY p.purpose`.execute(tx.db)
  const of = (purpose: string): Shared => ({
    purpose,
    classes: found.rows.find(row => row.purpose === purpose)?.classes ?? [],
  })
  return { asked: of('consider a referral'), delivering: of('deliver a service') }
}
