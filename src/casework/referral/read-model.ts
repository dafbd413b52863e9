import { type RawBuilder, sql } from 'kysely'
import { ownCases, seesAtLarge } from '../../access/reach.ts'
import type { Scope } from '../../database/scope.ts'
import { serviceCategoryOf } from '../../directory/reference/service-categories.ts'
import type { CaseKey } from '../../journal/append.ts'
import type { Instant, PlainDate } from '../../kernel/calendar.ts'
import { notFound } from '../../kernel/errors.ts'
import { type ServiceState, serviceStateOf } from '../service/service.ts'
import type { ReferralKey } from './lock-referral.ts'
import { type ReferralState, referralStateOf } from './referral.ts'

/** A referral in a line, and the service that followed it. */
export type ReferralLine = ReferralKey & {
  category: string
  categoryName: string
  state: ReferralState
  sender: string
  senderName: string
  provider: string | null
  providerName: string | null
  funding: string
  madeAt: Instant
  sentAt: Instant | null
  answeredAt: Instant | null
  startOn: PlainDate | null
  waitingPlace: number | null
  service: ServiceState | null
  endAs: string | null
  url: string
}

export const referralUrl = ({ area, caseId, reference }: ReferralKey): string =>
  `/cases/${area}/${caseId}/referrals/${reference}`

type LineRow = {
  area: string
  case_id: string
  reference: string
  category: string
  state: string
  sender: string
  sender_name: string
  provider: string | null
  provider_name: string | null
  funding: string
  made_at: Instant
  sent_at: Instant | null
  answered_at: Instant | null
  start_on: PlainDate | null
  waiting_place: number | null
  service: string | null
  end_as: string | null
}

/** The columns of a referral in a line, for a statement that names the referral r. */
export const LINE = sql`
  r.area, r.case_id, r.reference, r.category, r.state, r.sender, f.name AS sender_name, r.provider, t.name AS provider_name, r.funding,
  r.made_at, r.sent_at, r.answered_at, r.start_on, r.waiting_place, s.state AS service, s.end_as`
export const LINE_JOINS = sql`
  JOIN directory.organisation f ON f.organisation = r.sender
  LEFT JOIN directory.organisation t ON t.organisation = r.provider
  LEFT JOIN casework.service s ON s.area = r.area AND s.case_id = r.case_id AND s.reference = r.reference`

export function lineOf(row: LineRow): ReferralLine {
  const key = { area: row.area, caseId: row.case_id, reference: row.reference }
  return {
    ...key,
    category: row.category,
    categoryName: serviceCategoryOf(row.category)?.name ?? row.category,
    state: referralStateOf(row.state),
    sender: row.sender,
    senderName: row.sender_name,
    provider: row.provider,
    providerName: row.provider_name,
    funding: row.funding,
    madeAt: row.made_at,
    sentAt: row.sent_at,
    answeredAt: row.answered_at,
    startOn: row.start_on,
    waitingPlace: row.waiting_place,
    service: row.service === null ? null : serviceStateOf(row.service),
    endAs: row.end_as,
    url: row.state === 'draft' ? `${referralUrl(key)}/draft` : referralUrl(key),
  }
}

/** The referrals of a case that the viewer may see, newest first. */
export async function referralsOf(tx: Scope, { area, caseId }: CaseKey): Promise<ReferralLine[]> {
  const found = await sql<LineRow>`
    SELECT ${LINE} FROM casework.referral r ${LINE_JOINS}
     WHERE r.area = ${area} AND r.case_id = ${caseId} ORDER BY r.made_at DESC, r.reference`.execute(tx.db)
  return found.rows.map(lineOf)
}

/** One referral in a line. Refuses with `not_found` one that does not exist or may not be seen. */
export async function referralHeader(tx: Scope, key: ReferralKey): Promise<ReferralLine> {
  const found = await sql<LineRow>`
    SELECT ${LINE} FROM casework.referral r ${LINE_JOINS}
     WHERE r.area = ${key.area} AND r.case_id = ${key.caseId} AND r.reference = ${key.reference}`.execute(tx.db)
  const row = found.rows[0]
  if (!row) throw notFound()
  return lineOf(row)
}

/** Lists of referrals, by what is to be done with them. */
export const LISTS = ['to-answer', 'waiting', 'delivering', 'ended', 'sent', 'drafts'] as const
export type ListName = (typeof LISTS)[number]

/** Of which state the rows of a list are, whose organisation's, and from which table they are found, with their other half. */
const OF: Readonly<
  Record<ListName, { own: RawBuilder<unknown>; state: RawBuilder<unknown>; from: 'referral' | 'service' }>
> = {
  'to-answer': { own: sql`r.provider`, state: sql`r.state = 'sent'`, from: 'referral' },
  waiting: { own: sql`s.provider`, state: sql`s.state = 'waiting'`, from: 'service' },
  delivering: { own: sql`s.provider`, state: sql`s.state IN ('assessing', 'planned', 'delivering')`, from: 'service' },
  ended: { own: sql`s.provider`, state: sql`s.state = 'ended'`, from: 'service' },
  sent: { own: sql`r.sender`, state: sql`r.state <> 'draft'`, from: 'referral' },
  drafts: { own: sql`r.sender`, state: sql`r.state = 'draft'`, from: 'referral' },
}

const SERVED = sql`casework.service s JOIN casework.referral r ON r.area = s.area AND r.case_id = s.case_id AND r.reference = s.reference`

/**
 * The referrals of a list as rows of `columns`: of a viewer who sees at large those of the organisation, of any other those of the cases that
 * are theirs, so that nobody's list costs what the whole organisation holds.
 */
function inList(
  tx: Scope,
  list: ListName,
  { columns, rest }: { columns: RawBuilder<unknown>; rest: RawBuilder<unknown> },
) {
  const { own, state, from } = OF[list]
  const first = from === 'service' ? sql`s` : sql`r`
  const tables = from === 'service' ? SERVED : sql`casework.referral r`
  return sql`(
    (SELECT ${columns} FROM ${tables} WHERE ${own} = ${seesAtLarge(tx)} AND ${state} ${rest})
    UNION ALL
    (SELECT ${columns} FROM ${ownCases(tx)} c JOIN ${tables} ON ${first}.area = c.area AND ${first}.case_id = c.case_id
      WHERE ${own} = ${tx.actor.organisation} AND ${state} ${rest}))`
}

/** Where a list goes by when things happened: oldest first where somebody waits, newest first elsewhere. */
const BY: Readonly<Record<ListName, { at: ReturnType<typeof sql>; oldest: boolean }>> = {
  'to-answer': { at: sql`r.sent_at`, oldest: true },
  waiting: { at: sql`r.answered_at`, oldest: true },
  delivering: { at: sql`r.answered_at`, oldest: true },
  ended: { at: sql`s.ended_at`, oldest: false },
  sent: { at: sql`r.sent_at`, oldest: false },
  drafts: { at: sql`r.made_at`, oldest: true },
}

/** Where the next page begins: the instant and the reference after which it goes on. */
export type Cursor = { at: string; reference: string }

/** A line of a list. `name` only where the viewer may know it, and never of a person a provider is only asked about. */
export type ListedReferral = ReferralLine & {
  name: string | null
  ageBand: string | null
  sex: string | null
  place: string | null
  listedAt: Instant
}

const PAGE = 25

/**
 * One page of a list of the organisation acted for, and where the next begins. The page is chosen first, so that what a line says is
 * looked up for its lines alone.
 */
export async function listReferrals(
  tx: Scope,
  list: ListName,
  after: Cursor | undefined,
): Promise<{ lines: ListedReferral[]; next: Cursor | undefined }> {
  const { at, oldest } = BY[list]
  const beyond = after
    ? oldest
      ? sql`AND (${at}, r.reference) > (${after.at}::timestamptz, ${after.reference})`
      : sql`AND (${at}, r.reference) < (${after.at}::timestamptz, ${after.reference})`
    : sql``
  const direction = oldest ? sql`ASC` : sql`DESC`
  const order = sql`${at} ${direction}, r.reference ${direction}`
  const found = await sql<
    LineRow & {
      name: string | null
      age_band: string | null
      sex: string | null
      place: string | null
      listed_at: Instant
      cursor: string
    }
  >`
    SELECT ${LINE}, ${at} AS listed_at, (${at})::text AS cursor, q.age_band, q.sex, coalesce(d.name, a.name) AS place,
           CASE WHEN r.sender = ${tx.actor.organisation} OR r.state = 'accepted' THEN i.first_name || ' ' || i.last_name END AS name
      FROM (SELECT * FROM ${inList(tx, list, { columns: sql`r.area, r.case_id, r.reference, ${at} AS listed_at`, rest: sql`${beyond} ORDER BY ${order} LIMIT ${PAGE + 1}` })} y
             ORDER BY y.listed_at ${direction}, y.reference ${direction} LIMIT ${PAGE + 1}) x
      JOIN casework.referral r ON r.area = x.area AND r.case_id = x.case_id AND r.reference = x.reference
      ${LINE_JOINS}
      LEFT JOIN casework.identity_outline q ON q.area = r.area AND q.case_id = r.case_id
      LEFT JOIN directory.place d ON d.place = q.place
      LEFT JOIN directory.force_area a ON a.force = q.force
      LEFT JOIN casework.identity i ON i.area = r.area AND i.case_id = r.case_id
     ORDER BY ${order}`.execute(tx.db)
  const last = found.rows[PAGE - 1]
  return {
    lines: found.rows.slice(0, PAGE).map(row => ({
      ...lineOf(row),
      name: row.name,
      ageBand: row.age_band,
      sex: row.sex,
      place: row.place,
      listedAt: row.listed_at,
    })),
    next: found.rows.length > PAGE && last ? { at: last.cursor, reference: last.reference } : undefined,
  }
}

/** Counting stops here, so that a long list costs no more than this many rows. */
export const MOST_COUNTED = 100

/** How many stand in each list, up to `MOST_COUNTED`. */
export async function countReferrals(tx: Scope): Promise<Record<ListName, number>> {
  const many = LISTS.map(
    list => sql`(SELECT count(*)::int FROM (
      SELECT FROM ${inList(tx, list, { columns: sql``, rest: sql`LIMIT ${MOST_COUNTED}` })} y LIMIT ${MOST_COUNTED}) x) AS ${sql.id(list)}`,
  )
  const found = await sql<Record<ListName, number>>`SELECT ${sql.join(many)}`.execute(tx.db)
  const [counted] = found.rows
  if (!counted) throw new Error('A SELECT without a table gave no row.')
  return counted
}
