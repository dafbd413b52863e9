import { sql } from 'kysely'
import { may } from '../../access/policy.ts'
import type { Scope } from '../../database/scope.ts'
import { CHANGE_TOPICS, DECLINE_REASONS } from '../../directory/reference/coded-reasons.ts'
import { desiredOutcomeOf } from '../../directory/reference/desired-outcomes.ts'
import { pathwayOf } from '../../directory/reference/needs.ts'
import type { Instant, PlainDate } from '../../kernel/calendar.ts'
import { notFound } from '../../kernel/errors.ts'
import { caseHeader } from '../read-model.ts'
import { needsReferred } from './draft/save-draft.ts'
import type { ReferralKey } from './lock-referral.ts'
import * as policies from './policy.ts'
import { type ReferralLine, referralHeader, referralUrl } from './read-model.ts'

/** Who it is about, as far as this viewer may know at this stage. */
export type PersonOutline = {
  name: string | null
  ageBand: string
  sex: string
  place: string | null
  sentence: { kind: string; endsMonth: string | null } | null
  risk: { level: string; mappaLevel: number | null; warnings: readonly string[] } | null
  adjustments: readonly string[]
}

export type Change = { topic: string; old: string | null; new: string; reason: string; by: string; at: Instant }
export type WhyLine = { reason: string; classes: readonly string[]; until: Instant | null }

/** A referral as its page shows it: every field by hand. */
export type ReferralModel = {
  key: ReferralKey
  url: string
  version: number
  line: ReferralLine
  person: PersonOutline
  needs: readonly { label: string; severity: string | null }[]
  outcomes: readonly string[]
  complexity: string | null
  mostDays: number | null
  finishBy: PlainDate | null
  accessNeeds: string | null
  interpreter: string | null
  unfundedReason: string | null
  unfundedBy: string | null
  senderWorker: string
  /** What the sender wrote freely: for the sender's side, and for the provider from acceptance on. */
  words: { reason: string | null; riskToShare: string | null; toldPerson: string | null } | null
  declineReason: string | null
  answerWords: string | null
  changes: readonly Change[]
  why: readonly WhyLine[]
  viewer: 'provider' | 'sender'
  may: Record<'accept' | 'decline' | 'ask' | 'withdraw' | 'reply' | 'change', boolean>
}

/** Why the viewer sees a case: the reasons that the law of rows itself used. */
export async function whyOf(tx: Scope, { area, caseId }: { area: string; caseId: string }): Promise<WhyLine[]> {
  const found = await sql<{ reason: string; classes: string[]; until: Instant }>`
    SELECT reason, classes, until FROM access.why(${area}, ${caseId})`.execute(tx.db)
  return found.rows.map(row => ({
    reason: row.reason,
    classes: row.classes,
    until: row.until.toString().startsWith('+') ? null : row.until,
  }))
}

/** The person in outline. `named`: the name too, where the viewer may know it. */
export async function personOutline(
  tx: Scope,
  { area, caseId }: { area: string; caseId: string },
  named: 'named' | 'without a name',
): Promise<PersonOutline> {
  const found = await sql<{
    age_band: string | null
    sex: string | null
    place: string | null
    kind: string | null
    ends_month: string | null
    level: string | null
    mappa_level: number | null
    warnings: string[] | null
    adjustments: string[] | null
  }>`
    SELECT o.age_band, o.sex, coalesce(d.name, a.name, ar.name) AS place, s.kind, s.ends_month, r.level, r.mappa_level, r.warnings,
           (SELECT array_agg(j.words ORDER BY j.adjustment) FROM casework.adjustment j WHERE j.area = c.area AND j.case_id = c.case_id) AS adjustments
      FROM casework.case c
      JOIN directory.area ar ON ar.area = c.current_area
      LEFT JOIN casework.identity_outline o ON o.area = c.area AND o.case_id = c.case_id
      LEFT JOIN directory.place d ON d.place = o.place
      LEFT JOIN directory.force_area a ON a.force = o.force
      LEFT JOIN casework.sentence_outline s ON s.area = c.area AND s.case_id = c.case_id
      LEFT JOIN casework.risk_level r ON r.area = c.area AND r.case_id = c.case_id
     WHERE c.area = ${area} AND c.case_id = ${caseId}`.execute(tx.db)
  const row = found.rows[0]
  if (!row) throw notFound()
  const header = named === 'named' ? await caseHeader(tx, { area, caseId }) : undefined
  return {
    name: header?.name ?? null,
    ageBand: row.age_band ?? 'not known',
    sex: row.sex ?? 'not known',
    place: row.place,
    sentence: row.kind === null ? null : { kind: row.kind, endsMonth: row.ends_month },
    risk: row.level === null ? null : { level: row.level, mappaLevel: row.mappa_level, warnings: row.warnings ?? [] },
    adjustments: row.adjustments ?? [],
  }
}

const TOPICS = new Map<string, string>(CHANGE_TOPICS.map(topic => [topic.code, topic.label]))
const DECLINES = new Map<string, string>(DECLINE_REASONS.map(reason => [reason.code, reason.label]))

async function changesOf(tx: Scope, key: ReferralKey, senderName: string): Promise<Change[]> {
  const rows = await tx.db
    .selectFrom('casework.referral_change as c')
    .leftJoin('directory.worker as w', 'w.worker', 'c.by')
    .select(['c.topic', 'c.old', 'c.new', 'c.reason', 'c.at', 'w.name'])
    .where('c.area', '=', key.area)
    .where('c.case_id', '=', key.caseId)
    .where('c.reference', '=', key.reference)
    .orderBy('c.change', 'desc')
    .execute()
  return rows.map(row => ({
    topic: TOPICS.get(row.topic) ?? row.topic,
    old: row.old,
    new: row.new,
    reason: row.reason,
    by: row.name ?? senderName,
    at: row.at,
  }))
}

/** Everything a referral's page shows to this viewer. Refuses with `not_found`. */
export async function loadReferral(tx: Scope, key: ReferralKey): Promise<ReferralModel> {
  const line = await referralHeader(tx, key)
  const row = await tx.db
    .selectFrom('casework.referral as r')
    .leftJoin('directory.worker as w', 'w.worker', 'r.sender_worker')
    .leftJoin('directory.worker as u', 'u.worker', 'r.unfunded_by')
    .selectAll('r')
    .select(['w.name as sender_worker_name', 'u.name as unfunded_by_name'])
    .where('r.area', '=', key.area)
    .where('r.case_id', '=', key.caseId)
    .where('r.reference', '=', key.reference)
    .executeTakeFirstOrThrow(notFound)
  const header = await caseHeader(tx, key)
  const viewer = tx.actor.organisation === line.provider ? 'provider' : 'sender'
  const knows = viewer === 'sender' || line.state === 'accepted'
  const needs = await needsReferred(tx, key)
  const subject: policies.ReferralSubject = {
    state: line.state,
    sender: line.sender,
    provider: line.provider,
    responsible: header.responsible.organisation,
  }
  const { actor } = tx
  return {
    key,
    url: referralUrl(key),
    version: row.version,
    line,
    person: await personOutline(tx, key, knows ? 'named' : 'without a name'),
    needs: [...new Map(needs.map(need => [need.need, need.severity]))].map(([need, severity]) => ({
      label: pathwayOf(need)?.label ?? need,
      severity,
    })),
    outcomes: [...new Set(needs.map(need => need.outcome))].map(code => desiredOutcomeOf(code)?.label ?? code),
    complexity: row.complexity,
    mostDays: row.most_days,
    finishBy: row.finish_by,
    accessNeeds: row.access_needs,
    interpreter: row.interpreter,
    unfundedReason: viewer === 'sender' ? row.unfunded_reason : null,
    unfundedBy: row.unfunded_by_name,
    senderWorker: row.sender_worker_name ?? row.sender_worker,
    words: knows ? await wordsOf(tx, key) : null,
    declineReason: row.decline_reason === null ? null : (DECLINES.get(row.decline_reason) ?? row.decline_reason),
    answerWords: row.answer_words,
    changes: await changesOf(tx, key, line.senderName),
    why: await whyOf(tx, key),
    viewer,
    may: {
      accept: may(actor, policies.acceptReferral, subject),
      decline: may(actor, policies.declineReferral, subject),
      ask: may(actor, policies.askForInformation, subject),
      withdraw: may(actor, policies.withdrawReferral, subject),
      reply: line.state === 'returned' && may(actor, policies.sendReferral, subject),
      change: may(actor, policies.changeReferral, subject),
    },
  }
}

export async function wordsOf(tx: Scope, key: ReferralKey): Promise<NonNullable<ReferralModel['words']>> {
  const row = await tx.db
    .selectFrom('casework.referral_words')
    .select(['reason', 'risk_to_share', 'told_person'])
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('reference', '=', key.reference)
    .executeTakeFirst()
  return {
    reason: row?.reason ?? null,
    riskToShare: row?.risk_to_share ?? null,
    toldPerson: row?.told_person ?? null,
  }
}
