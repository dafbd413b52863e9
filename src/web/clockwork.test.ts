import { readFile } from 'node:fs/promises'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { ERROR_STATUS } from '../kernel/errors.ts'
import { runClockwork, TASKS } from './clockwork.ts'
import { openWorld, type World } from './testing/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
})
afterAll(() => world.close())

test('every task runs on a partnership with nothing to do, and twice, and does nothing', async () => {
  const now = Temporal.Now.instant()
  for (const task of TASKS.filter(each => each.name !== 'sealing the journal')) {
    expect([task.name, await task.run(world.database.jobs, now)]).toEqual([task.name, 0])
    expect([task.name, await task.run(world.database.jobs, now)]).toEqual([task.name, 0])
  }
})

test('idempotency keys are forgotten after a week and not before', async () => {
  const now = Temporal.Now.instant()
  for (const [key, days] of [
    ['old', 8],
    ['new', 6],
  ] as const)
    await world.database.load(
      "INSERT INTO access.done (worker, route, key, request_hash, result, at) VALUES ('lead-officer', '/', $1, '', '/', $2)",
      [key, now.subtract({ hours: 24 * days }).toString()],
    )
  const task = TASKS.find(each => each.name.startsWith('idempotency'))
  expect(await task?.run(world.database.jobs, now)).toBe(1)
  const left = await world.database.load('SELECT key FROM access.done')
  expect(left.rows).toEqual([{ key: 'new' }])
})

test('the clockwork stops when it is told to, and a task that fails is told and tried again', async () => {
  const stopping = new AbortController()
  const faults: string[] = []
  const running = runClockwork(world.database.jobs, {
    now: () => {
      throw new Error('the clock stands still')
    },
    signal: stopping.signal,
    log: ({ task }) => faults.push(task),
  })
  await new Promise(resolve => setImmediate(resolve))
  stopping.abort()
  await running
  expect(new Set(faults)).toEqual(new Set(TASKS.map(task => task.name)))
})

test('the documentation lists every code of an error', async () => {
  const page = await readFile(new URL('../../docs/errors.md', import.meta.url), 'utf8')
  for (const code of Object.keys(ERROR_STATUS)) expect(page).toContain(`\`${code}\``)
})
