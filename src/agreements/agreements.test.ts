import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { openWorld, type World } from '../web/testing/world.ts'
import { offeredIn } from './coverage.ts'
import { agreementsInForce, linesOf, termsOf, versionIn, volumesOf } from './read-model.ts'

let world: World
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
  world.setClock('2026-10-05T09:00:00Z')
  await subcontract('SUB-LANTERN', 'lantern-trust')
  await subcontract('SUB-HARBOUR', 'harbour-house')
  await world.database.load(
    "INSERT INTO directory.post (worker, organisation, role, from_day) VALUES ('don-manager', 'don-lead', 'supply-chain manager', '2020-01-01')",
  )
  await world.database.load(`WITH o AS (INSERT INTO agreements.offer (offer, organisation, category, title, women, men, source)
      VALUES ('lantern.ete', 'lantern-trust', 'ete', 'Work and training', true, false, 'test') RETURNING offer),
    n AS (INSERT INTO agreements.offer_need SELECT offer, 'ete' FROM o)
    INSERT INTO agreements.offer_place (offer, area, force) SELECT offer, 'C05', 'E23000010' FROM o`)
})
afterAll(() => world.close())

async function subcontract(agreement: string, provider: string) {
  const rows = [
    `INSERT INTO agreements.agreement (agreement, kind, title, from_day, state, source)
       VALUES ('${agreement}', 'subcontract', 'Work with ${provider}', '2026-04-01', 'in force', 'weft')`,
    `INSERT INTO agreements.party VALUES ('${agreement}', 'airedale-lead', 'payer'), ('${agreement}', '${provider}', 'subcontractor')`,
    `INSERT INTO agreements.reach VALUES ('${agreement}', 'C05', 'E23000010')`,
    `INSERT INTO agreements.version (agreement, version, from_month, reason) VALUES ('${agreement}', 1, '2026-04', 'First.')`,
    `INSERT INTO agreements.line (agreement, version, line, provider, category, title, women, men)
       VALUES ('${agreement}', 1, 1, '${provider}', 'ete', 'Work', true, true)`,
    `INSERT INTO agreements.volume VALUES ('${agreement}', 1, 1, '2026-10', 4, 8, 360000), ('${agreement}', 1, 1, '2026-11', 4, 8, 360000)`,
    `INSERT INTO agreements.term (agreement, version, term, kind, line, words, parameters)
       VALUES ('${agreement}', 1, 1, 'unit price', 1, 'Each start.', '{"per": "start", "tiers": [{"up_to": null, "pence": 45000}]}')`,
  ]
  for (const row of rows) await world.database.load(row)
}

const post = async (worker: string, url: string, body: Record<string, string | string[]> = {}) =>
  (await world.as(worker)).post(url, body)
const status = async (worker: string, url: string) => (await (await world.as(worker)).get(url)).statusCode
const read = <T>(worker: string, work: Parameters<typeof world.act<T>>[1]) => world.act(worker, work, 'reads')
const PARTS = Array.from({ length: 24 }, (_, at) => `clause ${at + 1}`)

describe('what an agreement holds', () => {
  test.each(['lead-supply', 'contract-manager', 'lantern-manager'])(
    'is seen by %s, who is a party or oversees it',
    async worker => {
      expect(await status(worker, '/agreements/SUB-LANTERN')).toBe(200)
      expect(await read(worker, tx => volumesOf(tx, 'SUB-LANTERN', 1, '2026-10'))).toEqual([
        { line: 1, month: '2026-10', minimum: 4, expected: 8, cashPence: 360000n },
      ])
    },
  )

  test.each(['harbour-manager', 'don-manager', 'nps-officer'])(
    'is nothing to %s, and answers as if it were not there',
    async worker => {
      expect(await status(worker, '/agreements/SUB-LANTERN')).toBe(404)
      const seen = await read(worker, async tx => [
        await agreementsInForce(tx, { month: '2026-10', organisation: 'lantern-trust' }),
        await volumesOf(tx, 'SUB-LANTERN', 1),
        await termsOf(tx, 'SUB-LANTERN', 1),
        await linesOf(tx, 'SUB-LANTERN', 1),
      ])
      expect(seen).toEqual([[], [], [], []])
    },
  )

  test('a competitor under the same services agreement sees its own lines and prices only', async () => {
    await world.database.load(`INSERT INTO agreements.agreement (agreement, kind, title, from_day, state, source)
      VALUES ('SHARED', 'services agreement', 'Shared', '2026-04-01', 'in force', 'weft')`)
    await world.database.load(`INSERT INTO agreements.party VALUES ('SHARED', 'airedale-lead', 'prime'),
      ('SHARED', 'lantern-trust', 'subcontractor'), ('SHARED', 'harbour-house', 'subcontractor')`)
    await world.database.load(
      "INSERT INTO agreements.version (agreement, version, from_month, reason) VALUES ('SHARED', 1, '2026-04', 'First.')",
    )
    await world.database.load(`INSERT INTO agreements.line (agreement, version, line, provider, category, title, women, men) VALUES
      ('SHARED', 1, 1, 'lantern-trust', 'ete', 'Work', true, true), ('SHARED', 1, 2, 'harbour-house', 'ete', 'Work', true, true)`)
    await world.database.load(
      "INSERT INTO agreements.volume VALUES ('SHARED', 1, 1, '2026-10', 1, 2, 100), ('SHARED', 1, 2, '2026-10', 3, 4, 900)",
    )
    const linesSeen = (worker: string) =>
      read(worker, tx => volumesOf(tx, 'SHARED', 1)).then(rows => rows.map(row => row.line))
    expect(await linesSeen('lantern-manager')).toEqual([1])
    expect(await linesSeen('harbour-manager')).toEqual([2])
    expect(await linesSeen('lead-supply')).toEqual([1, 2])
  })

  test('stands on an organisation’s page as a link for its parties and as a count for others', async () => {
    const bodyFor = async (worker: string) => (await (await world.as(worker)).get('/organisations/lantern-trust')).body
    expect(await bodyFor('lead-supply')).toContain('/agreements/SUB-LANTERN')
    const others = await bodyFor('harbour-manager')
    expect(others).not.toContain('/agreements/SUB-LANTERN')
    expect(others).toContain('1 more agreement')
  })
})

describe('a variation', () => {
  test('is drafted by the lead’s supply-chain manager alone', async () => {
    const body = { reason: 'More people', from_month: '2026-11' }
    for (const worker of ['lantern-manager', 'contract-manager', 'lead-finance'])
      expect((await post(worker, '/agreements/SUB-HARBOUR/variation', body)).statusCode).toBe(403)
    expect((await post('don-manager', '/agreements/SUB-HARBOUR/variation', body)).statusCode).toBe(404)
  })

  test('copies what is in force, shows what it changes, and is frozen once adopted', async () => {
    const at = '/agreements/SUB-LANTERN'
    const early = await post('lead-supply', `${at}/variation`, { reason: 'Late', from_month: '2026-09' })
    expect(early.statusCode).toBe(409)
    const drafted = await post('lead-supply', `${at}/variation`, { reason: 'More people', from_month: '2026-11' })
    expect(drafted.headers.location).toBe(`${at}/versions/2`)
    const months = { line: '1', first: '2026-11', last: '2026-12', minimum: '5', expected: '10', cash: '4,500.00' }
    const tooEarly = await post('lead-supply', `${at}/versions/2/volumes`, { ...months, first: '2026-10' })
    expect(tooEarly.statusCode).toBe(422)
    expect((await post('lead-supply', `${at}/versions/2/volumes`, months)).statusCode).toBe(303)
    const shown = (await (await world.as('lantern-manager')).get(`${at}/versions/2`)).body
    expect(shown).toContain('Minimum +6, expected +12 starts; cash +£5,400.00.')
    expect(await read('lead-supply', tx => versionIn(tx, 'SUB-LANTERN', '2026-12'))).toBe(1)

    const withoutParts = await post('lead-supply', `${at}/versions/2/adopt`, day('signed_on', '2026-10-02'))
    expect(withoutParts.statusCode).toBe(422)
    expect(withoutParts.body).toContain('price and payment')
    const withoutAudit = await post('lead-supply', `${at}/versions/2/parts`, {
      kept: PARTS.filter(part => part !== 'clause 14'),
    })
    expect(withoutAudit.body).toContain('clause 14, audit')
    expect((await post('lead-supply', `${at}/versions/2/parts`, { kept: PARTS })).statusCode).toBe(303)
    expect((await post('lead-supply', `${at}/versions/2/adopt`, day('signed_on', '2026-10-02'))).statusCode).toBe(303)

    const version = (month: '2026-10' | '2026-11') => read('lead-supply', tx => versionIn(tx, 'SUB-LANTERN', month))
    expect([await version('2026-10'), await version('2026-11')]).toEqual([1, 2])
    expect((await post('lead-supply', `${at}/versions/2/volumes`, months)).statusCode).toBe(409)
    const smuggled = world.act('lead-supply', tx =>
      tx.db
        .updateTable('agreements.volume')
        .set({ cash_pence: 1n })
        .where('agreement', '=', 'SUB-LANTERN')
        .executeTakeFirst(),
    )
    expect((await smuggled).numUpdatedRows).toBe(0n)
  })

  test('with outcome risk for a voluntary body is refused, and says why; without a price too', async () => {
    const at = '/agreements/SUB-HARBOUR'
    await post('lead-supply', `${at}/variation`, { reason: 'A new term', from_month: '2026-11' })
    const term = (body: Record<string, string>) =>
      post('lead-supply', `${at}/versions/2/terms/new`, { words: 'As agreed.', ...body })
    const refused = await term({ kind: 'clawback' })
    expect(refused.statusCode).toBe(422)
    expect(refused.body).toContain('the risk of outcomes stays with the lead provider')
    expect((await term({ kind: 'unit price', per: 'start' })).body).toContain('A charge without a price is refused.')
    expect((await term({ kind: 'unit price', per: 'start', price: '£410.00' })).statusCode).toBe(303)
    const asked = { ...day('asked_on', '2026-09-01'), ...day('agreed_on', '2026-09-20') }
    expect((await term({ kind: 'service credit', asked_by: 'Harbour House', ...asked })).statusCode).toBe(303)
    expect((await read('harbour-manager', tx => termsOf(tx, 'SUB-HARBOUR', 2))).map(each => each.kind)).toEqual([
      'unit price',
      'unit price',
      'service credit',
    ])
  })

  test('is refused outcome risk by the database itself, whoever writes', async () => {
    const smuggled =
      world.database.load(`INSERT INTO agreements.term (agreement, version, term, kind, words, parameters)
      VALUES ('SUB-LANTERN', 1, 9, 'payment by results', 'Risk.', '{}')`)
    await expect(smuggled).rejects.toMatchObject({ constraint: 'no_outcome_risk_on_voluntary' })
  })
})

describe('an offer', () => {
  test('is paused and sized by its own partner manager, and by nobody else', async () => {
    const body = { open: 'paused', capacity: '6', wait_days: '9' }
    for (const worker of ['harbour-manager', 'lead-supply', 'lantern-worker'])
      expect((await post(worker, '/offers/lantern.ete', body)).statusCode).toBe(403)
    expect((await post('lantern-manager', '/offers/lantern.ete', { ...body, _version: '1' })).statusCode).toBe(303)
    expect((await post('lantern-manager', '/offers/lantern.ete', { ...body, _version: '1' })).statusCode).toBe(409)
    expect((await (await world.as('harbour-manager')).get('/offers/lantern.ete')).body).toContain('6 a month')
  })

  test('is found by need, place, sex and risk, and counts in each district of its force', async () => {
    const found = async (query: string) =>
      (await (await world.as('nps-officer')).get(`/offers?${query}`)).body.includes('/offers/lantern.ete')
    expect(await found('need=ete&place=E08000035&sex=women&risk=medium')).toBe(true)
    for (const query of ['need=finance', 'force=E23000007', 'sex=men', 'risk=high', 'age=17'])
      expect([query, await found(query)]).toEqual([query, false])
    const cells = await read('nps-officer', tx => offeredIn(tx, { area: 'C05', by: 'place', filter: 'women' }))
    expect(cells.length).toBe(5)
    expect(cells[0]).toMatchObject({ need: 'ete', offers: 0, paused: 1 })
  })

  test('that is paused is a hole in the coverage of its area, in plain words', async () => {
    const { body } = await (await world.as('contract-manager')).get('/coverage/C05?who=women')
    expect(body).toContain('Education, training and employment, everywhere: the only offer for women is paused.')
    expect(body).toContain('Finance, benefits and debt, everywhere: nobody offers this for women.')
  })
})

const day = (name: string, text: string) => {
  const { year, month, day: of } = Temporal.PlainDate.from(text)
  return { [`${name}-year`]: String(year), [`${name}-month`]: String(month), [`${name}-day`]: String(of) }
}
