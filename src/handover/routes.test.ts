import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import type { CaseKey } from '../journal/append.ts'
import { openWorld, type World } from '../web/testing/world.ts'
import { declineTransfer } from './decline-transfer.ts'
import { refreshAccess } from './refresh-access.ts'
import { returnTransfer } from './return-transfer.ts'
import { accepted, booked, completed, drafted, eventsOf, offered } from './testing/stages.ts'
import { type Transfer, transferUrl } from './transfer-rows.ts'
import { withdrawTransfer } from './withdraw-transfer.ts'

const MORNING = '2026-10-05T09:00:00Z'
let world: World
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
})
afterAll(() => world.close())

let key: CaseKey
let clock = Temporal.Instant.from(MORNING)
const later = () => {
  clock = clock.add({ minutes: 1 })
  world.setClock(clock.toString())
}
beforeEach(async () => {
  clock = Temporal.Instant.from(MORNING)
  world.setClock(MORNING)
  key = await world.openCase('lead-officer', { firstName: 'Robin', lastName: 'Wren' })
  later()
})

const get = async (worker: string, url: string) => (await world.as(worker)).get(url)
const status = async (worker: string, url: string) => (await get(worker, url)).statusCode
const caseUrl = () => `/cases/${key.area}/${key.caseId}`
const PARTS = ['', '/prepare', '/offer', '/withdraw', '/accept', '/return', '/decline']
const urlsOf = (transfer: Transfer) => PARTS.map(part => `${transferUrl(transfer)}${part}`)

describe('who sees a hand-over', () => {
  test('of a draft the receiver finds nothing at any address', async () => {
    const transfer = await drafted(world, key)
    for (const url of [...urlsOf(transfer), `${caseUrl()}/custody`]) expect(await status('don-manager', url)).toBe(404)
    expect((await get('don-manager', '/hand-overs')).body).not.toContain(transfer.reference)
  })

  test('on offer the receiver sees who it is, the list and what to do', async () => {
    const transfer = await offered(world, key)
    const { body, statusCode } = await get('don-manager', transferUrl(transfer))
    expect(statusCode).toBe(200)
    for (const words of ['Robin Wren', 'Minimum information', 'Accept', 'Return for what is missing', 'My dog matters'])
      expect(body).toContain(words)
    expect(body).not.toContain('>Withdraw<')
    expect((await get('don-manager', '/hand-overs')).body).toContain('Robin Wren')
    expect(await status('don-officer', transferUrl(transfer))).toBe(404)
  })

  test.each(['decline', 'withdraw'] as const)('on %s the receiver loses every address of it', async how => {
    const transfer = await offered(world, key)
    later()
    if (how === 'decline')
      await world.act('don-manager', tx => declineTransfer(tx, { ...transfer, reason: 'other' }, undefined))
    else await world.act('lead-officer', tx => withdrawTransfer(tx, transfer, undefined))
    later()
    for (const url of [...urlsOf(transfer), `${caseUrl()}/custody`]) expect(await status('don-manager', url)).toBe(404)
    expect(await status('lead-officer', transferUrl(transfer))).toBe(200)
    expect((await get('lead-officer', '/hand-overs?view=done')).body).toContain('Robin Wren')
  })

  test('after the effect the sender finds nothing at any address, and the receiver’s officer sees it', async () => {
    const transfer = await accepted(world, await offered(world, key))
    later()
    for (const worker of ['lead-officer', 'lead-manager'])
      for (const url of [transferUrl(transfer), `${caseUrl()}/custody`, `${caseUrl()}/hand-overs/new`])
        expect(await status(worker, url)).toBe(404)
    expect(await status('don-officer', transferUrl(transfer))).toBe(200)
    expect((await get('don-officer', `${caseUrl()}/custody`)).body).toContain('Hand-over from Airedale')
  })

  test('a third organisation finds absence at every address, and nothing by sending the forms', async () => {
    const transfer = await offered(world, key)
    const third = await world.as('nps-manager')
    for (const url of [...urlsOf(transfer), `${caseUrl()}/custody`, `${caseUrl()}/hand-overs/new`])
      expect((await third.get(url)).statusCode).toBe(404)
    for (const part of ['/offer', '/withdraw'])
      expect((await third.post(`${transferUrl(transfer)}${part}`)).statusCode).toBe(404)
    const accept = { officer: 'nps-officer', effective_on: '2026-10-05' }
    expect((await third.post(`${transferUrl(transfer)}/accept`, accept)).statusCode).toBe(404)
    expect((await third.post(`${transferUrl(transfer)}/close-gap`, { item: 'risk' })).statusCode).toBe(404)
    expect((await eventsOf(world, key)).at(-1)?.kind).toBe('handover.offered')
  })

  test('a charity that delivers a service to the person sees neither the hand-over nor its list', async () => {
    const transfer = await offered(world, key)
    const reference = `${transfer.reference.slice(0, 6)}AC`
    await world.database.load(
      `INSERT INTO casework.referral (area, case_id, reference, category, sender, sender_worker, provider, state, made_at, first_sent_at, answered_at)
       VALUES ($1, $2, $3, 'accommodation', 'airedale-lead', 'lead-officer', 'lantern-trust', 'accepted', $4, $4, $4)`,
      [key.area, key.caseId, reference, MORNING],
    )
    await world.database.load(
      "INSERT INTO casework.service (area, case_id, reference, provider, state) VALUES ($1, $2, $3, 'lantern-trust', 'delivering')",
      [key.area, key.caseId, reference],
    )
    await world.act('lead-officer', tx => refreshAccess(tx, key))
    const seen = await world.act('lantern-manager', async tx => ({
      identity: (
        await tx.db.selectFrom('casework.identity').select('case_id').where('case_id', '=', key.caseId).execute()
      ).length,
      transfers: (
        await tx.db.selectFrom('handover.transfer').select('reference').where('case_id', '=', key.caseId).execute()
      ).length,
      items: (await tx.db.selectFrom('handover.check_item').select('item').where('case_id', '=', key.caseId).execute())
        .length,
    }))
    expect(seen).toEqual({ identity: 1, transfers: 0, items: 0 })
    for (const url of [transferUrl(transfer), `${caseUrl()}/custody`])
      expect(await status('lantern-manager', url)).toBe(404)
  })
})

test('a hand-over goes from the case to the first contact through its forms', async () => {
  await completed(world, key, MORNING)
  const sender = await world.as('lead-officer')
  const receiver = await world.as('don-manager')
  const form = await sender.get(`${caseUrl()}/hand-overs/new`)
  expect(form.body).toContain('Don Valley Rehabilitation Company')
  expect(form.body).not.toContain('The Lantern Trust')
  const begun = await sender.post(`${caseUrl()}/hand-overs/new`, {
    kind: 'area move',
    receiver: 'C09.don-lead',
    reason: 'Moved in with family.',
    own_words: 'My dog.',
  })
  expect(begun.statusCode).toBe(303)
  const url = String(begun.headers.location)
  later()
  await sender.post(`${url}/prepare`, { health: 'Asthma.', told: 'The date.', own_words: 'My dog.' })
  expect((await sender.get(`${url}/offer`)).body).toContain('1 item missing: enforcement in hand')
  await sender.post(`${url}/offer`)
  later()
  const returned = await receiver.post(`${url}/return`, { items: ['enforcement'], words: 'Is a breach in hand?' })
  expect(returned.statusCode).toBe(303)
  expect((await sender.get(url)).body).toContain('Is a breach in hand?')
  later()
  await sender.post(`${url}/offer`)
  const short = await receiver.post(`${url}/accept`, {
    officer: 'don-officer',
    'effective_on-day': '5',
    'effective_on-month': '10',
    'effective_on-year': '2026',
  })
  expect(short.statusCode).toBe(422)
  expect(short.body).toContain('Say who will close the gap, and by when')
  const done = await receiver.post(`${url}/accept`, {
    officer: 'don-officer',
    'effective_on-day': '5',
    'effective_on-month': '10',
    'effective_on-year': '2026',
    closer_enforcement: 'sender',
    'by_enforcement-day': '7',
    'by_enforcement-month': '10',
    'by_enforcement-year': '2026',
  })
  expect(done.statusCode).toBe(303)
  const after = await receiver.get(url)
  expect(after.body).toContain('This hand-over has taken effect.')
  expect(after.body).toContain('Airedale Rehabilitation Company closes it by 7 October 2026')
  expect((await receiver.post(`${url}/close-gap`, { item: 'enforcement' })).statusCode).toBe(303)
  expect((await receiver.get('/hand-overs?view=to-land')).body).toContain('12 October 2026')
})

test('a form sent after the state has moved on is told how it stands now', async () => {
  const transfer = await offered(world, key)
  const receiver = await world.as('don-manager')
  await world.act('don-manager', tx =>
    returnTransfer(tx, { ...transfer, items: ['risk'], words: 'Assess it.' }, undefined),
  )
  const answer = await receiver.post(`${transferUrl(transfer)}/decline`, {
    reason: 'other',
    _version: String(transfer.version),
  })
  expect(answer.statusCode).toBe(409)
  expect(answer.body).toContain('This hand-over was returned to the sender for what is missing.')
})

test('the custody strip shows a gap in contact and says by which rule', async () => {
  await booked(world, key, {
    session: 'seen',
    startsAt: '2026-10-06T09:00:00Z',
    provider: 'airedale-lead',
    state: 'attended',
  })
  world.setClock('2026-11-10T09:00:00Z')
  const { body } = await get('lead-officer', `${caseUrl()}/custody`)
  expect(body).toContain('weft-custody__gap')
  expect(body).toContain('Gap in contact. 35 days')
  expect(body).toContain('more than 28 days without an attended session or a booked appointment')
})

describe('the flows of an area', () => {
  const flowsFor = async (worker: string, area = 'C05') => {
    const { body } = await get(worker, `/api/areas/${area}/flows`)
    return JSON.parse(body)
  }

  test('are seen whole by who oversees the area, by its parties in their part, and by others not at all', async () => {
    const before = (await flowsFor('lead-supply')).flows[0]?.offered ?? 0
    const transfer = await offered(world, key)
    later()
    await world.act('don-manager', tx =>
      returnTransfer(tx, { ...transfer, items: ['risk', 'plan'], words: 'Assess it.' }, undefined),
    )
    for (const worker of ['contract-manager', 'lead-supply', 'don-manager']) {
      const { flows, returnedFor } = await flowsFor(worker)
      expect(flows).toHaveLength(1)
      expect(flows[0]).toMatchObject({ from: 'Airedale Rehabilitation Company', offered: before + 1 })
      expect(returnedFor.map((row: { item: string }) => row.item)).toContain('Risk assessment and alerts')
    }
    for (const worker of ['lantern-manager', 'nps-manager']) expect((await flowsFor(worker)).flows).toEqual([])
    expect(await status('lead-dpo', '/areas/C05/flows')).toBe(403)
  })

  test('name nobody: neither person, case nor reference', async () => {
    const transfer = await offered(world, key)
    const { body } = await get('contract-manager', '/areas/C05/flows')
    for (const word of [transfer.reference, key.caseId, 'Robin']) expect(body).not.toContain(word)
  })

  test('of an area that is none is absence', async () => {
    expect(await status('contract-manager', '/areas/C99/flows')).toBe(404)
  })
})
