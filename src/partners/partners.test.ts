import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openWorld, type World } from '../web/testing/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
})
afterAll(() => world.close())

const get = async (worker: string, url: string) => (await world.as(worker)).get(url)
const describeAs = async (worker: string, body: Record<string, string | string[]>) =>
  (await world.as(worker)).post('/organisations/lantern-trust/describe', body)

test('organisations are found by a part of the name, by area, role and sector', async () => {
  const found = async (query: string) =>
    (await get('nps-officer', `/organisations?${query}`)).body.includes('/organisations/lantern-trust')
  for (const query of ['name=antern', 'area=C05', 'role=delivery+partner', 'sector=voluntary'])
    expect([query, await found(query)]).toEqual([query, true])
  for (const query of ['name=%25', 'area=C09', 'role=prison', 'sector=public'])
    expect([query, await found(query)]).toEqual([query, false])
})

test('an organisation says itself what it is; others may not, and a second hand is told of the first', async () => {
  const body = {
    sector: 'voluntary',
    form: 'charity',
    charity_number: '1 234 567',
    people: '34',
    income: '£890,000',
    income_year: '2025',
  }
  for (const worker of ['harbour-manager', 'lead-supply', 'lantern-worker'])
    expect((await describeAs(worker, body)).statusCode).toBe(403)
  const places = ['E08000035', 'E08000032']
  expect((await describeAs('lantern-admin', { ...body, places, _version: '1' })).statusCode).toBe(303)
  expect((await describeAs('lantern-manager', { ...body, _version: '1' })).statusCode).toBe(409)
  const shown = (await get('harbour-manager', '/organisations/lantern-trust')).body
  for (const words of ['1234567', '10 to 49 people', '£890,000.00 in 2025', 'Bradford and Leeds'])
    expect(shown).toContain(words)
})

test('a registered number of the wrong shape is refused at its field, with the words kept', async () => {
  const answer = await describeAs('lantern-admin', { sector: 'voluntary', charity_number: '12' })
  expect(answer.statusCode).toBe(422)
  expect(answer.body).toContain('six or seven digits')
  expect(answer.body).toContain('value="12"')
})

test('the partners of an area stand with their shares by sector', async () => {
  const { body } = await get('contract-manager', '/areas/C05/partners')
  expect(body).toContain('Harbour House')
  expect(body).toContain('67%')
  expect((await get('contract-manager', '/areas/C99/partners')).statusCode).toBe(404)
})
