import { sql } from 'kysely'
import type { Temporal } from 'temporal-polyfill'
import { may } from '../access/policy.ts'
import type { Scope } from '../database/scope.ts'
import { areaOf, forceOf } from '../directory/reference/areas.ts'
import { londonDay } from '../kernel/calendar.ts'
import { notFound } from '../kernel/errors.ts'
import { monthOf } from '../kernel/month.ts'
import { type PartInVersion, partsOf } from './ispa.ts'
import { partiesOf } from './lock-agreement.ts'
import { varyAgreement } from './policy.ts'
import { type Line, linesOf, type Term, termsOf, type Volume, versionIn, volumesOf } from './read-model.ts'
import { effectOf, type VolumeChange, volumeChanges } from './variation.ts'

export type VersionListed = {
  version: number
  fromMonth: string
  state: string
  reason: string
  edits: number
  draftedBy: string | null
  adoptedBy: string | null
  signedOn: Temporal.PlainDate | null
}

export type FunnelRow = { organisation: string; name: string; contracted: boolean }

export type AgreementModel = {
  agreement: string
  kind: string
  title: string
  about: string | null
  contractType: string | null
  state: string
  fromDay: Temporal.PlainDate
  toDay: Temporal.PlainDate | null
  source: string
  areas: { area: string; name: string; forces: string[] }[]
  parties: { organisation: string; name: string; sector: string; part: string }[]
  versions: VersionListed[]
  inForce: number | null
  shown: VersionListed
  lines: (Line & { providerName: string })[]
  terms: Term[]
  volumes: Volume[]
  /** Parts of the ISPA; only a subcontract has them. */
  parts: PartInVersion[]
  /** Against the last version adopted before the one shown. */
  before: number | null
  changes: VolumeChange[]
  effect: { minimum: number; expected: number; cashPence: bigint }
  /** Subcontractors named, and which have work contracted; empty for who does not see the whole agreement. */
  funnel: FunnelRow[]
  offers: { offer: string; title: string; organisation: string; paused: boolean }[]
  /** Whether the viewer may draft and change variations. */
  mayVary: boolean
}

/** An agreement as of one version: the one asked for, else the one in force, else the latest. Refuses with `not_found` what may not be seen. */
export async function agreementModel(tx: Scope, agreement: string, asked?: number): Promise<AgreementModel> {
  const row = await tx.db
    .selectFrom('agreements.agreement')
    .select(['agreement', 'kind', 'title', 'about', 'contract_type', 'state', 'from_day', 'to_day', 'source'])
    .where('agreement', '=', agreement)
    .executeTakeFirst()
  if (row === undefined) throw notFound()
  const parties = await partiesOf(tx, agreement)
  const versions = await versionsOf(tx, agreement)
  const inForce = (await versionIn(tx, agreement, monthOf(londonDay(tx.now)))) ?? null
  const shown = versions.find(version => version.version === (asked ?? inForce ?? versions.at(-1)?.version))
  if (shown === undefined) throw notFound()
  const volumes = await volumesOf(tx, agreement, shown.version)
  const before = versions.filter(version => version.state === 'adopted' && version.version < shown.version).at(-1)
  const changes = before === undefined ? [] : volumeChanges(await volumesOf(tx, agreement, before.version), volumes)
  const lines = await namedLines(tx, agreement, shown.version)
  return {
    agreement: row.agreement,
    kind: row.kind,
    title: row.title,
    about: row.about,
    contractType: row.contract_type,
    state: row.state,
    fromDay: row.from_day,
    toDay: row.to_day,
    source: row.source,
    areas: await reachOf(tx, agreement),
    parties,
    versions,
    inForce,
    shown,
    lines,
    terms: await termsOf(tx, agreement, shown.version),
    volumes,
    parts: row.kind === 'subcontract' ? partsOf(await clausesOf(tx, agreement, shown.version)) : [],
    before: before?.version ?? null,
    changes,
    effect: effectOf(changes),
    funnel: await funnelOf(tx, { agreement, parties, lines }),
    offers: await offersUnder(tx, agreement),
    mayVary: may(tx.actor, varyAgreement, { parties }),
  }
}

async function versionsOf(tx: Scope, agreement: string): Promise<VersionListed[]> {
  const found = await tx.db
    .selectFrom('agreements.version as v')
    .leftJoin('directory.worker as d', 'd.worker', 'v.drafted_by')
    .leftJoin('directory.worker as a', 'a.worker', 'v.adopted_by')
    .select(['v.version', 'v.from_month', 'v.state', 'v.reason', 'v.edits', 'v.signed_on'])
    .select(['d.name as drafted_by', 'a.name as adopted_by'])
    .where('v.agreement', '=', agreement)
    .orderBy('v.version')
    .execute()
  return found.map(row => ({
    version: row.version,
    fromMonth: row.from_month,
    state: row.state,
    reason: row.reason,
    edits: row.edits,
    draftedBy: row.drafted_by,
    adoptedBy: row.adopted_by,
    signedOn: row.signed_on,
  }))
}

async function namedLines(tx: Scope, agreement: string, version: number) {
  const lines = await linesOf(tx, agreement, version)
  if (lines.length === 0) return []
  const names = await tx.db
    .selectFrom('directory.organisation')
    .select(['organisation', 'name'])
    .where(
      'organisation',
      'in',
      lines.map(line => line.provider),
    )
    .execute()
  const nameOf = new Map(names.map(row => [row.organisation, row.name]))
  return lines.map(line => ({ ...line, providerName: nameOf.get(line.provider) ?? line.provider }))
}

async function reachOf(tx: Scope, agreement: string) {
  const found = await tx.db
    .selectFrom('agreements.reach')
    .select(['area', 'force'])
    .where('agreement', '=', agreement)
    .orderBy('area')
    .execute()
  return [...new Set(found.map(row => row.area))].map(area => ({
    area,
    name: areaOf(area)?.name ?? area,
    forces: found.filter(row => row.area === area).map(row => forceOf(row.force)?.name ?? row.force),
  }))
}

const clausesOf = (tx: Scope, agreement: string, version: number) =>
  tx.db
    .selectFrom('agreements.clause')
    .select(['part', 'kept', 'words'])
    .where('agreement', '=', agreement)
    .where('version', '=', version)
    .execute()

const offersUnder = (tx: Scope, agreement: string) =>
  tx.db
    .selectFrom('agreements.offer')
    .select(['offer', 'title', 'organisation', 'paused'])
    .where('agreement', '=', agreement)
    .orderBy('title')
    .execute()

type Seen = Pick<AgreementModel, 'agreement' | 'parties' | 'lines'>

/** Contracted: a line of this agreement, or a subcontract of the prime's in force with a line. */
async function funnelOf(tx: Scope, { agreement, parties, lines }: Seen): Promise<FunnelRow[]> {
  const named = parties.filter(party => party.part === 'subcontractor')
  const primes = parties.filter(party => party.part === 'prime').map(party => party.organisation)
  const whole = await sql<{ whole: boolean }>`
    SELECT ${agreement} IN (SELECT agreements.seen_whole()) AS whole`.execute(tx.db)
  if (named.length === 0 || primes.length === 0 || whole.rows[0]?.whole !== true) return []
  const contracted = await tx.db
    .selectFrom('agreements.line as l')
    .innerJoin('agreements.agreement as a', 'a.agreement', 'l.agreement')
    .innerJoin('agreements.party as p', 'p.agreement', 'a.agreement')
    .select('l.provider')
    .distinct()
    .where('a.kind', '=', 'subcontract')
    .where('a.state', '=', 'in force')
    .where('p.part', '=', 'payer')
    .where('p.organisation', 'in', primes)
    .execute()
  const withWork = new Set([...contracted.map(row => row.provider), ...lines.map(line => line.provider)])
  return named.map(({ organisation, name }) => ({ organisation, name, contracted: withWork.has(organisation) }))
}
