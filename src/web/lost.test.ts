import type { FastifyInstance } from 'fastify'
import { Temporal } from 'temporal-polyfill'
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { makeToken } from '../access/account.ts'
import { openSession } from '../access/sign-in.ts'
import { openPool, type Pool } from '../database/pool.ts'
import { withScope } from '../database/scope.ts'
import { openWire, type Wire } from '../database/testing/wire.ts'
import type { CaseKey } from '../journal/append.ts'
import { buildServer } from './server.ts'
import { openWorld, type World } from './testing/world.ts'

let world: World
let key: CaseKey
let token: string
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
  key = await world.openCase('lead-officer')
  token = await makeToken(world.database.scopes, {
    name: 'test',
    worker: 'lead-officer',
    organisation: 'airedale-lead',
    reach: 'write',
    until: Temporal.Now.instant().add({ hours: 1 }),
  })
})
afterAll(() => world.close())

let wire: Wire
let pools: Pool[]
let app: FastifyInstance
beforeEach(async () => {
  wire = await openWire(inject('superuserUrl'))
  const pool = openPool(wire.through(world.database.urlOf('weft_app')), { size: 2, statementSeconds: 1 })
  const jobs = openPool(wire.through(world.database.urlOf('weft_jobs')), { size: 1 })
  pools = [pool, jobs]
  app = await buildServer({ scopes: { ...world.database.scopes, pool }, jobs })
})
afterEach(async () => {
  await app.close()
  await Promise.all(pools.map(pool => pool.end()))
  await wire.close()
})

const write = (words: string, to = app) =>
  to.inject({
    method: 'POST',
    url: `/api/cases/${key.area}/${key.caseId}/notes/new`,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': `key of ${words}`.replaceAll(' ', '-'),
    },
    payload: JSON.stringify({ words, class: 'identity' }),
  })
const written = async (words: string) =>
  (await world.database.load('SELECT FROM casework.note WHERE words = $1', [words])).rowCount

test('a line that breaks under a transaction fails that transaction alone', async () => {
  const scopes = { ...world.database.scopes, pool: pools[0] ?? world.database.scopes.pool }
  const given = { actor: await world.actor('lead-officer'), purpose: 'test', kind: 'writes' } as const
  const broken = withScope(scopes, given, async tx => {
    wire.cut()
    await new Promise(resolve => setTimeout(resolve, 50))
    return tx.db.selectFrom('casework.case').selectAll().execute()
  })
  await expect(broken).rejects.toThrow(/not queryable|terminated/)
  expect((await write('After the break')).statusCode).toBe(201)
})

test('a commit whose answer is lost is never said to have changed nothing, and its key sent again counts once', async () => {
  expect((await write('Before the loss')).statusCode).toBe(201)
  wire.loseAnswers(1)
  const lost = await write('Lost on the way')
  expect([lost.statusCode, lost.json().code]).toEqual([502, 'outside.failed'])
  expect(lost.json().sentence).toContain('not known whether this was saved')
  expect(await written('Lost on the way')).toBe(1)
  expect((await write('Lost on the way')).statusCode).toBe(201)
  expect(await written('Lost on the way')).toBe(1)
})

test('without a database pages and machines are told so in a sentence, and not how Weft is made', async () => {
  const session = await openSession(world.database.scopes, 'lead-officer')
  await wire.close()
  const page = await app.inject({ url: '/cases', cookies: { weft_session: session.token } })
  const machine = await write('Nowhere to go')
  for (const answer of [page, machine]) {
    expect(answer.statusCode).toBe(502)
    expect(answer.body).toContain('The database does not answer. Nothing was changed; try again in a minute.')
    expect(answer.body).not.toMatch(/ECONN|\n\s+at |node_modules/)
  }
  expect(machine.json().code).toBe('outside.failed')
  expect((await app.inject('/health')).statusCode).toBe(503)
})

test('a statement that takes too long is stopped and told, and the same sent again is safe', async () => {
  const holder = await world.database.owner.connect()
  await holder.query('BEGIN; LOCK TABLE casework.note IN ACCESS EXCLUSIVE MODE')
  const slow = await write('After a long wait')
  await holder.query('ROLLBACK')
  holder.release()
  expect([slow.statusCode, slow.json().code]).toEqual([502, 'outside.failed'])
  expect(slow.json().sentence).toContain('took too long')
  expect((await write('After a long wait')).statusCode).toBe(201)
  expect(await written('After a long wait')).toBe(1)
})

test('who waits for what another holds is told so before others have waited too long for a connection', async () => {
  const pool = openPool(world.database.urlOf('weft_app'), { size: 2, lockSeconds: 1 })
  const [, jobs = world.database.jobs] = pools
  const patient = await buildServer({ scopes: { ...world.database.scopes, pool }, jobs })
  const holder = await world.database.owner.connect()
  await holder.query('BEGIN; LOCK TABLE casework.note IN ACCESS EXCLUSIVE MODE')
  const waited = await write('Behind a lock', patient)
  await holder.query('ROLLBACK')
  holder.release()
  expect([waited.statusCode, waited.json().code]).toEqual([409, 'change.clash'])
  expect(waited.json().sentence).toContain('longer than usual')
  expect((await write('Behind a lock', patient)).statusCode).toBe(201)
  expect(await written('Behind a lock')).toBe(1)
  await patient.close()
  await pool.end()
})

test('a full disk is said in a sentence, and once there is room the same sent again counts once', async () => {
  const { owner } = world.database
  await owner.query(`CREATE FUNCTION casework.no_room() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$`)
  await owner.query(
    'CREATE TRIGGER no_room BEFORE INSERT ON casework.note FOR EACH ROW EXECUTE FUNCTION casework.no_room()',
  )
  const full = await write('Without room')
  await owner.query('DROP FUNCTION casework.no_room CASCADE')
  expect([full.statusCode, full.json().code]).toEqual([502, 'outside.failed'])
  expect(full.json().sentence).toContain('no room left')
  expect(full.body).not.toContain('extend file')
  expect((await write('Without room')).statusCode).toBe(201)
  expect(await written('Without room')).toBe(1)
})
