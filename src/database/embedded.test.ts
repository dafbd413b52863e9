import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { findRunning, startEmbedded } from './embedded.ts'

let folder: string
let stopping: (() => Promise<void>)[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weft embedded '))
})

beforeEach(() => {
  stopping = []
})

afterEach(async () => {
  for (const stop of stopping) await stop()
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

test('a first start makes a UTF-8 database with C collation that waits for the disk at each commit', async () => {
  const { superuserUrl } = await start()
  expect(await ask(superuserUrl, 'SHOW server_encoding')).toEqual('UTF8')
  expect(await ask(superuserUrl, 'SHOW fsync')).toEqual('on')
  expect(await ask(superuserUrl, 'SHOW synchronous_commit')).toEqual('on')
  expect(await ask(superuserUrl, "SELECT datcollate FROM pg_database WHERE datname = 'postgres'")).toEqual('C')
})

test('nobody enters the database without its password', async () => {
  const { superuserUrl } = await start()
  const wrong = new URL(superuserUrl)
  wrong.password = 'guess'
  await expect(ask(wrong.href, 'SELECT 1')).rejects.toThrow('password authentication failed')
})

test('a second start on the same folder is refused in one sentence that names the first', async () => {
  await start()
  await expect(start()).rejects.toMatchObject({
    code: 'setup.refused',
    message: expect.stringMatching(new RegExp(`^Weft is already running on .* \\(process ${process.pid}\\): stop it`)),
  })
})

test('another command finds the database of the Weft at work, and none where none is', async () => {
  const { superuserUrl, stop } = await start()
  expect(await findRunning(folder)).toEqual(superuserUrl)
  await stop()
  expect(await findRunning(folder)).toEqual(undefined)
})

test('what was written is there after a stop and a start, at the same address', async () => {
  const first = await start()
  await ask(first.superuserUrl, "CREATE TABLE stopped AS SELECT 'woven' AS word")
  await first.stop()
  const second = await start()
  expect(second.superuserUrl).toEqual(first.superuserUrl)
  expect(await ask(second.superuserUrl, 'SELECT word FROM stopped')).toEqual('woven')
})

test('a port taken since the last start is left to whoever took it', async () => {
  const first = await start()
  await first.stop()
  const other = createServer().listen(first.port, '127.0.0.1')
  stopping.push(async () => void other.close())
  await once(other, 'listening')
  const second = await start()
  expect(second.port).not.toEqual(first.port)
  expect(await ask(second.superuserUrl, 'SELECT 1')).toEqual(1)
})

test('after the death of Weft alone the next start stops the PostgreSQL left behind and keeps each commit', async () => {
  const weft = await startInChild()
  await ask(weft.superuserUrl, "CREATE TABLE orphaned AS SELECT 'woven' AS word")
  const orphan = await postmasterPid()
  await kill(weft.child)
  const said: string[] = []
  const { superuserUrl } = await start(line => said.push(line))
  expect(said).toEqual(['Stopping the PostgreSQL that an interrupted run left behind.'])
  expect(await postmasterPid()).not.toEqual(orphan)
  expect(await ask(superuserUrl, 'SELECT word FROM orphaned')).toEqual('woven')
})

test('after the death of Weft and PostgreSQL at once the next start recovers each commit', async () => {
  const weft = await startInChild()
  await ask(weft.superuserUrl, "CREATE TABLE crashed AS SELECT 'woven' AS word")
  process.kill(await postmasterPid(), 'SIGKILL')
  await kill(weft.child)
  const { superuserUrl } = await start()
  expect(await ask(superuserUrl, 'SELECT word FROM crashed')).toEqual('woven')
})

test('PostgreSQL that dies under a living Weft is started again at the same address with each commit', async () => {
  const said: string[] = []
  const { superuserUrl, stop } = await start(line => said.push(line))
  await ask(superuserUrl, "CREATE TABLE outlived AS SELECT 'woven' AS word")
  process.kill(await postmasterPid(), 'SIGKILL')
  await expect
    .poll(() => ask(superuserUrl, 'SELECT word FROM outlived').catch(() => undefined), { timeout: 30_000 })
    .toBe('woven')
  expect(said).toEqual(['PostgreSQL ended unasked and is started again.'])
  await stop()
  await expect(ask(superuserUrl, 'SELECT 1')).rejects.toThrow()
  expect(said).toHaveLength(1)
})

test('PostgreSQL that dies and cannot start is tried again until what was in its way is gone', async () => {
  const said: string[] = []
  const { superuserUrl } = await start(line => said.push(line))
  const control = join(folder, 'postgres', 'global', 'pg_control')
  await rename(control, `${control}.away`)
  process.kill(await postmasterPid(), 'SIGKILL')
  await expect.poll(() => said.at(-1), { timeout: 60_000 }).toContain('tried again until it does')
  await rename(`${control}.away`, control)
  await expect.poll(() => ask(superuserUrl, 'SELECT 1').catch(() => undefined), { timeout: 60_000 }).toBe(1)
}, 130_000)

test('a lock whose process number now belongs to another process is taken over', async () => {
  await writeFile(join(folder, 'weft.lock.99'), `${process.pid} another boot 1\n`)
  const { superuserUrl } = await start()
  expect(await ask(superuserUrl, 'SELECT 1')).toEqual(1)
})

test('a first start that was interrupted while it made the database is begun again', async () => {
  const { stop } = await start()
  await stop()
  await rename(join(folder, 'postgres'), join(folder, 'postgres.new'))
  const { superuserUrl } = await start()
  expect(await ask(superuserUrl, "SELECT to_regclass('stopped')")).toEqual(null)
})

test('a database whose address was lost is left alone', async () => {
  const first = await start()
  await first.stop()
  await rm(join(folder, 'superuser-url'))
  await expect(start()).rejects.toMatchObject({ code: 'setup.refused' })
})

async function start(log: (line: string) => void = () => {}) {
  const postgres = await startEmbedded({ folder, log })
  stopping.push(postgres.stop)
  return postgres
}

async function startInChild(): Promise<{ child: ChildProcess; superuserUrl: string }> {
  const script = `
    const { startEmbedded } = await import(process.argv[1])
    const { superuserUrl } = await startEmbedded({ folder: process.argv[2] })
    console.log(superuserUrl)`
  const embedded = new URL('./embedded.ts', import.meta.url).href
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script, embedded, folder])
  const [line] = await once(child.stdout, 'data')
  return { child, superuserUrl: String(line).trim() }
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

async function postmasterPid(): Promise<number> {
  return Number((await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0])
}

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    const { rows } = await client.query({ text: sql, rowMode: 'array' })
    return rows[0]?.[0]
  } finally {
    await client.end()
  }
}
