import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { demandIn } from '../../casework/referral/demand.ts'
import { openWorld, type World } from '../testing/world.ts'

const LEEDS = 'E08000035'
let world: World
let references = 0
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
  world.setClock('2026-10-09T09:00:00Z')
  const leeds = await world.openCase('lead-officer', { force: 'E23000010', place: LEEDS })
  const nowhere = await world.openCase('lead-officer')
  for (const at of ['2026-06-30', '2026-07-01', '2026-07-20', '2026-09-30', '2026-10-01']) await refer(leeds, at)
  await refer(leeds, null)
  await refer(nowhere, '2026-08-03')
})
afterAll(() => world.close())

async function refer({ area, caseId }: { area: string; caseId: string }, day: string | null) {
  references += 1
  const key = [area, caseId, `AB300${references}AC`]
  await world.database.load(
    `INSERT INTO casework.referral (area, case_id, reference, category, sender, sender_worker, provider, state, made_at, first_sent_at, sent_at)
     VALUES ($1, $2, $3, 'accommodation', 'airedale-lead', 'lead-officer', 'lantern-trust', $4, '2026-06-01T09:00Z', $5, $5)`,
    [...key, day === null ? 'draft' : 'sent', day === null ? null : `${day}T12:00Z`],
  )
  for (const outcome of ['accommodation.tenancy', 'accommodation.kept'])
    await world.database.load(
      `INSERT INTO casework.referral_need (area, case_id, reference, provider, need, outcome) VALUES ($1, $2, $3, 'lantern-trust', 'accommodation', $4)`,
      [...key, outcome],
    )
}

const gridOf = async (worker: string, query = '') =>
  (await (await world.as(worker)).get(`/api/coverage/C05${query}`)).json()
type Cell = { need: string; place: string }

test('each cell says how many were referred for the need from there in the last three full months', async () => {
  const { cells, referred } = await gridOf('contract-manager')
  expect(referred).toEqual({ from: '2026-07', to: '2026-09', elsewhere: 1 })
  const of = (need: string, place: string) => cells.find((cell: Cell) => cell.need === need && cell.place === place)
  expect(of('accommodation', LEEDS)).toMatchObject({ referrals: 3, people: 2 })
  expect(of('drugs', LEEDS)).toMatchObject({ referrals: 0, people: 0 })
  const { body } = await (await world.as('contract-manager')).get('/coverage/C05')
  expect(body).toContain('3 referred')
  expect(body).toContain('About 1 person a month was referred for it.')
  expect(body).toContain('1 more is in no place of this grid')
})

test('the counts are of the whole area for every organisation at work in it, and for nobody else', async () => {
  const asked = { area: 'C05', from: '2026-07', to: '2026-09' } as const
  const counts = (worker: string) => world.act(worker, tx => demandIn(tx, asked), 'reads')
  for (const worker of ['lantern-manager', 'harbour-worker', 'nps-officer'])
    expect(await counts(worker), worker).toHaveLength(2)
  expect(await counts('don-manager')).toEqual([])
  expect(await gridOf('don-manager')).toMatchObject({ referred: null })
  expect((await (await world.as('don-manager')).get('/coverage/C05')).body).toContain(
    'shown to organisations at work in this area',
  )
})

test('referrals are not counted for some people only, since a small count could be somebody', async () => {
  const { cells, referred } = await gridOf('contract-manager', '?who=women')
  expect(referred).toBeNull()
  expect(new Set(cells.map((cell: { referrals: number | null }) => cell.referrals))).toEqual(new Set([null]))
})
