import fc from 'fast-check'
import type { TestDatabase } from '../../src/database/testing/test-database.ts'
import type { Case, Partnership, Post, Referral } from './oracle.ts'

const ROLES = [
  'practitioner',
  'practitioner',
  'practitioner',
  'case manager',
  'data-protection officer',
  'supply-chain manager',
  'administrator',
  'inspector',
] as const

/** Ended, ending tomorrow, or not ending. */
const endsIn = fc.constantFrom(-2, 1, null)

/** How large a partnership may be. */
export type Size = {
  organisations: readonly string[]
  workers: number
  posts: { minLength: number; maxLength: number }
  cases: { minLength: number; maxLength: number }
}

/** Partnerships of random shape and this size: who works where, and each case with its history. */
export function partnershipsOf({ organisations, workers, posts, cases }: Size): fc.Arbitrary<Partnership> {
  const organisation = fc.constantFrom(...organisations)
  const worker = fc.constantFrom(...Array.from({ length: workers }, (_, index) => `worker-${index}`))
  const parts = { organisation, worker }
  return fc.record({
    organisations: fc.tuple(
      ...organisations.map(code =>
        fc.record({
          organisation: fc.constant(code),
          practitionersSee: fc.constantFrom('allocated' as const, 'allocated' as const, 'all' as const),
        }),
      ),
    ),
    posts: fc.uniqueArray(postOf(parts), {
      ...posts,
      selector: each => `${each.worker} ${each.organisation} ${each.role}`,
    }),
    cases: fc
      .array(caseOf(parts), cases)
      .map(made => made.map((each, at) => ({ ...each, area: 'C05', caseId: `CASE${String(at).padStart(4, '0')}` }))),
  })
}

type Parts = { organisation: fc.Arbitrary<string>; worker: fc.Arbitrary<string> }

const postOf = ({ worker, organisation }: Parts): fc.Arbitrary<Post> =>
  fc.record({
    worker,
    organisation,
    role: fc.constantFrom(...ROLES),
    team: fc.constantFrom(null, 'north', 'south'),
    ended: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
  })

const serviceOf = ({ worker }: Parts) =>
  fc.record({
    endedAgo: fc.constantFrom(null, null, 3, 27, 29, 90),
    allocations: fc.uniqueArray(fc.record({ worker, endsIn }), { maxLength: 2, selector: each => each.worker }),
  })

const referralOf = (parts: Parts): fc.Arbitrary<Omit<Referral, 'reference'>> =>
  fc
    .record({
      provider: parts.organisation,
      state: fc.constantFrom('draft', 'sent', 'returned', 'accepted', 'accepted', 'declined', 'withdrawn'),
      service: serviceOf(parts),
    })
    .map(given => ({ ...given, service: given.state === 'accepted' ? given.service : null }))

function caseOf(parts: Parts): fc.Arbitrary<Omit<Case, 'area' | 'caseId'>> {
  const { organisation, worker } = parts
  const start = fc.record({
    organisation: fc.oneof({ weight: 5, arbitrary: organisation }, fc.constant(null)),
    officer: fc.option(worker),
  })

  return fc
    .record({
      responsible: fc.array(start, { minLength: 1, maxLength: 3 }),
      referrals: fc.array(referralOf(parts), { maxLength: 2 }),
      transfer: fc.option(
        fc.record({
          to: organisation,
          state: fc.constantFrom('draft', 'offered', 'returned', 'accepted', 'declined', 'withdrawn'),
        }),
      ),
      decisions: fc.array(fc.record({ organisation, class: fc.constantFrom('health', 'risk', 'offence'), endsIn }), {
        maxLength: 2,
      }),
      limited: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.constant(true)),
      named: fc.uniqueArray(fc.record({ worker, may: fc.constantFrom('see', 'never') }), {
        maxLength: 3,
        selector: each => each.worker,
      }),
      glass: fc.array(fc.record({ worker, organisation, minutesLeft: fc.constantFrom(-5, 40) }), { maxLength: 1 }),
    })
    .map(given => {
      const responsible = given.responsible.map((each, at) => ({
        ...each,
        ago: 100 - at * 20,
        officer: each.organisation === null ? null : each.officer,
      }))
      const from = responsible.at(-1)?.organisation ?? null
      return {
        ...given,
        responsible,
        referrals: given.referrals.map((each, at) => ({ ...each, reference: `R${at}` })),
        transfer: given.transfer && from !== null && from !== given.transfer.to ? { ...given.transfer, from } : null,
      }
    })
}

/** Partnerships of four organisations, in which everybody soon meets everybody. */
export const partnerships: fc.Arbitrary<Partnership> = partnershipsOf({
  organisations: ['alder', 'beech', 'cedar', 'damson'],
  workers: 9,
  posts: { minLength: 8, maxLength: 16 },
  cases: { minLength: 2, maxLength: 5 },
})

const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString()
const until = (inDays: number | null) => (inDays === null ? 'infinity' : day(-inDays))

/** Puts a partnership into an empty database as the loader, and lets the keeper make involvement of it. */
export async function loadPartnership(database: TestDatabase, given: Partnership): Promise<void> {
  const client = await database.owner.connect()
  try {
    await client.query('BEGIN; SET LOCAL ROLE weft_loader')
    await loadFacts((sql, ...values) => client.query(sql, values), given)
    await client.query('COMMIT')
  } finally {
    client.release()
  }
  await database.scopes.pool.query(
    'SELECT access.assign_from_facts(area, case_id) FROM unnest($1::text[], $2::text[]) AS c (area, case_id)',
    [given.cases.map(({ area }) => area), given.cases.map(({ caseId }) => caseId)],
  )
}

async function loadFacts(put: Put, given: Partnership) {
  for (const { organisation, practitionersSee } of given.organisations)
    await put(
      "INSERT INTO directory.organisation (organisation, name, sector, case_visibility) VALUES ($1, $1, 'voluntary', $2)",
      organisation,
      practitionersSee,
    )
  for (const code of workersOf(given))
    await put("INSERT INTO directory.worker (worker, name, email) VALUES ($1, $1, $1 || '@works.example')", code)
  for (const each of given.posts)
    await put(
      'INSERT INTO directory.post (worker, organisation, role, team, from_day, to_day) VALUES ($1, $2, $3, $4, $5, $6)',
      each.worker,
      each.organisation,
      each.role,
      each.team,
      '2020-01-01',
      each.ended ? '2024-01-01' : null,
    )
  for (const each of given.cases) await loadCase(put, each)
}

/** Who is spoken of anywhere, with a post or without. */
function workersOf({ posts, cases }: Partnership): string[] {
  const spoken = cases.flatMap(each => [
    ...each.responsible.flatMap(({ officer }) => officer ?? []),
    ...each.referrals.flatMap(({ service }) => service?.allocations ?? []).map(({ worker }) => worker),
    ...[...each.named, ...each.glass].map(({ worker }) => worker),
  ])
  return [...new Set(['worker-0', ...posts.map(({ worker }) => worker), ...spoken])]
}

type Put = (sql: string, ...values: unknown[]) => Promise<unknown>

async function loadCase(put: Put, each: Case) {
  const key = [each.area, each.caseId] as const
  await put(
    "INSERT INTO casework.case (area, case_id, current_area, opened_at, source) VALUES ($1, $2, $1, $3, 'test')",
    ...key,
    day(120),
  )
  for (const start of each.responsible)
    await put(
      "INSERT INTO casework.responsibility VALUES ($1, $2, $3, $4, $5, 'test', 'test')",
      ...key,
      day(start.ago),
      start.organisation,
      start.officer,
    )
  for (const referral of each.referrals) await loadReferral(put, key, each, referral)
  if (each.transfer) await loadTransfer(put, key, each.transfer)
  for (const [at, decision] of each.decisions.entries())
    await put(
      "INSERT INTO access.sharing_decision VALUES ($1, $2, $3, $4, $5, 'consent', 'test', 'test', $6, $7)",
      ...key,
      `D${at}`,
      decision.organisation,
      decision.class,
      day(5),
      until(decision.endsIn),
    )
  if (each.limited) await put("INSERT INTO access.limited_case VALUES ($1, $2, 'test', 'test', now())", ...key)
  for (const { worker, may } of each.named)
    await put('INSERT INTO access.named_worker VALUES ($1, $2, $3, $4, NULL, now())', ...key, worker, may)
  for (const [at, glass] of each.glass.entries())
    await put(
      "INSERT INTO access.glass (glass, area, case_id, worker, organisation, identifier, reason, at, until, review_due) VALUES ($3, $1, $2, $4, $5, 'X', 'a test of it', $6, $7, now())",
      ...key,
      `G${at}${each.caseId}`,
      glass.worker,
      glass.organisation,
      day(1),
      day(-glass.minutesLeft / 1440),
    )
}

async function loadReferral(put: Put, key: readonly [string, string], each: Case, referral: Referral) {
  const sent = referral.state === 'draft' ? null : day(60)
  const answered = ['draft', 'sent', 'returned'].includes(referral.state) ? null : day(50)
  const sender = each.responsible.find(start => start.organisation !== null)?.organisation ?? 'alder'
  await put(
    `INSERT INTO casework.referral (area, case_id, reference, category, sender, sender_worker, provider, state, made_at, first_sent_at, sent_at, answered_at)
     VALUES ($1, $2, $3, 'test', $4, 'worker-0', $5, $6, $7, $8, $8, $9)`,
    ...key,
    `${referral.reference}${key[1]}`,
    sender,
    referral.provider,
    referral.state,
    day(70),
    sent,
    answered,
  )
  const { service } = referral
  if (service === null) return
  await put(
    `INSERT INTO casework.service (area, case_id, reference, provider, state, end_as, ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    ...key,
    `${referral.reference}${key[1]}`,
    referral.provider,
    service.endedAgo === null ? 'delivering' : 'ended',
    service.endedAgo === null ? null : 'completed',
    service.endedAgo === null ? null : day(service.endedAgo),
  )
  for (const allocation of service.allocations)
    await put(
      'INSERT INTO casework.allocation VALUES ($1, $2, $3, $4, $5, true, $6, $7)',
      ...key,
      `${referral.reference}${key[1]}`,
      referral.provider,
      allocation.worker,
      day(40),
      until(allocation.endsIn),
    )
}

async function loadTransfer(put: Put, key: readonly [string, string], transfer: NonNullable<Case['transfer']>) {
  const offered = transfer.state === 'draft' ? null : day(10)
  const accepted = transfer.state === 'accepted'
  const ended = ['declined', 'withdrawn'].includes(transfer.state) ? day(8) : null
  await put(
    `INSERT INTO handover.transfer (area, case_id, reference, kind, from_organisation, to_organisation, from_area, to_area, state, reason, made_by, made_at,
       first_offered_at, offered_at, answered_at, effective_on, officer, land_by, ended_at)
     VALUES ($1, $2, $3, 'area move', $4, $5, 'C05', 'C09', $6, 'test', 'worker-0', $7, $8, $8, $9, $10, $11, $12, $13)`,
    ...key,
    `H${key[1]}`,
    transfer.from,
    transfer.to,
    transfer.state,
    day(11),
    offered,
    accepted ? day(9) : ended,
    accepted ? day(-5).slice(0, 10) : null,
    accepted ? 'worker-0' : null,
    accepted ? day(-12) : null,
    ended,
  )
}
