import { sql } from 'kysely'
import type { Scope } from '../../database/scope.ts'
import type { CaseKey } from '../../journal/append.ts'
import { type Instant, londonDay, type PlainDate } from '../../kernel/calendar.ts'
import { MOST_OPEN } from '../../obligations/read-model.ts'
import { CONTRIBUTORS } from './contributors.ts'
import { GROUPS, type Group, pressing } from './groups.ts'
import type { TodayItem } from './item.ts'

export const PAGE_SIZE = 25

export const WHOSE = ['everybody', 'mine'] as const

export type Asked = { kind?: string | undefined; whose?: (typeof WHOSE)[number] | undefined; page?: number | undefined }

/** An item as the page shows it. */
export type TodayRow = TodayItem & {
  group: Group
  /** The person's name; nothing where the viewer may not know it, or where it is about nobody. */
  person: string | null
  /** Who in the viewer's organisation works on the case. */
  workers: readonly string[]
}

export type TodayModel = {
  day: PlainDate
  now: Instant
  name: string
  /** How many there are in each group, on all pages. */
  counts: Readonly<Record<Group, number>>
  total: number
  /** More waits of some kind than `MOST_OPEN`, which are what is listed and counted. */
  cut: boolean
  kinds: readonly { kind: string; title: string; count: number }[]
  kind: string | null
  whose: (typeof WHOSE)[number]
  /** Whether some of the work can be the viewer's own. */
  hasOwn: boolean
  rows: readonly TodayRow[]
  page: number
  pages: number
}

/** What is to be done, for whoever asks: everything their role and the rows' law let them see, the most pressing first. */
export async function loadToday(tx: Scope, asked: Asked): Promise<TodayModel> {
  const all: TodayItem[] = []
  let cut = false
  for (const contribute of CONTRIBUTORS) {
    const items = await contribute(tx)
    cut ||= items.length >= MOST_OPEN
    all.push(...items)
  }
  const whose = asked.whose ?? 'everybody'
  const ofWhom = whose === 'mine' ? all.filter(item => item.mark === 'yours') : all
  const chosen = ofWhom.filter(item => asked.kind === undefined || item.kind === asked.kind)
  const sorted = pressing(chosen, tx.now)
  const pages = Math.max(1, Math.ceil(sorted.length / PAGE_SIZE))
  const page = Math.min(asked.page ?? 1, pages)
  const shown = sorted.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE)
  const known = await whoIs(
    tx,
    shown.flatMap(item => item.case ?? []),
  )
  return {
    day: londonDay(tx.now),
    now: tx.now,
    name: tx.actor.name,
    counts: countsOf(sorted),
    total: sorted.length,
    cut,
    kinds: kindsOf(ofWhom),
    kind: asked.kind ?? null,
    whose,
    hasOwn: tx.actor.roles.includes('practitioner'),
    rows: shown.map(item => ({ ...item, ...(known.get(keyOf(item.case)) ?? NOBODY_KNOWN) })),
    page,
    pages,
  }
}

const NOBODY_KNOWN = { person: null, workers: [] }

const keyOf = (key: CaseKey | undefined) => (key ? `${key.area}/${key.caseId}` : '')

function countsOf(items: readonly { group: Group }[]): Record<Group, number> {
  const counts = { overdue: 0, today: 0, week: 0, later: 0 }
  for (const { group } of items) counts[group] += 1
  return counts
}

function kindsOf(items: readonly TodayItem[]) {
  const found = new Map<string, { kind: string; title: string; count: number }>()
  for (const { kind, kindTitle: title } of items) {
    const known = found.get(kind)
    found.set(kind, { kind, title, count: (known?.count ?? 0) + 1 })
  }
  return [...found.values()].sort((one, other) => one.title.localeCompare(other.title, 'en-GB'))
}

/** The people of these cases, as far as the viewer may know, and who in the viewer's organisation works with them. */
async function whoIs(tx: Scope, cases: readonly CaseKey[]) {
  const found = new Map<string, { person: string | null; workers: readonly string[] }>()
  if (cases.length === 0) return found
  const answer = await sql<{ area: string; case_id: string; person: string | null; workers: string[] | null }>`
    SELECT c.area, c.case_id, i.first_name || ' ' || i.last_name AS person,
           (SELECT array_agg(DISTINCT w.name ORDER BY w.name) FROM access.assignment a JOIN directory.worker w USING (worker)
             WHERE a.area = c.area AND a.case_id = c.case_id AND a.organisation = ${tx.actor.organisation} AND a.to_at > ${tx.now}) AS workers
      FROM (SELECT DISTINCT x.area, x.case_id
              FROM unnest(${cases.map(key => key.area)}::text[], ${cases.map(key => key.caseId)}::text[]) AS x (area, case_id)) c
      LEFT JOIN casework.identity i ON i.area = c.area AND i.case_id = c.case_id`.execute(tx.db)
  for (const { area, case_id: caseId, person, workers } of answer.rows)
    found.set(keyOf({ area, caseId }), { person, workers: workers ?? [] })
  return found
}

/** The groups that have rows on this page. */
export const groupsShown = ({ rows }: TodayModel): readonly Group[] =>
  GROUPS.filter(group => rows.some(row => row.group === group))
