import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import type { CaseKey } from '../../journal/append.ts'
import { type Browser, openWorld, type World } from '../../web/testing/world.ts'
import { caseUrl } from '../read-model.ts'

let world: World
let browser: Browser
let key: CaseKey
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
  browser = await world.as('lead-officer')
})
beforeEach(async () => {
  key = await world.openCase('lead-officer')
})
afterAll(() => world.close())

const post = (path: string, body: Record<string, string> = {}) => browser.post(`${caseUrl(key)}/plan${path}`, body)
const plan = async () => (await browser.get(`${caseUrl(key)}/plan`)).body

async function goal(words = 'A place of my own'): Promise<string> {
  await post('/goals/new', { words, weight: '1', need: 'accommodation' })
  const { rows } = await world.database.load('SELECT goal FROM casework.goal WHERE case_id = $1 AND words = $2', [
    key.caseId,
    words,
  ])
  return rows[0]?.goal
}

async function step(of: string, words: string, weight: string): Promise<string> {
  await post(`/goals/${of}/steps/new`, { words, weight })
  const { rows } = await world.database.load('SELECT step FROM casework.step WHERE case_id = $1 AND words = $2', [
    key.caseId,
    words,
  ])
  return `/goals/${of}/steps/${rows[0]?.step}`
}

test('a step achieved counts by its weight, and no longer once it is undone with a reason', async () => {
  const home = await goal()
  const first = await step(home, 'Ring the council', '3')
  await step(home, 'View a flat', '1')
  const done = await post(`${first}/achieve`, { on: '2026-11-01', evidence: 'Letter seen', _version: '1' })
  expect(done.statusCode).toBe(303)
  expect(await plan()).toContain('75% of the plan')
  expect(await plan()).toContain('Letter seen')
  expect((await post(`${first}/achieve`, { on: '2026-11-01', evidence: 'Again' })).statusCode).toBe(409)
  expect((await post(`${first}/undo`, {})).statusCode).toBe(422)
  expect((await post(`${first}/undo`, { reason: 'Letter was for another' })).statusCode).toBe(303)
  expect(await plan()).toContain('0% of the plan')
  expect(await plan()).toContain('Letter was for another')
})

test('a step is not achieved on a day to come, and the words stay', async () => {
  const path = await step(await goal(), 'Ring the council', '1')
  const refused = await post(`${path}/achieve`, { on: '2099-01-01', evidence: 'My evidence' })
  expect(refused.statusCode).toBe(422)
  expect(refused.body).toContain('My evidence')
})

test('two who change a step lose neither', async () => {
  const path = await step(await goal(), 'Ring the council', '1')
  expect((await post(path, { words: 'Write to the council', weight: '2', _version: '1' })).statusCode).toBe(303)
  const clash = await post(path, { words: 'Visit the council', weight: '1', _version: '1' })
  expect(clash.statusCode).toBe(409)
  expect(clash.body).toContain('Write to the council')
  expect(clash.body).toContain('Visit the council')
})

test('a goal takes another weight, and one that has ended counts no more', async () => {
  const home = await goal()
  const work = await goal('A job outdoors')
  const path = await step(home, 'Ring the council', '1')
  await step(work, 'Write a CV', '1')
  await post(`${path}/achieve`, { on: '2026-11-01', evidence: 'Rang' })
  expect(await plan()).toContain('50% of the plan')
  await post(`/goals/${home}`, { words: 'A place of my own', weight: '3', state: 'open' })
  expect(await plan()).toContain('75% of the plan')
  await post(`/goals/${work}`, { words: 'A job outdoors', weight: '1', state: 'ended' })
  expect(await plan()).toContain('100% of the plan')
})

test('a plan is declared complete once each goal has its steps, and once only', async () => {
  expect((await post('/complete')).statusCode).toBe(409)
  const home = await goal()
  expect((await post('/complete')).statusCode).toBe(409)
  await step(home, 'Ring the council', '1')
  expect((await post('/complete')).statusCode).toBe(303)
  expect((await post('/complete')).statusCode).toBe(409)
  const { rows } = await world.database.load(
    "SELECT facts FROM journal.event WHERE case_id = $1 AND kind = 'plan.completed'",
    [key.caseId],
  )
  expect(rows).toEqual([{ facts: { goals: 1, organisation: 'airedale-lead' } }])
})

test("the person's own page holds goals, steps and what happens next, without weights", async () => {
  await step(await goal(), 'Ring the council', '7')
  await post('/about', { own_words: 'I want my own door', review_on: '2027-01-05', _version: '1' })
  const page = await browser.get(`${caseUrl(key)}/plan/print`)
  for (const words of ['I want my own door', 'A place of my own', 'Ring the council', '5 January 2027', 'Lead Officer'])
    expect(page.body).toContain(words)
  expect(page.body.toLowerCase()).not.toContain('weight')
})

test('a step of another goal or another case is not found', async () => {
  const home = await goal()
  const path = await step(home, 'Ring the council', '1')
  const other = await goal('A job outdoors')
  const astray = path.replace(home, other)
  expect((await post(`${astray}/achieve`, { on: '2026-11-01', evidence: 'x' })).statusCode).toBe(404)
  key = await world.openCase('lead-officer')
  expect((await post(`${path}/achieve`, { on: '2026-11-01', evidence: 'x' })).statusCode).toBe(404)
})

test('another organisation neither reads nor writes the plan', async () => {
  const home = await goal()
  const stranger = await world.as('don-manager')
  expect((await stranger.get(`${caseUrl(key)}/plan`)).statusCode).toBe(404)
  expect(
    (await stranger.post(`${caseUrl(key)}/plan/goals/${home}`, { words: 'x', weight: '1', state: 'open' })).statusCode,
  ).toBe(404)
})
