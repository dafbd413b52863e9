import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openWorld, type World } from '../../web/testing/world.ts'
import { caseUrl } from '../read-model.ts'

let world: World
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
})
afterAll(() => world.close())

const born = Temporal.PlainDate.from('1984-02-11')

test('the list shows the cases a worker works on, and the look names each of them', async () => {
  const mine = await world.openCase('lead-officer', { firstName: 'Ada', lastName: 'Listed' })
  const other = await world.openCase('don-officer', { firstName: 'Ada', lastName: 'Elsewhere' })
  const page = await (await world.as('lead-officer')).get('/cases')
  expect(page.statusCode).toBe(200)
  expect(page.body).toContain('Ada Listed')
  expect(page.body).not.toContain('Elsewhere')
  const looks = await world.database.load('SELECT case_id FROM journal.look WHERE worker = $1', ['lead-officer'])
  expect(looks.rows.map(row => row.case_id)).toContain(mine.caseId)
  expect(looks.rows.map(row => row.case_id)).not.toContain(other.caseId)
})

test('a same-named person of another organisation is neither found nor counted', async () => {
  await world.openCase('lead-officer', { firstName: 'Wilhelmina', lastName: 'Twin' })
  await world.openCase('don-officer', { firstName: 'Wilhelmina', lastName: 'Twin' })
  const page = await (await world.as('lead-manager')).get('/cases/find?words=wilhel+twin')
  expect(page.body).toContain('1 person found')
  const elsewhere = await (await world.as('lantern-manager')).get('/cases/find?words=wilhelmina')
  expect(elsewhere.body).toContain('Nobody found')
  expect(elsewhere.body).toContain('href="/glass"')
})

test.each([
  ['siobh', 'Name'],
  ['Cwill', 'Sounds alike'],
  ['x 900001', 'Identifier'],
  ['18/123456P', 'Identifier'],
])('a search for %j answers %j', async (words, answer) => {
  const found = await world.database.load("SELECT FROM casework.identifier WHERE value = 'X900001'")
  if (found.rowCount === 0)
    await world.openCase('lead-officer', {
      firstName: 'Siobhán',
      lastName: 'Quill',
      identifiers: [
        { kind: 'crn', value: 'X900001' },
        { kind: 'pnc', value: '2018/0123456P' },
      ],
    })
  const page = await (await world.as('lead-officer')).get(`/cases/find?words=${encodeURIComponent(words)}`)
  expect(page.body).toContain(answer)
})

test('the case page says who is responsible and why it is seen, and writes the look', async () => {
  const key = await world.openCase('lead-officer', { firstName: 'Page', lastName: 'Person' })
  const page = await (await world.as('lead-officer')).get(caseUrl(key))
  expect(page.statusCode).toBe(200)
  for (const words of [
    'Page Person',
    'Airedale Rehabilitation Company',
    'Why you see this',
    'it is responsible for the case',
  ])
    expect(page.body).toContain(words)
  const looks = await world.database.load('SELECT what FROM journal.look WHERE case_id = $1', [key.caseId])
  expect(looks.rows).toHaveLength(1)
})

test('a case that may not be seen answers as one that does not exist', async () => {
  const key = await world.openCase('lead-officer')
  const browser = await world.as('don-manager')
  const unseen = await browser.get(caseUrl(key))
  const unknown = await browser.get('/cases/C05/ZZZZZZZZ')
  expect(unseen.statusCode).toBe(404)
  expect(unseen.body).toBe(unknown.body)
  expect((await browser.get(`${caseUrl(key)}/timeline`)).statusCode).toBe(404)
  expect((await browser.post(`${caseUrl(key)}/contact`, { phone: '1' })).statusCode).toBe(404)
})

test('opening a case first shows who may be the same, and goes on once none is', async () => {
  await world.openCase('lead-officer', { firstName: 'Katherine', lastName: 'Double', dateOfBirth: born })
  const browser = await world.as('lead-officer')
  const query = '/cases/open?first_name=Catherine&last_name=Double&born-day=11&born-month=2&born-year=1984'
  const asked = await browser.get(query)
  expect(asked.body).toContain('People who may be the same')
  expect(asked.body).toContain('Katherine Double')
  const body = {
    first_name: 'Catherine',
    last_name: 'Double',
    born: '1984-02-11',
    sex: 'female',
    area_of_case: 'C05',
    officer: 'lead-officer',
  }
  const refused = await browser.post(query, { ...body, middle_names: 'Kept' })
  expect(refused.statusCode).toBe(422)
  expect(refused.body).toContain('may be the same person')
  expect(refused.body).toContain('value="Kept"')
  const opened = await browser.post(query, { ...body, not_the_same: 'yes' })
  expect(opened.statusCode).toBe(303)
  expect((await browser.get(String(opened.headers.location))).body).toContain('Catherine Double')
})

test('an organisation that cannot be responsible opens no case', async () => {
  const browser = await world.as('lantern-manager')
  expect((await browser.get('/cases/open')).body).toContain('cannot be responsible')
  const refused = await browser.post('/cases/open', {
    first_name: 'No',
    last_name: 'Case',
    sex: 'male',
    area_of_case: 'C05',
    officer: 'lantern-worker',
  })
  expect(refused.statusCode).toBe(403)
})

test('two who change the same contact lose neither: the second is shown the first and keeps their own words', async () => {
  const key = await world.openCase('lead-officer')
  const browser = await world.as('lead-officer')
  const first = await browser.post(`${caseUrl(key)}/contact`, { address: '1 First Street', _version: '1' })
  expect(first.statusCode).toBe(303)
  const second = await browser.post(`${caseUrl(key)}/contact`, { address: '2 Second Street', _version: '1' })
  expect(second.statusCode).toBe(409)
  expect(second.body).toContain('1 First Street')
  expect(second.body).toContain('2 Second Street')
  const held = await world.database.load('SELECT address FROM casework.contact WHERE case_id = $1', [key.caseId])
  expect(held.rows[0]).toEqual({ address: '1 First Street' })
})

test('a changed name is found by the new name and sorts by it', async () => {
  const key = await world.openCase('lead-officer', { firstName: 'Before', lastName: 'Change' })
  const browser = await world.as('lead-officer')
  const done = await browser.post(`${caseUrl(key)}/identity`, {
    first_name: 'After',
    last_name: 'Renamed',
    sex: 'male',
    _version: '1',
  })
  expect(done.statusCode).toBe(303)
  expect((await browser.get('/cases/find?words=renamed')).body).toContain('After Renamed')
  expect((await browser.get('/cases/find?words=before+change')).body).toContain('Nobody found')
  const live = await world.database.load('SELECT sort_name FROM access.live WHERE case_id = $1', [key.caseId])
  expect(live.rows[0]).toEqual({ sort_name: 'renamed after' })
})

test('an identifier that is none is refused with the words kept', async () => {
  const key = await world.openCase('lead-officer')
  const browser = await world.as('lead-officer')
  const refused = await browser.post(`${caseUrl(key)}/identifiers/new`, { kind: 'crn', value: 'not one' })
  expect(refused.statusCode).toBe(422)
  expect(refused.body).toContain('value="not one"')
  expect((await browser.post(`${caseUrl(key)}/identifiers/new`, { kind: 'crn', value: 'x 700700' })).statusCode).toBe(
    303,
  )
  expect((await browser.get('/cases/find?words=X700700')).body).toContain('1 person found')
})

test('a correction keeps the note that it corrects, and a note is corrected once', async () => {
  const key = await world.openCase('lead-officer')
  const browser = await world.as('lead-officer')
  await browser.post(`${caseUrl(key)}/notes/new`, { words: 'Met on Monday', class: 'identity' })
  const { rows } = await world.database.load('SELECT note FROM casework.note WHERE case_id = $1', [key.caseId])
  const url = `${caseUrl(key)}/notes/new?corrects=${rows[0]?.note}`
  expect((await browser.post(url, { words: 'Met on Tuesday', class: 'identity' })).statusCode).toBe(303)
  const page = await browser.get(caseUrl(key))
  expect(page.body).toContain('Met on Monday')
  expect(page.body).toContain('Met on Tuesday')
  expect((await browser.post(url, { words: 'Again', class: 'identity' })).statusCode).toBe(409)
})

test('adjustments are kept line by line', async () => {
  const key = await world.openCase('lead-officer')
  const browser = await world.as('lead-officer')
  await browser.post(`${caseUrl(key)}/adjustments`, { lines: 'Large print\n\nQuiet room' })
  const { rows } = await world.database.load(
    'SELECT words FROM casework.adjustment WHERE case_id = $1 ORDER BY adjustment',
    [key.caseId],
  )
  expect(rows).toEqual([{ words: 'Large print' }, { words: 'Quiet room' }])
})
