import { sql } from 'kysely'
import { may } from '../../access/policy.ts'
import type { Scope } from '../../database/scope.ts'
import type { CaseKey } from '../../journal/append.ts'
import { type Instant, londonDay, type PlainDate } from '../../kernel/calendar.ts'
import { type NeedRow, needsOf } from '../assessment/assess-needs.ts'
import { type InformationClass, mayKnow } from '../information-class.ts'
import { type Plan, planOf } from '../plan/plan.ts'
import { type CaseHeader, caseHeader } from '../read-model.ts'
import { type NoteRow, notesOf } from './notes.ts'
import * as policies from './policy.ts'
import { type Happened, LATEST, timelineOf } from './timeline.ts'

/** A part of a record: what it holds, or that it is not shared with the viewer's organisation for its purpose. */
export type Part<T> = { shared: false } | { shared: true; holds: T }

export type Identity = {
  firstName: string
  middleNames: string | null
  lastName: string
  knownAs: string | null
  dateOfBirth: PlainDate | null
  language: string | null
  identifiers: { kind: string; value: string; current: boolean }[]
}

export type Requirement = {
  requirement: string
  sentence: string
  kind: string
  amount: number | null
  unit: string | null
  done: number
  dueBy: PlainDate | null
  state: string
}

export type Sentence = {
  sentence: string
  kind: string
  words: string | null
  startedOn: PlainDate
  endsOn: PlainDate | null
  daysLeft: number | null
  active: boolean
  requirements: Requirement[]
}

export type Risk = {
  level: string
  mappaCategory: number | null
  mappaLevel: number | null
  warnings: string[]
  assessedAt: Instant | null
}

export type Summary = {
  who_is_at_risk: string | null
  nature: string | null
  imminence: string | null
  increases: string | null
  reduces: string | null
}

export type Appointment = {
  session: string
  kind: string
  reference: string | null
  startsAt: Instant
  minutes: number
  method: string
  state: string
  absence: string | null
  worker: string | null
  organisation: string
}

export type ReferralLine = {
  reference: string
  category: string
  provider: string | null
  state: string
  serviceState: string | null
}

export type Reason = { reason: string; source: string; lawfulBasis: string; classes: string[] | null; until: Instant }

/** Which moves the case page offers. */
export type Moves = { record: boolean; note: boolean; officer: boolean; close: boolean }

export type CaseRecord = {
  header: CaseHeader
  limited: boolean
  glassUntil: Instant | null
  outline: { ageBand: string; sex: string; place: string | null } | null
  identity: Part<Identity | null>
  contact: Part<{
    address: string | null
    phone: string | null
    email: string | null
    release_address: string | null
  } | null>
  sentences: Part<Sentence[]>
  sentenceOutline: { kind: string; endsMonth: string | null; endsOn: PlainDate | null; daysLeft: number | null } | null
  needs: Part<NeedRow[]>
  risk: Part<Risk | null>
  riskSummary: Part<Summary | null>
  health: Part<string | null>
  adjustments: Part<string[]>
  plan: Part<Plan | null>
  referrals: ReferralLine[]
  appointments: Appointment[]
  notes: NoteRow[]
  unparsed: { path: string; field: string; found: string; sentence: string }[]
  happened: Happened[]
  why: Reason[]
  moves: Moves
  now: Instant
}

/** All of a case that the viewer may know. Refuses with `not_found` a case that may not be seen. */
export async function caseRecord(tx: Scope, key: CaseKey): Promise<CaseRecord> {
  const header = await caseHeader(tx, key)
  const part = async <T>(of: InformationClass, holds: () => Promise<T>): Promise<Part<T>> =>
    mayKnow(header.classes, of) ? { shared: true, holds: await holds() } : { shared: false }
  return {
    header,
    limited: await isLimited(tx, key),
    glassUntil: await glassUntil(tx, key),
    outline: await outlineOf(tx, key),
    identity: await part('identity', () => identityOf(tx, key)),
    contact: await part('contact', () => contactOf(tx, key)),
    sentences: await part('sentence', () => sentencesOf(tx, key)),
    sentenceOutline: await sentenceOutlineOf(tx, key),
    needs: await part('needs', () => needsOf(tx, key)),
    risk: await part('risk_level', () => riskOf(tx, key)),
    riskSummary: await part('risk_summary', () => summaryOf(tx, key)),
    health: await part('health', () => healthOf(tx, key)),
    adjustments: await part('adjustment', () => adjustmentsOf(tx, key)),
    plan: await part('needs', () => planOf(tx, key)),
    referrals: await referralsOf(tx, key),
    appointments: await appointmentsOf(tx, key),
    notes: await notesOf(tx, key),
    unparsed: await unparsedOf(tx, key),
    happened: await timelineOf(tx, key, { before: null, most: LATEST }),
    why: await whyOf(tx, key),
    moves: movesOf(tx, header),
    now: tx.now,
  }
}

const movesOf = (tx: Scope, header: CaseHeader): Moves => ({
  record: may(tx.actor, policies.keepRecord, header),
  note: may(tx.actor, policies.writeNote, header),
  officer: may(tx.actor, policies.changeOfficer, header),
  close: may(tx.actor, policies.closeCase, header),
})

async function isLimited(tx: Scope, { area, caseId }: CaseKey): Promise<boolean> {
  const found = await sql<{ limited: boolean }>`SELECT casework.is_limited(${area}, ${caseId}) AS limited`.execute(
    tx.db,
  )
  return found.rows[0]?.limited ?? false
}

/** When the viewer's own broken glass ends, if that is how they see the case. */
async function glassUntil(tx: Scope, { area, caseId }: CaseKey): Promise<Instant | null> {
  const found = await sql<{ until: Instant | null }>`
    SELECT max(until) AS until FROM access.glass
     WHERE area = ${area} AND case_id = ${caseId} AND worker = ${tx.actor.worker} AND organisation = ${tx.actor.organisation}
       AND until > statement_timestamp()`.execute(tx.db)
  return found.rows[0]?.until ?? null
}

async function outlineOf(tx: Scope, { area, caseId }: CaseKey) {
  const found = await sql<{ ageBand: string; sex: string; place: string | null }>`
    SELECT i.age_band AS "ageBand", i.sex, p.name AS place FROM casework.identity_outline i
      LEFT JOIN directory.place p ON p.place = i.place WHERE i.area = ${area} AND i.case_id = ${caseId}`.execute(tx.db)
  return found.rows[0] ?? null
}

async function identityOf(tx: Scope, { area, caseId }: CaseKey): Promise<Identity | null> {
  const found = await sql<Omit<Identity, 'identifiers'>>`
    SELECT first_name AS "firstName", middle_names AS "middleNames", last_name AS "lastName", known_as AS "knownAs",
           date_of_birth AS "dateOfBirth", language FROM casework.identity WHERE area = ${area} AND case_id = ${caseId}`.execute(
    tx.db,
  )
  const row = found.rows[0]
  if (!row) return null
  const identifiers = await tx.db
    .selectFrom('casework.identifier')
    .select(['kind', 'value', 'current'])
    .where('area', '=', area)
    .where('case_id', '=', caseId)
    .orderBy('kind')
    .orderBy('value')
    .execute()
  return { ...row, identifiers }
}

const contactOf = async (tx: Scope, { area, caseId }: CaseKey) =>
  (await tx.db
    .selectFrom('casework.contact')
    .select(['address', 'phone', 'email', 'release_address'])
    .where('area', '=', area)
    .where('case_id', '=', caseId)
    .executeTakeFirst()) ?? null

async function sentencesOf(tx: Scope, { area, caseId }: CaseKey): Promise<Sentence[]> {
  const rows = await tx.db
    .selectFrom('casework.sentence')
    .selectAll()
    .where('area', '=', area)
    .where('case_id', '=', caseId)
    .orderBy('started_on')
    .orderBy('sentence')
    .execute()
  const requirements = await sql<Requirement>`
    SELECT requirement, sentence, kind, amount, unit, done, due_by AS "dueBy", state FROM casework.requirement
     WHERE area = ${area} AND case_id = ${caseId} ORDER BY due_by NULLS LAST, requirement`.execute(tx.db)
  return rows.map(row => ({
    sentence: row.sentence,
    kind: row.kind,
    words: row.words,
    startedOn: row.started_on,
    endsOn: row.ends_on,
    daysLeft: daysLeft(tx, row.ends_on),
    active: row.active,
    requirements: requirements.rows.filter(one => one.sentence === row.sentence),
  }))
}

/** Days after today up to the last day; nought once it has passed. */
const daysLeft = (tx: Scope, endsOn: PlainDate | null): number | null =>
  endsOn === null ? null : Math.max(0, londonDay(tx.now).until(endsOn).days)

async function sentenceOutlineOf(tx: Scope, { area, caseId }: CaseKey) {
  const found = await sql<{ kind: string; endsMonth: string | null; endsOn: PlainDate | null }>`
    SELECT o.kind, o.ends_month AS "endsMonth", e.ends_on AS "endsOn" FROM casework.sentence_outline o
      LEFT JOIN casework.sentence_end e USING (area, case_id) WHERE o.area = ${area} AND o.case_id = ${caseId}`.execute(
    tx.db,
  )
  const row = found.rows[0]
  return row ? { ...row, daysLeft: daysLeft(tx, row.endsOn) } : null
}

async function riskOf(tx: Scope, { area, caseId }: CaseKey): Promise<Risk | null> {
  const found = await sql<Risk>`
    SELECT level, mappa_category AS "mappaCategory", mappa_level AS "mappaLevel", warnings, assessed_at AS "assessedAt"
      FROM casework.risk_level WHERE area = ${area} AND case_id = ${caseId}`.execute(tx.db)
  return found.rows[0] ?? null
}

const summaryOf = async (tx: Scope, { area, caseId }: CaseKey): Promise<Summary | null> =>
  (await tx.db
    .selectFrom('casework.risk_summary')
    .select(['who_is_at_risk', 'nature', 'imminence', 'increases', 'reduces'])
    .where('area', '=', area)
    .where('case_id', '=', caseId)
    .executeTakeFirst()) ?? null

const healthOf = async (tx: Scope, { area, caseId }: CaseKey): Promise<string | null> =>
  (
    await tx.db
      .selectFrom('casework.health')
      .select('words')
      .where('area', '=', area)
      .where('case_id', '=', caseId)
      .executeTakeFirst()
  )?.words ?? null

const adjustmentsOf = async (tx: Scope, { area, caseId }: CaseKey): Promise<string[]> =>
  (
    await tx.db
      .selectFrom('casework.adjustment')
      .select('words')
      .where('area', '=', area)
      .where('case_id', '=', caseId)
      .orderBy('adjustment')
      .execute()
  ).map(row => row.words)

async function referralsOf(tx: Scope, { area, caseId }: CaseKey): Promise<ReferralLine[]> {
  const found = await sql<ReferralLine>`
    SELECT r.reference, r.category, o.name AS provider, r.state, s.state AS "serviceState"
      FROM casework.referral r LEFT JOIN casework.service s USING (area, case_id, reference)
      LEFT JOIN directory.organisation o ON o.organisation = r.provider
     WHERE r.area = ${area} AND r.case_id = ${caseId} ORDER BY r.made_at DESC, r.reference`.execute(tx.db)
  return found.rows
}

const MOST_APPOINTMENTS = 10

async function appointmentsOf(tx: Scope, { area, caseId }: CaseKey): Promise<Appointment[]> {
  const found = await sql<Appointment>`
    SELECT s.session, s.kind, s.reference, s.starts_at AS "startsAt", s.minutes, s.method, s.state, s.absence, w.name AS worker, o.name AS organisation
      FROM casework.session s LEFT JOIN directory.worker w ON w.worker = s.worker JOIN directory.organisation o ON o.organisation = s.provider
     WHERE s.area = ${area} AND s.case_id = ${caseId} AND s.state <> 'rescheduled'
     ORDER BY s.starts_at DESC, s.session LIMIT ${MOST_APPOINTMENTS}`.execute(tx.db)
  return found.rows
}

const unparsedOf = (tx: Scope, { area, caseId }: CaseKey) =>
  tx.db
    .selectFrom('casework.unparsed')
    .select(['path', 'field', 'found', 'sentence'])
    .where('area', '=', area)
    .where('case_id', '=', caseId)
    .orderBy('unparsed')
    .execute()

async function whyOf(tx: Scope, { area, caseId }: CaseKey): Promise<Reason[]> {
  const found = await sql<Reason>`
    SELECT reason, source, lawful_basis AS "lawfulBasis", classes, until FROM access.why(${area}, ${caseId})`.execute(
    tx.db,
  )
  return found.rows
}
