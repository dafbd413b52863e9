import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { recountAll } from '../performance/figures/keep-current.ts'
import { freezeAsked } from '../performance/month/freeze.ts'
import { openCycles } from '../performance/month/open-cycles.ts'
import { openWorld, type World } from '../web/testing/world.ts'
import { startsUnder } from './read-model.ts'
import { issueStatements } from './statement/issue-statements.ts'

const MONTH = '2026-09'
const STATEMENT = `${MONTH}-SUB-LANTERN`
const PAGE = `/statements/${STATEMENT}`
const NOW = Temporal.Instant.from('2026-10-09T09:00:00Z')

let world: World
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
  world.setClock('2026-08-20T09:00:00Z')
  const { area, caseId } = await world.openCase('lead-officer')
  world.setClock(NOW.toString())
  const { load, jobs } = world.database
  await load(
    `INSERT INTO agreements.agreement (agreement, kind, title, from_day, state, source) VALUES ('SUB-LANTERN', 'subcontract', 'Accommodation', '2026-04-01', 'in force', 'test')`,
  )
  await load(
    `INSERT INTO agreements.party VALUES ('SUB-LANTERN', 'airedale-lead', 'payer'), ('SUB-LANTERN', 'lantern-trust', 'subcontractor')`,
  )
  await load(
    `INSERT INTO agreements.reach SELECT 'SUB-LANTERN', area, force FROM directory.force_area WHERE area = 'C05'`,
  )
  await load(
    `INSERT INTO agreements.version (agreement, version, from_month, reason, state) VALUES ('SUB-LANTERN', 1, '2026-04', 'first', 'draft')`,
  )
  await load(
    `INSERT INTO agreements.line (agreement, version, line, provider, category, title, women, men) VALUES ('SUB-LANTERN', 1, 1, 'lantern-trust', 'accommodation', 'Accommodation', true, true)`,
  )
  await load(`INSERT INTO agreements.volume VALUES ('SUB-LANTERN', 1, 1, '${MONTH}', 2, 4, 80000)`)
  await load(
    `INSERT INTO agreements.term (agreement, version, term, kind, line, words, parameters) VALUES ('SUB-LANTERN', 1, 1, 'unit price', 1, 'Each accepted start', '{"per":"start","tiers":[{"pence":20000}]}')`,
  )
  await load(`UPDATE agreements.version SET state = 'adopted' WHERE agreement = 'SUB-LANTERN'`)
  for (const [at, funding] of (['agreed', 'agreed', 'unfunded'] as const).entries())
    await load(
      `INSERT INTO casework.referral (area, case_id, reference, category, sender, sender_worker, provider, agreement, line, funding, state, made_at, first_sent_at, sent_at, answered_at)
       VALUES ($1, $2, $3, 'accommodation', 'airedale-lead', 'lead-officer', 'lantern-trust', $4, $5, $6, 'accepted', '2026-09-07T09:00Z', '2026-09-07T09:00Z', '2026-09-07T09:00Z', '2026-09-08T09:00Z')`,
      [
        area,
        caseId,
        `AB200${at}AC`,
        funding === 'agreed' ? 'SUB-LANTERN' : null,
        funding === 'agreed' ? 1 : null,
        funding,
      ],
    )
  await recountAll(jobs, { asOf: NOW })
  await openCycles(jobs, NOW)
  await (await world.as('lead-supply')).post(`/areas/C05/months/${MONTH}/freeze`)
  await freezeAsked(jobs, NOW)
})
afterAll(() => world.close())

test('a frozen month issues its statement once, and each line says how it was reached', async () => {
  expect(await issueStatements(world.database.jobs, NOW)).toBe(1)
  expect(await issueStatements(world.database.jobs, NOW)).toBe(0)
  const seen = await (await world.as('lantern-manager')).get(PAGE)
  expect(seen.body).toContain('2 starts: 2 × £200.00.')
  expect(seen.body).toContain('Statement: £400.00')
  expect(seen.body).toContain('2 starts against a minimum of 2 and an expected 4')
  expect(seen.body).toContain('Referrals taken without a funding line')
})

test('the agreement shows both sides the starts that its statement counts, beside what was promised', async () => {
  for (const worker of ['lantern-manager', 'lead-supply', 'contract-manager']) {
    const browser = await world.as(worker)
    const { cameOfIt } = (await browser.get('/api/agreements/SUB-LANTERN')).json()
    const september = cameOfIt.lines[0].months.find((each: { month: string }) => each.month === MONTH)
    expect(september, worker).toMatchObject({
      promised: { minimum: 2, expected: 4 },
      starts: 2,
      over: true,
      frozen: true,
      statement: STATEMENT,
      figures: [{ area: 'C05', organisation: 'lantern-trust', measure: 'referral-starts' }],
    })
    const { body } = await browser.get('/agreements/SUB-LANTERN')
    expect(body).toContain('2 below the expected')
    for (const href of [
      PAGE,
      `/areas/C05/figures/${MONTH}/referral-starts/lantern-trust`,
      '/measures/referral-starts',
    ]) {
      expect(body).toContain(`href="${href}"`)
      expect((await browser.get(href)).statusCode, `${worker} ${href}`).toBe(200)
    }
  }
})

test('a month that is not frozen counts what was accepted so far, and nobody outside the agreement is told', async () => {
  await world.database.load(
    `INSERT INTO casework.referral (area, case_id, reference, category, sender, sender_worker, provider, agreement, line, funding, state, made_at, first_sent_at, sent_at, answered_at)
     SELECT area, case_id, 'AB2009AC', category, sender, sender_worker, provider, agreement, line, funding, state, made_at, first_sent_at, sent_at, '2026-10-01T09:00Z'
       FROM casework.referral WHERE reference = 'AB2000AC'`,
  )
  const counted = async (worker: string) =>
    world.act(worker, tx => startsUnder(tx, { agreement: 'SUB-LANTERN', from: '2026-01', to: '2026-12' }), 'reads')
  for (const worker of ['lantern-worker', 'lead-officer', 'contract-manager'])
    expect(await counted(worker), worker).toMatchObject([
      { month: '2026-09', line: 1, starts: 2, frozen: true },
      { month: '2026-10', line: 1, starts: 1, frozen: false },
    ])
  for (const worker of ['harbour-manager', 'nps-manager', 'don-manager'])
    expect(await counted(worker), worker).toEqual([])
})

test('two different people approve it, and nobody of the side that is paid', async () => {
  expect((await (await world.as('lantern-manager')).post(`${PAGE}/approve`)).statusCode).toBe(403)
  const first = await world.as('lead-finance')
  expect((await first.post(`${PAGE}/approve`)).statusCode).toBe(303)
  const again = await first.post(`${PAGE}/approve`)
  expect(again.statusCode).toBe(403)
  expect(again.body).toContain('another person')
  expect((await (await world.as('lead-finance-2')).post(`${PAGE}/approve`)).statusCode).toBe(303)
  expect((await first.get(PAGE)).body).toContain('Approved')
})

test('a disputed line is answered by the other side, and never edits the statement', async () => {
  const partner = await world.as('lantern-manager')
  expect((await partner.post(`${PAGE}/lines/1/dispute`, { words: 'There were three.' })).statusCode).toBe(303)
  expect((await partner.post(`${PAGE}/lines/99/dispute`, { words: 'x' })).statusCode).toBe(404)
  const [{ dispute } = { dispute: '' }] = (
    await world.database.jobs.query<{ dispute: string }>('SELECT dispute FROM payment.line_dispute')
  ).rows
  expect(
    (await partner.post(`${PAGE}/disputes/${dispute}`, { answer: 'agreed', credit: '200', words: 'Yes.' })).statusCode,
  ).not.toBe(303)
  const payer = await world.as('lead-finance')
  expect((await payer.get('/')).body).toContain(`${PAGE}/disputes/${dispute}`)
  expect((await (await world.as('contract-manager')).get('/')).body).not.toContain(dispute)
  const wrong = await payer.post(`${PAGE}/disputes/${dispute}`, { answer: 'agreed', credit: 'lots', words: 'Yes.' })
  expect(wrong.statusCode).toBe(422)
  expect(wrong.body).toContain('lots')
  expect(
    (await payer.post(`${PAGE}/disputes/${dispute}`, { answer: 'agreed', credit: '200.00', words: 'One was missed.' }))
      .statusCode,
  ).toBe(303)
  expect((await partner.get(PAGE)).body).toContain('Statement: £400.00')
})

test('it is a PDF and a CSV, and its PDF is the same each time', async () => {
  const partner = await world.as('lantern-manager')
  const csv = await partner.get(`${PAGE}/csv`)
  expect(csv.headers['content-type']).toContain('text/csv')
  expect(csv.body).toContain('400.00')
  const [one, two] = [await partner.get(`${PAGE}/pdf`), await partner.get(`${PAGE}/pdf`)]
  expect(one.rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
  expect(one.rawPayload.equals(two.rawPayload)).toBe(true)
})

test('to another organisation it does not exist', async () => {
  const other = await world.as('harbour-manager')
  for (const url of [PAGE, `${PAGE}/csv`, `${PAGE}/pdf`, `${PAGE}/lines/1/dispute`])
    expect((await other.get(url)).statusCode).toBe(404)
  expect((await other.get('/statements')).body).not.toContain(STATEMENT)
})
