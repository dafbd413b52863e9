import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Scope } from '../database/scope.ts'
import { append, type CaseKey } from '../journal/append.ts'
import { dueAt, type Instant } from '../kernel/calendar.ts'
import { invalid, notFound, WeftError } from '../kernel/errors.ts'
import { all, allow, policy, when } from './policy.ts'

const REVIEW_BUSINESS_DAYS = 2

export const breakTheGlass = policy<null>('open a record in an emergency', ['practitioner', 'case manager'], () => true)

export const reviewTheGlass = policy<GlassBroken>(
  'review an emergency opening',
  ['data-protection officer', 'case manager'],
  (actor, glass) =>
    all(
      when(glass.worker !== actor.worker, 'You opened this record yourself. Somebody else must review it.'),
      when(glass.reviewedAt === null, 'This opening is reviewed already.'),
    ),
)

/** One breaking of the glass, as its reviewers and its breaker read it. */
export type GlassBroken = {
  glass: string
  key: CaseKey
  worker: string
  workerName: string
  organisationName: string
  ownerName: string
  identifier: string
  reason: string
  at: Instant
  until: Instant
  reviewDue: Instant
  reviewedAt: Instant | null
  finding: string | null
  note: string | null
  version: number
}

/**
 * Opens one case to the actor for an hour. Refuses with `input.invalid`, in the same words, an identifier that is unknown, that is not
 * one person's alone, and one whose record the actor may never see.
 */
export async function breakGlass(
  tx: Scope,
  { identifier, reason }: { identifier: string; reason: string },
): Promise<CaseKey> {
  allow(tx.actor, breakTheGlass, null)
  const glass = randomBytes(6).toString('hex')
  const found = await sql<{ area: string; case_id: string }>`
    SELECT * FROM access.break_glass(${glass}, ${identifier.toUpperCase()}, ${reason}, ${tx.now}, ${dueAt(tx.now, REVIEW_BUSINESS_DAYS)})`.execute(
    tx.db,
  )
  const opened = found.rows[0]
  if (opened === undefined)
    throw invalid({
      field: 'identifier',
      sentence: 'No record can be opened with this identifier. Check it with whoever gave it to you',
    })
  const key = { area: opened.area, caseId: opened.case_id }
  const written = await tx.db
    .selectFrom('access.glass')
    .select('owner')
    .where('glass', '=', glass)
    .executeTakeFirstOrThrow()
  await append(tx, 'glass.broken', { subject: `glass ${glass}`, case: key, facts: { glass, owner: written.owner } })
  return key
}

/** The glass that the actor has broken and that is still open on this case, for the banner of its pages. */
export async function openGlass(tx: Scope, key: CaseKey): Promise<{ until: Instant; reason: string } | undefined> {
  return tx.db
    .selectFrom('access.glass')
    .select(['until', 'reason'])
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .where('worker', '=', tx.actor.worker)
    .where('organisation', '=', tx.actor.organisation)
    .where('until', '>', sql<Instant>`statement_timestamp()`)
    .orderBy('until', 'desc')
    .executeTakeFirst()
}

const broken = (tx: Scope) =>
  tx.db
    .selectFrom('access.glass as g')
    .innerJoin('directory.worker as w', 'w.worker', 'g.worker')
    .innerJoin('directory.organisation as o', 'o.organisation', 'g.organisation')
    .leftJoin('directory.organisation as owner', 'owner.organisation', 'g.owner')
    .select([
      'g.glass',
      'g.area',
      'g.case_id',
      'g.worker',
      'w.name as worker_name',
      'o.name as organisation_name',
      'owner.name as owner_name',
      'g.identifier',
      'g.reason',
      'g.at',
      'g.until',
      'g.review_due',
      'g.reviewed_at',
      'g.finding',
      'g.review_note',
      'g.version',
    ])

type Row = Awaited<ReturnType<ReturnType<typeof broken>['execute']>>[number]

const glassOf = (row: Row): GlassBroken => ({
  glass: row.glass,
  key: { area: row.area, caseId: row.case_id },
  worker: row.worker,
  workerName: row.worker_name,
  organisationName: row.organisation_name,
  ownerName: row.owner_name ?? 'nobody: the case is closed',
  identifier: row.identifier,
  reason: row.reason,
  at: row.at,
  until: row.until,
  reviewDue: row.review_due,
  reviewedAt: row.reviewed_at,
  finding: row.finding,
  note: row.review_note,
  version: row.version,
})

/** Openings to review first, by when they are due; then those reviewed, newest first. */
export async function glassToReview(tx: Scope): Promise<{ waiting: GlassBroken[]; reviewed: GlassBroken[] }> {
  const waiting = await broken(tx)
    .where('g.reviewed_at', 'is', null)
    .orderBy('g.review_due')
    .orderBy('g.glass')
    .execute()
  const reviewed = await broken(tx)
    .where('g.reviewed_at', 'is not', null)
    .orderBy('g.reviewed_at', 'desc')
    .limit(50)
    .execute()
  return { waiting: waiting.map(glassOf), reviewed: reviewed.map(glassOf) }
}

/** One opening. Refuses with `not_found` what is not the actor's organisation's to review. */
export async function glassCalled(tx: Scope, glass: string): Promise<GlassBroken> {
  const row = await broken(tx).where('g.glass', '=', glass).executeTakeFirst()
  if (row === undefined) throw notFound()
  return glassOf(row)
}

/** Writes down whether an opening was justified. Refuses with `not_allowed` who broke it, with `change.clash` a second review. */
export async function reviewGlass(
  tx: Scope,
  { glass, finding, note }: { glass: string; finding: 'justified' | 'not justified'; note: string },
  version: number | undefined,
): Promise<GlassBroken> {
  const before = await glassCalled(tx, glass)
  allow(tx.actor, reviewTheGlass, before)
  if (version !== undefined && version !== before.version)
    throw new WeftError('change.clash', `This opening was reviewed meanwhile: ${before.finding}.`)
  const reviewed = await tx.db
    .updateTable('access.glass')
    .set({ reviewed_at: tx.now, reviewed_by: tx.actor.worker, finding, review_note: note, version: before.version + 1 })
    .where('glass', '=', glass)
    .executeTakeFirst()
  if (reviewed.numUpdatedRows !== 1n) throw notFound()
  await append(tx, 'glass.reviewed', { subject: `glass ${glass}`, case: before.key, facts: { glass, finding } })
  return before
}
