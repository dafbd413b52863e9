import { sql } from 'kysely'
import type { Temporal } from 'temporal-polyfill'
import type { Scope } from '../database/scope.ts'
import { invalid } from '../kernel/errors.ts'
import { firstDay, lastDay, type Month } from '../kernel/month.ts'
import { type Charge, readCharge, TERM_KINDS, type TermKind } from './term.ts'

export type Party = { organisation: string; part: string }

export type AgreementInForce = {
  agreement: string
  kind: string
  title: string
  /** The version in force in the month. */
  version: number
  fromDay: Temporal.PlainDate
  toDay: Temporal.PlainDate | null
  areas: string[]
  parties: Party[]
}

/**
 * Agreements that are in force on any day of the month with a version adopted by then, and that the actor may see;
 * `area`: only those that reach it; `organisation`: only those it is a party of.
 */
export async function agreementsInForce(
  tx: Scope,
  { area, organisation, month }: { area?: string; organisation?: string; month: Month },
): Promise<AgreementInForce[]> {
  let asked = tx.db
    .selectFrom('agreements.agreement as a')
    .innerJoin('agreements.version as v', 'v.agreement', 'a.agreement')
    .select(({ fn }) => [
      'a.agreement',
      'a.kind',
      'a.title',
      'a.from_day',
      'a.to_day',
      fn.max('v.version').as('version'),
    ])
    .where('a.state', '<>', 'draft')
    .where('a.from_day', '<=', lastDay(month))
    .where(where => where.or([where('a.to_day', 'is', null), where('a.to_day', '>=', firstDay(month))]))
    .where('v.state', '=', 'adopted')
    .where('v.from_month', '<=', month)
    .groupBy(['a.agreement', 'a.kind', 'a.title', 'a.from_day', 'a.to_day'])
    .orderBy('a.agreement')
  if (area !== undefined)
    asked = asked.where('a.agreement', 'in', q =>
      q.selectFrom('agreements.reach').select('agreement').where('area', '=', area),
    )
  if (organisation !== undefined)
    asked = asked.where('a.agreement', 'in', q =>
      q.selectFrom('agreements.party').select('agreement').where('organisation', '=', organisation),
    )
  const found = await asked.execute()
  const about = await partiesAndAreas(
    tx,
    found.map(row => row.agreement),
  )
  return found.map(row => ({
    agreement: row.agreement,
    kind: row.kind,
    title: row.title,
    version: row.version,
    fromDay: row.from_day,
    toDay: row.to_day,
    areas: about.areas.get(row.agreement) ?? [],
    parties: about.parties.get(row.agreement) ?? [],
  }))
}

async function partiesAndAreas(tx: Scope, agreements: readonly string[]) {
  const parties = new Map<string, Party[]>()
  const areas = new Map<string, string[]>()
  if (agreements.length === 0) return { parties, areas }
  const bound = await tx.db
    .selectFrom('agreements.party')
    .select(['agreement', 'organisation', 'part'])
    .where('agreement', 'in', agreements)
    .orderBy('part')
    .orderBy('organisation')
    .execute()
  for (const { agreement, ...party } of bound) parties.set(agreement, [...(parties.get(agreement) ?? []), party])
  const reached = await tx.db
    .selectFrom('agreements.reach')
    .select(['agreement', 'area'])
    .distinct()
    .where('agreement', 'in', agreements)
    .orderBy('area')
    .execute()
  for (const { agreement, area } of reached) areas.set(agreement, [...(areas.get(agreement) ?? []), area])
  return { parties, areas }
}

/** The version of an agreement that is in force in a month; nothing where none was adopted by then. */
export async function versionIn(tx: Scope, agreement: string, month: Month): Promise<number | undefined> {
  const found = await tx.db
    .selectFrom('agreements.version')
    .select('version')
    .where('agreement', '=', agreement)
    .where('state', '=', 'adopted')
    .where('from_month', '<=', month)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  return found?.version
}

export type Term = {
  term: number
  kind: TermKind
  line: number | null
  words: string
  charge: Charge
  askedForBy: string | null
  askedForOn: Temporal.PlainDate | null
  commissionerAgreedOn: Temporal.PlainDate | null
}

/** A version of an agreement. */
export type VersionOf = { agreement: string; version: number }

/** Of these versions, in a table that says whose each row is. */
const ofVersions = (versions: readonly VersionOf[], table: 'v.' | '' = '') =>
  sql<boolean>`(${sql.raw(`${table}agreement, ${table}version`)}) IN (SELECT * FROM unnest(${versions.map(each => each.agreement)}::text[], ${versions.map(each => each.version)}::int[]))`

/** The charge terms of a version, in their order. */
export const termsOf = async (tx: Scope, agreement: string, version: number): Promise<Term[]> =>
  (await termsIn(tx, [{ agreement, version }])).map(({ agreement: _, ...term }) => term)

async function termsIn(tx: Scope, versions: readonly VersionOf[]): Promise<(Term & { agreement: string })[]> {
  const found = await tx.db
    .selectFrom('agreements.term')
    .select(['agreement', 'term', 'kind', 'line', 'words', 'parameters'])
    .select(['asked_for_by', 'asked_for_on', 'commissioner_agreed_on'])
    .where(ofVersions(versions))
    .orderBy('term')
    .execute()
  return found.map(row => {
    const kind = termKind(row.kind)
    return {
      agreement: row.agreement,
      term: row.term,
      kind,
      line: row.line,
      words: row.words,
      charge: readCharge(kind, row.parameters),
      askedForBy: row.asked_for_by,
      askedForOn: row.asked_for_on,
      commissionerAgreedOn: row.commissioner_agreed_on,
    }
  })
}

function termKind(text: string): TermKind {
  const kind = TERM_KINDS.find(known => known === text)
  if (kind === undefined) throw invalid({ field: 'kind', sentence: `There is no kind of term called ${text}.` })
  return kind
}

export type Volume = { line: number; month: string; minimum: number; expected: number; cashPence: bigint }

/** Minimum and expected starts and the cash agreed, by line; of one month, or of every month where none is given. */
export async function volumesOf(tx: Scope, agreement: string, version: number, month?: Month): Promise<Volume[]> {
  let asked = tx.db
    .selectFrom('agreements.volume')
    .select(['line', 'month', 'minimum', 'expected', 'cash_pence'])
    .where('agreement', '=', agreement)
    .where('version', '=', version)
    .orderBy('line')
    .orderBy('month')
  if (month !== undefined) asked = asked.where('month', '=', month)
  const found = await asked.execute()
  return found.map(({ cash_pence: cashPence, ...volume }) => ({ ...volume, cashPence }))
}

export type Line = {
  line: number
  provider: string
  category: string
  title: string
  women: boolean
  men: boolean
  leastAge: number
  mostAge: number | null
  highestRisk: string
  custody: boolean
  community: boolean
}

/** The service lines of a version: who provides what to whom. */
export async function linesOf(tx: Scope, agreement: string, version: number): Promise<Line[]> {
  const found = await tx.db
    .selectFrom('agreements.line')
    .select(['line', 'provider', 'category', 'title', 'women', 'men', 'least_age', 'most_age', 'highest_risk'])
    .select(['custody', 'community'])
    .where('agreement', '=', agreement)
    .where('version', '=', version)
    .orderBy('line')
    .execute()
  return found.map(({ least_age: leastAge, most_age: mostAge, highest_risk: highestRisk, ...line }) => ({
    ...line,
    leastAge,
    mostAge,
    highestRisk,
  }))
}

/** What a version promises for one month: its charge terms, and the volumes of each line with the line's title. */
export type Promised = { terms: Term[]; volumes: (Omit<Volume, 'month'> & { title: string })[] }

/** What these versions promise for one month, by agreement, asked in two questions however many they are. */
export async function promisesOf(
  tx: Scope,
  versions: readonly VersionOf[],
  month: Month,
): Promise<ReadonlyMap<string, Promised>> {
  const promised = new Map<string, Promised>(versions.map(({ agreement }) => [agreement, { terms: [], volumes: [] }]))
  for (const { agreement, ...term } of await termsIn(tx, versions)) promised.get(agreement)?.terms.push(term)
  const volumes = await tx.db
    .selectFrom('agreements.volume as v')
    .leftJoin('agreements.line as l', join =>
      join.onRef('l.agreement', '=', 'v.agreement').onRef('l.version', '=', 'v.version').onRef('l.line', '=', 'v.line'),
    )
    .select(['v.agreement', 'v.line', 'v.minimum', 'v.expected', 'v.cash_pence as cashPence', 'l.title'])
    .where('v.month', '=', month)
    .where(ofVersions(versions, 'v.'))
    .orderBy('v.line')
    .execute()
  for (const { agreement, title, ...volume } of volumes)
    promised.get(agreement)?.volumes.push({ ...volume, title: title ?? `line ${volume.line}` })
  return promised
}
