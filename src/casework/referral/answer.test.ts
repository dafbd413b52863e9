import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import {
  eventsOf,
  stageAccepted,
  stageAgreement,
  stageCase,
  stageDraft,
  stageSent,
} from '../../web/testing/referral-stage.ts'
import { openWorld, type World } from '../../web/testing/world.ts'
import { endService } from '../service/end-service.ts'
import { acceptReferral, askForInformation, withdrawReferral } from './answer-referral.ts'
import { changeReferral } from './change-referral.ts'
import { referralsOf } from './read-model.ts'

let world: World
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
  await stageAgreement(world)
})
afterAll(() => world.close())

const NAMES = /zebedee|quillfeather/i
const ANSWER = { begins: 'waiting list', waiting_place: '3' }
const pageFor = async (worker: string, url: string) => (await world.as(worker)).get(url)

test('before it accepts, a provider reads all it needs and no name on any page or in any answer to a machine', async () => {
  const referral = await stageSent(world)
  for (const path of ['', '/accept', '/decline', '/ask']) {
    const answer = await pageFor('lantern-manager', `${referral.url}${path}`)
    expect(answer.statusCode).toBe(200)
    expect(answer.body).not.toMatch(NAMES)
  }
  const page = (await pageFor('lantern-manager', referral.url)).body
  for (const words of [
    '35 to 44',
    'Male',
    'West Yorkshire',
    'Community order, ends July 2027',
    'Medium',
    'Do not visit alone',
    'Large print',
    'Step-free rooms',
    'Urdu',
  ])
    expect(page).toContain(words)
  const list = (await pageFor('lantern-manager', '/referrals')).body
  expect(list).toContain(referral.reference)
  expect(list).not.toMatch(NAMES)
  const api = await pageFor('lantern-manager', `/api${referral.url}`)
  expect(api.statusCode).toBe(200)
  expect(api.body).not.toMatch(NAMES)
})

test('before it accepts, no row that names the person reaches the provider by any query', async () => {
  const referral = await stageSent(world)
  const key = { area: referral.area, case_id: referral.caseId }
  const rows = await world.act(
    'lantern-manager',
    async tx => ({
      identity: await tx.db.selectFrom('casework.identity').selectAll().where('case_id', '=', key.case_id).execute(),
      words: await tx.db.selectFrom('casework.referral_words').selectAll().where('case_id', '=', key.case_id).execute(),
      summary: await tx.db.selectFrom('casework.risk_summary').selectAll().where('case_id', '=', key.case_id).execute(),
      referral: await tx.db.selectFrom('casework.referral').selectAll().where('case_id', '=', key.case_id).execute(),
    }),
    'reads',
  )
  expect([rows.identity, rows.words, rows.summary]).toEqual([[], [], []])
  expect(rows.referral).toHaveLength(1)
  expect(JSON.stringify(rows)).not.toMatch(NAMES)
})

test('the name and the sender’s words appear on acceptance, and go 28 days after the end', async () => {
  world.setClock('2026-09-01T09:00:00Z')
  const referral = await stageAccepted(world)
  const page = (await pageFor('lantern-manager', referral.url)).body
  for (const words of ['Zebedee Quillfeather', 'sleeps on a floor', 'calm in the mornings'])
    expect(page).toContain(words)
  world.setClock('2026-11-10T09:00:00Z')
  const other = await stageAccepted(world)
  await world.act('lantern-manager', tx => endService(tx, { ...other, as: 'ended early', reason: 'moved' }))
  world.setClock('2026-10-05T09:00:00Z')
  await world.act('lantern-manager', tx => endService(tx, { ...referral, as: 'ended early', reason: 'moved' }))
  world.setClock(undefined)
  expect((await pageFor('lantern-manager', other.url)).statusCode).toBe(200)
  expect((await pageFor('lantern-manager', referral.url)).statusCode).toBe(404)
  expect((await pageFor('lead-officer', referral.url)).statusCode).toBe(200)
})

test('another provider on the same case sees nothing of a referral: not the page, not a row, not the event', async () => {
  const key = await stageCase(world)
  const theirs = await stageAccepted(world, { on: key, to: 'harbour-house' })
  const referral = await stageAccepted(world, { on: key })
  expect((await pageFor('harbour-manager', theirs.url)).statusCode).toBe(200)
  expect((await pageFor('harbour-manager', referral.url)).statusCode).toBe(404)
  expect((await pageFor('harbour-manager', theirs.url)).body).not.toContain(referral.reference)
  const seen = await world.act(
    'harbour-manager',
    async tx => ({
      referrals: (await referralsOf(tx, key)).map(line => line.reference),
      needs: (
        await tx.db.selectFrom('casework.referral_need').select('reference').where('case_id', '=', key.caseId).execute()
      ).map(row => row.reference),
      events: (
        await tx.db.selectFrom('journal.event').select('subject').where('case_id', '=', key.caseId).execute()
      ).map(row => row.subject),
    }),
    'reads',
  )
  expect(seen.referrals).toEqual([theirs.reference])
  expect(new Set(seen.needs)).toEqual(new Set([theirs.reference]))
  expect(seen.events.filter(subject => subject.includes(referral.reference))).toEqual([])
})

test('the sender, a practitioner of the provider, and a stranger cannot accept', async () => {
  const referral = await stageSent(world)
  for (const [worker, status] of [
    ['lead-manager', 403],
    ['lantern-worker', 403],
    ['harbour-manager', 404],
    ['don-manager', 404],
  ] as const)
    expect((await (await world.as(worker)).post(`${referral.url}/accept`, ANSWER)).statusCode, worker).toBe(status)
  const refused = await (await world.as('lead-manager')).post(`${referral.url}/accept`, ANSWER)
  expect(refused.body).toContain('Only the organisation that was asked may answer this referral.')
  expect(await eventsOf(world, referral.reference, 'referral.accepted')).toEqual([])
})

test('the database itself refuses an answer of the sender and a withdrawal of the provider', async () => {
  const referral = await stageSent(world)
  const write = (worker: string, state: string) =>
    world.act(worker, tx =>
      tx.db
        .updateTable('casework.referral')
        .set({ state })
        .where('reference', '=', referral.reference)
        .where('area', '=', referral.area)
        .execute(),
    )
  await expect(write('lead-manager', 'accepted')).rejects.toMatchObject({ code: '42501' })
  await expect(write('lantern-manager', 'withdrawn')).rejects.toMatchObject({ code: '42501' })
})

test('a decline carries its coded reason to the figures, its words to the sender, and takes the case from the provider', async () => {
  const referral = await stageSent(world)
  const manager = await world.as('lantern-manager')
  expect((await manager.post(`${referral.url}/decline`, { reason: 'full', words: '' })).statusCode).toBe(422)
  expect(
    (await manager.post(`${referral.url}/decline`, { reason: 'full', words: 'Ask again in May' })).statusCode,
  ).toBe(303)
  expect(await eventsOf(world, referral.reference, 'referral.declined')).toEqual([
    expect.objectContaining({
      reason: 'full',
      category: 'accommodation',
      provider: 'lantern-trust',
      sender: 'airedale-lead',
    }),
  ])
  expect((await manager.get(referral.url)).statusCode).toBe(404)
  const page = (await pageFor('lead-officer', referral.url)).body
  expect(page).toContain('We are full')
  expect(page).toContain('Ask again in May')
})

test('a question returns the referral, the answer sends it again, and neither tells the name', async () => {
  const referral = await stageSent(world)
  await world.act('lantern-manager', tx => askForInformation(tx, { ...referral, question: 'Is there a dog?' }))
  const officer = await world.as('lead-officer')
  expect((await officer.get(referral.url)).body).toContain('Is there a dog?')
  const named = await officer.post(`${referral.url}/reply`, { reply: 'Zebedee has a dog' })
  expect(named.statusCode).toBe(422)
  expect(named.body).toContain('Zebedee has a dog')
  expect((await officer.post(`${referral.url}/reply`, { reply: 'A small one' })).statusCode).toBe(303)
  const page = (await pageFor('lantern-manager', referral.url)).body
  expect(page).toContain('A small one')
  expect(page).not.toMatch(NAMES)
  expect(await eventsOf(world, referral.reference, 'referral.returned')).toHaveLength(1)
  expect((await eventsOf(world, referral.reference, 'referral.sent')).map(facts => facts.again)).toEqual([false, true])
})

test('a change after sending keeps old, new, reason, who and when; one that could name the person is kept back till acceptance', async () => {
  const referral = await stageSent(world)
  const change = (topic: 'days' | 'officer_phone', written: string) =>
    world.act('lead-officer', tx => changeReferral(tx, { ...referral, topic, new: written, reason: 'New facts' }))
  await change('days', '20')
  await change('officer_phone', '01632 960001')
  await expect(change('days', 'many')).rejects.toMatchObject({ code: 'input.invalid' })
  const before = (await pageFor('lantern-manager', referral.url)).body
  expect(before).toContain('Most days it may use')
  expect(before).toContain('20 days')
  expect(before).not.toContain('01632 960001')
  await world.act('lantern-manager', tx => acceptReferral(tx, { ...referral, waiting_place: 1 }))
  expect((await pageFor('lantern-manager', referral.url)).body).toContain('01632 960001')
  expect((await eventsOf(world, referral.reference, 'referral.changed')).map(facts => facts.topic)).toEqual([
    'days',
    'officer_phone',
  ])
})

test('two acceptances at once over HTTP: one wins, one event, and the other is told how it stands', async () => {
  const referral = await stageSent(world)
  const browsers = await Promise.all(['lantern-manager', 'lantern-manager'].map(worker => world.as(worker)))
  const answers = await Promise.all(browsers.map(browser => browser.post(`${referral.url}/accept`, ANSWER)))
  expect(answers.map(answer => answer.statusCode).sort()).toEqual([303, 403])
  expect(answers.find(answer => answer.statusCode !== 303)?.body).toContain('accepted')
  expect(await eventsOf(world, referral.reference, 'referral.accepted')).toHaveLength(1)
})

test('many acceptances at once as use cases: one wins, one event, one service', async () => {
  const referral = await stageSent(world)
  const all = await Promise.allSettled(
    [1, 2, 3, 4].map(place =>
      world.act('lantern-manager', tx => acceptReferral(tx, { ...referral, waiting_place: place })),
    ),
  )
  expect(all.filter(each => each.status === 'fulfilled')).toHaveLength(1)
  expect(await eventsOf(world, referral.reference, 'referral.accepted')).toHaveLength(1)
})

test('acceptance against withdrawal: whoever comes first, there is one outcome and one event', async () => {
  for (let round = 0; round < 4; round++) {
    const referral = await stageSent(world)
    const both = await Promise.allSettled([
      world.act('lantern-manager', tx => acceptReferral(tx, { ...referral, waiting_place: 1 })),
      world.act('lead-officer', tx => withdrawReferral(tx, { ...referral, words: 'Moved away' })),
    ])
    expect(both.filter(each => each.status === 'fulfilled')).toHaveLength(1)
    const events = [
      ...(await eventsOf(world, referral.reference, 'referral.accepted')),
      ...(await eventsOf(world, referral.reference, 'referral.withdrawn')),
    ]
    expect(events).toHaveLength(1)
    const [line] = await world.act('lead-officer', tx => referralsOf(tx, referral), 'reads')
    expect(line?.state).toBe(both[0].status === 'fulfilled' ? 'accepted' : 'withdrawn')
    expect((await pageFor('lantern-manager', referral.url)).statusCode).toBe(line?.state === 'accepted' ? 200 : 404)
  }
})

test('lists count and page what an organisation sent and was asked, the longest waiting first', async () => {
  const referral = await stageSent(world, { to: 'harbour-house' })
  await world.database.load(
    `INSERT INTO casework.referral (area, case_id, reference, category, sender, sender_worker, provider, state, made_at, first_sent_at, sent_at)
     SELECT area, case_id, 'AD' || (2000 + nth) || 'AC', category, sender, sender_worker, provider, state, made_at, first_sent_at, sent_at - nth * interval '1 hour'
       FROM casework.referral, generate_series(1, 26) nth WHERE area = $1 AND reference = $2`,
    [referral.area, referral.reference],
  )
  const manager = await world.as('harbour-manager')
  const first = (await manager.get('/referrals?list=to-answer')).body
  const references = [...first.matchAll(/referrals\/([A-Z]{2}\d{4}AC)"/g)].map(match => match[1])
  expect(first).toContain('To answer (27)')
  expect(references).toHaveLength(25)
  expect(references[0]).toBe('AD2026AC')
  const next = /href="(\/referrals\?list=to-answer&amp;at=[^"]+)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? ''
  const second = (await manager.get(next)).body
  const rest = [...second.matchAll(/referrals\/([A-Z]{2}\d{4}AC)"/g)].map(match => match[1])
  expect(new Set([...references, ...rest]).size).toBe(27)
  const nobody = await (await world.as('don-manager')).get('/referrals')
  expect(nobody.body).toContain('Nobody waits for your answer')
})

test('nothing is left open: a draft to one provider is no look of another', async () => {
  const referral = await stageDraft(world)
  expect((await pageFor('lantern-manager', referral.url)).statusCode).toBe(404)
  expect((await pageFor('lantern-manager', '/referrals')).body).not.toContain(referral.reference)
})
