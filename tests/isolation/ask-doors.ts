import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import Fastify, { type FastifyInstance } from 'fastify'
import { openSession } from '../../src/access/sign-in.ts'
import type { Role } from '../../src/database/scope.ts'
import { ROUTES } from '../../src/web/routes.ts'
import { mount } from '../../src/web/routing/mount.ts'
import { refusalOf } from '../../src/web/routing/refusal.ts'
import { type Permission, type Route, rolesOf } from '../../src/web/routing/route.ts'
import { shellFor } from '../../src/web/shell.ts'
import type { World } from '../../src/web/testing/world.ts'
import { comesIn, opensTo } from './doors.ts'

export const ROLES: readonly Role[] = [
  'practitioner',
  'case manager',
  'victim liaison officer',
  'partner manager',
  'supply-chain manager',
  'commissioner',
  'finance',
  'CRT member',
  'hub member',
  'inspector',
  'data-protection officer',
  'administrator',
]

/** Somebody at a door: of one role, or not signed in at all. */
export type Caller = { roles: readonly Role[] | undefined; session: string | undefined; words: string }

/** One person for each role there is, all of one organisation, and nobody. */
export async function openCallers(world: World, organisation: string): Promise<Caller[]> {
  const callers: Caller[] = [{ roles: undefined, session: undefined, words: 'nobody' }]
  for (const role of ROLES) {
    const worker = await hire(world, organisation, role)
    const { token } = await openSession(world.database.scopes, worker)
    callers.push({ roles: [role], session: token, words: role })
  }
  return callers
}

/** A worker who holds this role and no other, by a code made of both. */
export async function hire({ database }: World, organisation: string, role: Role): Promise<string> {
  const worker = `${organisation}-as-${role.toLowerCase().replaceAll(' ', '-')}`
  await database.load('INSERT INTO directory.worker (worker, name, email) VALUES ($1, $2, $3)', [
    worker,
    `Somebody as ${role}`,
    `${worker}@${organisation}.example`,
  ])
  await database.load('INSERT INTO access.account (worker) VALUES ($1)', [worker])
  await database.load(
    "INSERT INTO directory.post (worker, organisation, role, from_day) VALUES ($1, $2, $3, '2020-01-01')",
    [worker, organisation, role],
  )
  return worker
}

type Method = { method: 'GET' | 'POST'; url: string }

/** Every way to ask a route, with parameters that name nothing. */
export function waysTo({ kind, route }: Route): Method[] {
  const path = route.path.replaceAll(/:[a-z_]+/g, 'nothing')
  const api = path === '/' ? '/api/today' : `/api${path}`
  const get: Method[] = [
    { method: 'GET', url: path },
    { method: 'GET', url: api },
  ]
  const post: Method[] = [
    { method: 'POST', url: path },
    { method: 'POST', url: path === '/' ? '/api/' : `/api${path}` },
  ]
  if (kind === 'form') return [...get, ...post]
  return kind === 'action' ? post : get
}

/** Whether the door is shut on this caller, before anything else is looked at. */
async function isShut(app: FastifyInstance, way: Method, { session }: Caller): Promise<boolean> {
  const answer = await app.inject({ ...way, ...(session ? { cookies: { weft_session: session } } : {}) })
  return (
    String(answer.headers.location ?? '').startsWith('/sign-in') ||
    answer.body.includes('Sign in to go on.') ||
    /This page is for the roles? /.test(answer.body)
  )
}

/** Doors that open or shut otherwise than the second statement says, in words. */
export async function wrongDoors(
  app: FastifyInstance,
  callers: readonly Caller[],
): Promise<{ asked: number; wrong: string[] }> {
  const wrong: string[] = []
  let asked = 0
  for (const each of ROUTES) {
    const who = comesIn(each.route.path)
    if (who === undefined) wrong.push(`${each.route.path}: nobody has said who comes in`)
    for (const way of who === undefined ? [] : waysTo(each))
      for (const caller of callers) {
        asked += 1
        const shut = await isShut(app, way, caller)
        if (who !== undefined && shut === opensTo(who, caller.roles))
          wrong.push(`${way.method} ${way.url} is ${shut ? 'shut on' : 'open to'} ${caller.words}`)
      }
  }
  return { asked, wrong }
}

/** Ways to get a permission wrong; undefined or the same: no mistake of this route. */
export const DOOR_MISTAKES: Readonly<Record<string, (permission: Permission) => Permission | undefined>> = {
  'permission removed': () => 'anyone',
  'open to everybody signed in': permission => (permission === 'anyone' ? undefined : 'signed in'),
  ...Object.fromEntries(
    ROLES.flatMap(role => [
      [`open to ${role} too`, (permission: Permission) => withRole(permission, role)],
      [`shut on ${role}`, (permission: Permission) => withoutRole(permission, role)],
    ]),
  ),
}

function withRole(permission: Permission, role: Role): Permission | undefined {
  const roles = rolesOf(permission)
  return roles === undefined || roles.includes(role) ? undefined : [...roles, role]
}

function withoutRole(permission: Permission, role: Role): Permission | undefined {
  const roles = rolesOf(permission)
  return roles?.includes(role) ? roles.filter(each => each !== role) : undefined
}

/** Makes one mistake in every route of a copy of the table at once, since no door leans on another; names those nobody noticed. */
export async function unnoticedDoors(
  { database }: World,
  callers: readonly Caller[],
  mistake: string,
): Promise<{ made: number; unnoticed: string[] }> {
  const made = ROUTES.flatMap(each => {
    const permission = DOOR_MISTAKES[mistake]?.(each.route.permission)
    if (permission === undefined || permission === each.route.permission) return []
    return [{ ...each, route: { ...each.route, permission } } as Route]
  })
  const app = await serverOf(database, made)
  const unnoticed: string[] = []
  for (const each of made) if (!(await isNoticed(app, each, callers))) unnoticed.push(`${each.route.path}: ${mistake}`)
  await app.close()
  return { made: made.length, unnoticed }
}

async function isNoticed(app: FastifyInstance, each: Route, callers: readonly Caller[]): Promise<boolean> {
  const who = comesIn(each.route.path)
  const [way] = waysTo(each)
  if (who === undefined || way === undefined) return false
  for (const caller of callers) if ((await isShut(app, way, caller)) === opensTo(who, caller.roles)) return true
  return false
}

/** A bare server of these routes alone. */
async function serverOf({ scopes }: World['database'], routes: readonly Route[]): Promise<FastifyInstance> {
  const app = Fastify({ routerOptions: { ignoreTrailingSlash: true } })
  await app.register(cookie)
  await app.register(formbody)
  app.setErrorHandler((error, _, reply) => {
    const refusal = refusalOf(error)
    return reply.status(refusal?.status ?? 500).send({ sentence: refusal?.sentence ?? 'fault' })
  })
  mount(app, { scopes, shell: shellFor }, routes)
  await app.ready()
  return app
}
