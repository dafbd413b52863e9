import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { Temporal } from 'temporal-polyfill'
import { openSession } from '../../access/sign-in.ts'
import { hashOf } from '../../access/token-hash.ts'
import { type OpenCase, openCase } from '../../casework/open-case.ts'
import { type Actor, type Role, type Scope, type Work, withScope } from '../../database/scope.ts'
import { openTestDatabase, type TestDatabase } from '../../database/testing/test-database.ts'
import { loadReference } from '../../directory/load-reference.ts'
import { type CaseKey, wire } from '../../journal/append.ts'
import { buildServer } from '../server.ts'
import { SUBSCRIBERS } from '../subscribers.ts'

/** A small partnership in a database of its own, behind a real server: what most tests begin with. */
export type World = {
  database: TestDatabase
  app: FastifyInstance
  /** A browser of this worker, signed in. */
  as(worker: string): Promise<Browser>
  actor(worker: string): Promise<Actor>
  /** Runs a use case as this worker. */
  act<T>(worker: string, work: (tx: Scope) => Promise<T>, kind?: Work): Promise<T>
  /** A case opened by the officer's organisation. */
  openCase(officer: string, given?: Partial<OpenCase>): Promise<CaseKey>
  setClock(instant: string | undefined): void
  close(): Promise<void>
}

export type Browser = {
  get(url: string): Promise<LightMyRequestResponse>
  /** Posts a form with its token. */
  post(url: string, body?: Record<string, string | string[]>): Promise<LightMyRequestResponse>
}

/** Organisations of the test partnership: code, name, sector, role in the area, area. */
const ORGANISATIONS = [
  ['commissioner', 'Northern Rehabilitation Commissioner', 'public', 'commissioner', 'C05'],
  ['airedale-lead', 'Airedale Rehabilitation Company', 'private', 'lead provider', 'C05'],
  ['nps-north', 'Probation Service, Northern Division', 'public', 'probation service', 'C05'],
  ['hartshead-prison', 'Hartshead Prison', 'public', 'prison', 'C05'],
  ['lantern-trust', 'The Lantern Trust', 'voluntary', 'delivery partner', 'C05'],
  ['harbour-house', 'Harbour House', 'voluntary', 'delivery partner', 'C05'],
  ['don-lead', 'Don Valley Rehabilitation Company', 'private', 'lead provider', 'C09'],
] as const

/** Workers: code, organisation, roles. `lead-officer-2` shares no team with `lead-officer`; `lead-mate` does. */
const WORKERS: readonly (readonly [string, string, readonly Role[], string?])[] = [
  ['lead-officer', 'airedale-lead', ['practitioner'], 'north'],
  ['lead-mate', 'airedale-lead', ['practitioner'], 'north'],
  ['lead-officer-2', 'airedale-lead', ['practitioner'], 'south'],
  ['lead-manager', 'airedale-lead', ['case manager']],
  ['lead-supply', 'airedale-lead', ['supply-chain manager']],
  ['lead-finance', 'airedale-lead', ['finance']],
  ['lead-finance-2', 'airedale-lead', ['finance']],
  ['lead-dpo', 'airedale-lead', ['data-protection officer']],
  ['lead-admin', 'airedale-lead', ['administrator']],
  ['nps-officer', 'nps-north', ['practitioner']],
  ['nps-manager', 'nps-north', ['case manager']],
  ['prison-officer', 'hartshead-prison', ['practitioner', 'case manager']],
  ['lantern-worker', 'lantern-trust', ['practitioner']],
  ['lantern-manager', 'lantern-trust', ['case manager', 'partner manager']],
  ['lantern-admin', 'lantern-trust', ['administrator']],
  ['harbour-worker', 'harbour-house', ['practitioner']],
  ['harbour-manager', 'harbour-house', ['case manager', 'partner manager']],
  ['don-officer', 'don-lead', ['practitioner']],
  ['don-manager', 'don-lead', ['case manager']],
  ['contract-manager', 'commissioner', ['commissioner']],
]

/** Opens the test partnership. `superuserUrl` is injected: `inject('superuserUrl')`; the database is named only where another Weft is to find it. */
export async function openWorld(superuserUrl: string, name?: string): Promise<World> {
  const database = await openTestDatabase(superuserUrl, name)
  await fill(database)
  wire(SUBSCRIBERS)
  const app = await buildServer({ scopes: database.scopes, jobs: database.jobs })
  const act: World['act'] = async (worker, work, kind = 'writes') =>
    withScope(database.scopes, { actor: await actorOf(database, worker), purpose: 'test', kind }, work)
  return {
    database,
    app,
    as: worker => signedIn({ app, database }, worker),
    actor: worker => actorOf(database, worker),
    act,
    openCase: (officer, given = {}) =>
      act(officer, tx =>
        openCase(tx, { ...SOMEBODY, area: officer.startsWith('don') ? 'C09' : 'C05', officer, ...given }),
      ),
    setClock: instant => database.setClock(instant === undefined ? undefined : Temporal.Instant.from(instant)),
    async close() {
      await app.close()
      await database.close()
    },
  }
}

const SOMEBODY = {
  firstName: 'Robin',
  lastName: 'Invented',
  dateOfBirth: Temporal.PlainDate.from('1990-05-17'),
  sex: 'male',
  identifiers: [],
  source: 'test',
} as const

async function fill(database: TestDatabase) {
  const client = await database.owner.connect()
  await loadReference(client)
  client.release()
  for (const [code, name, sector, role, area] of ORGANISATIONS) {
    await database.load('INSERT INTO directory.organisation (organisation, name, sector) VALUES ($1, $2, $3)', [
      code,
      name,
      sector,
    ])
    await database.load(
      "INSERT INTO directory.role_in_area (organisation, area, role, from_day) VALUES ($1, $2, $3, '2020-01-01')",
      [code, area, role],
    )
  }
  for (const [worker, organisation, roles, team] of WORKERS) {
    await database.load('INSERT INTO directory.worker (worker, name, email) VALUES ($1, $2, $3)', [
      worker,
      nameOf(worker),
      `${worker}@${organisation}.example`,
    ])
    await database.load('INSERT INTO access.account (worker) VALUES ($1)', [worker])
    for (const role of roles)
      await database.load(
        "INSERT INTO directory.post (worker, organisation, role, team, from_day) VALUES ($1, $2, $3, $4, '2020-01-01')",
        [worker, organisation, role, team ?? null],
      )
  }
}

const nameOf = (worker: string) =>
  worker
    .split('-')
    .map(part => part.charAt(0).toUpperCase() + part.slice(1))
    .join(' ')

async function actorOf(database: TestDatabase, worker: string): Promise<Actor> {
  const found = await database.scopes.pool.query<{ organisation: string; name: string; roles: Role[] }>(
    'SELECT * FROM access.organisations_of($1)',
    [worker],
  )
  const place = found.rows[0]
  if (!place) throw new Error(`${worker} holds no post.`)
  const areas = await database.scopes.pool.query<{ areas: string[] }>('SELECT access.areas_of($1) AS areas', [
    place.organisation,
  ])
  return {
    worker,
    name: nameOf(worker),
    organisation: place.organisation,
    organisationName: place.name,
    roles: place.roles,
    areas: areas.rows[0]?.areas ?? [],
  }
}

async function signedIn(
  { app, database }: { app: FastifyInstance; database: TestDatabase },
  worker: string,
): Promise<Browser> {
  const { token } = await openSession(database.scopes, worker)
  const session = await database.scopes.pool.query<{ csrf: string }>('SELECT csrf FROM access.session_of($1)', [
    hashOf(token),
  ])
  const csrf = session.rows[0]?.csrf ?? ''
  const cookies = { weft_session: token }
  return {
    get: url => app.inject({ method: 'GET', url, cookies }),
    post: (url, body = {}) =>
      app.inject({
        method: 'POST',
        url,
        cookies,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: encoded({ _csrf: csrf, ...body }),
      }),
  }
}

function encoded(body: Record<string, string | string[]>): string {
  const words = new URLSearchParams()
  for (const [name, value] of Object.entries(body)) for (const each of [value].flat()) words.append(name, each)
  return words.toString()
}
