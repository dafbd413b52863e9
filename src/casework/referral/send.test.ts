import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { eventsOf, stageAgreement, stageCase, stageDraft, stageSent } from '../../web/testing/referral-stage.ts'
import { openWorld, type World } from '../../web/testing/world.ts'
import { expireDrafts } from './draft/expire-drafts.ts'
import * as draft from './draft/save-draft.ts'
import { startDraft } from './draft/start-draft.ts'
import { findCover, wantedFor } from './find-cover.ts'
import { referralsOf } from './read-model.ts'
import { sendReferral } from './send-referral.ts'

let world: World
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
  await stageAgreement(world)
})
afterAll(() => world.close())

const DATE = { 'finish_by-day': '1', 'finish_by-month': '6', 'finish_by-year': '2027' }

test('a referral goes from its first question to sent over the pages, and the words of a wrong answer are kept', async () => {
  const key = await stageCase(world)
  const officer = await world.as('lead-officer')
  const start = `/cases/${key.area}/${key.caseId}/referrals/new`
  expect((await officer.get(start)).body).toContain('Which service is wanted?')
  const started = await officer.post(start, { category: 'accommodation' })
  expect(started.statusCode).toBe(303)
  const here = String(started.headers.location)
  expect((await officer.get(here)).body).toContain('0 of 8 tasks done')
  expect((await officer.get(`${here}/person`)).body).toContain('Do not visit alone')
  await officer.post(`${here}/person`)
  const wrong = await officer.post(`${here}/needs`, { needs: 'accommodation', reason: 'On a floor since May' })
  expect(wrong.statusCode).toBe(422)
  expect(wrong.body).toContain('On a floor since May')
  expect(wrong.body).toContain('Choose at least one outcome')
  const steps: [string, Record<string, string | string[]>][] = [
    ['needs', { needs: 'accommodation', outcomes: ['accommodation.kept'], reason: 'On a floor' }],
    ['provider', { choice: 'lantern-trust SUB-1 1' }],
    ['complexity', { complexity: 'low' }],
    ['time', { most_days: '10', ...DATE }],
    ['risk', { risk_to_share: 'Nothing more' }],
    ['access', { interpreter: 'Urdu' }],
  ]
  for (const [path, body] of steps) {
    expect((await officer.get(`${here}/${path}`)).statusCode).toBe(200)
    expect((await officer.post(`${here}/${path}`, body)).statusCode, path).toBe(303)
  }
  const sharing = (await officer.get(`${here}/sharing`)).body
  for (const words of [
    'The Lantern Trust',
    'age band, sex and area',
    'name, date of birth and identifiers',
    'summary of risk',
  ])
    expect(sharing).toContain(words)
  await officer.post(`${here}/sharing`, { told_person: 'All of it' })
  expect((await officer.get(`${here}/check`)).body).toContain('Send to The Lantern Trust')
  const sent = await officer.post(`${here}/check`)
  expect(sent.statusCode).toBe(303)
  const [line] = await world.act('lead-officer', tx => referralsOf(tx, key), 'reads')
  expect(line).toMatchObject({ state: 'sent', provider: 'lantern-trust', funding: 'agreed', category: 'accommodation' })
  expect(line?.reference).toMatch(/^[A-Z]{2}\d{4}AC$/)
  expect(await eventsOf(world, line?.reference ?? '', 'referral.sent')).toEqual([
    expect.objectContaining({
      provider: 'lantern-trust',
      sender: 'airedale-lead',
      funding: 'agreed',
      agreement: 'SUB-1',
      line: 1,
    }),
  ])
})

test('only the responsible organisation starts a referral, and to others the case does not exist', async () => {
  const key = await stageCase(world)
  for (const [worker, status] of [
    ['lantern-manager', 404],
    ['don-manager', 404],
    ['lead-supply', 403],
  ] as const) {
    const browser = await world.as(worker)
    expect((await browser.get(`/cases/${key.area}/${key.caseId}/referrals/new`)).statusCode, worker).toBe(status)
    expect((await browser.post(`/cases/${key.area}/${key.caseId}/referrals/new`, { category: 'ete' })).statusCode).toBe(
      status,
    )
  }
})

test('cover looks at agreement, place, sex, age and risk, and says who could be asked unfunded', async () => {
  const key = await stageCase(world)
  const cover = (change: Partial<Awaited<ReturnType<typeof wantedFor>>>) =>
    world.act(
      'lead-officer',
      async tx => {
        const wanted = await wantedFor(tx, key, { category: 'accommodation', needs: ['accommodation'] })
        const found = await findCover(tx, { ...wanted, ...change })
        return found.filter(each => each.covers).map(each => each.provider)
      },
      'reads',
    )
  expect(await cover({})).toEqual(['lantern-trust'])
  expect(await cover({ risk: 'very high' })).toEqual([])
  expect(await cover({ category: 'ete' })).toEqual([])
  expect(await cover({ force: 'E23000011', area: 'C09' })).toEqual([])
  expect(await cover({ age: 17 })).toEqual([])
  expect(await cover({ inCustody: true })).toEqual([])
  const everyone = await world.act(
    'lead-officer',
    async tx => findCover(tx, await wantedFor(tx, key, { category: 'accommodation', needs: ['accommodation'] })),
    'reads',
  )
  expect(everyone).toEqual([
    expect.objectContaining({ provider: 'lantern-trust', covers: true, waitDays: 9, languages: ['English', 'Urdu'] }),
    expect.objectContaining({ provider: 'harbour-house', covers: false, waitDays: 30 }),
  ])
  const asNps = await world.act(
    'nps-officer',
    async tx =>
      findCover(tx, {
        category: 'accommodation',
        needs: [],
        sex: 'male',
        age: 30,
        area: 'C05',
        force: 'E23000010',
        place: null,
        risk: 'low',
        inCustody: false,
      }),
    'reads',
  )
  expect(asNps.filter(each => each.covers)).toEqual([])
})

test('where no agreement pays, a reason and the sender’s name stand on the choice, and it is counted as unfunded', async () => {
  const referral = await stageDraft(world, { to: 'harbour-house' })
  await expect(
    world.act('lead-officer', tx => draft.chooseProvider(tx, { ...referral, choice: 'harbour-house' })),
  ).rejects.toMatchObject({ code: 'input.invalid', fields: [{ field: 'unfunded_reason' }] })
  await world.act('lead-officer', tx => sendReferral(tx, referral))
  const page = (await (await world.as('lead-officer')).get(referral.url)).body
  expect(page).toContain('Unfunded')
  expect(page).toContain('Chosen by Lead Officer')
  expect(await eventsOf(world, referral.reference, 'referral.sent')).toEqual([
    expect.objectContaining({ funding: 'unfunded', agreement: null, provider: 'harbour-house' }),
  ])
})

test('a draft with a task left, or whose agreement no longer covers the person, is not sent', async () => {
  const onCase = await stageCase(world)
  const unfinished = await world.act('lead-officer', tx => startDraft(tx, { ...onCase, category: 'ete' }))
  await expect(world.act('lead-officer', tx => sendReferral(tx, unfinished))).rejects.toMatchObject({
    code: 'input.invalid',
  })
  const referral = await stageDraft(world)
  await world.database.load(`UPDATE casework.risk_level SET level = 'very high' WHERE area = $1 AND case_id = $2`, [
    referral.area,
    referral.caseId,
  ])
  await expect(world.act('lead-officer', tx => sendReferral(tx, referral))).rejects.toMatchObject({
    code: 'state.refused',
  })
})

test('what a provider reads before it accepts may not name the person', async () => {
  const referral = await stageDraft(world)
  for (const words of ['Ask Zebedee first', 'Mr QUILLFEATHER has a stick'])
    await expect(
      world.act('lead-officer', tx => draft.saveAccess(tx, { ...referral, access_needs: words })),
    ).rejects.toMatchObject({ code: 'input.invalid', fields: [{ field: 'access_needs' }] })
})

test('two people at one draft: the later is shown the clash and loses no word', async () => {
  const referral = await stageDraft(world)
  const officer = await world.as('lead-officer')
  const page = (await officer.get(`${referral.url}/draft/risk`)).body
  const version = /name="_version" value="(\d+)"/.exec(page)?.[1] ?? ''
  await officer.post(`${referral.url}/draft/risk`, { risk_to_share: 'First', _version: version })
  const late = await officer.post(`${referral.url}/draft/risk`, { risk_to_share: 'Second words', _version: version })
  expect(late.statusCode).toBe(409)
  expect(late.body).toContain('Second words')
  expect(late.body).toContain('Somebody changed this')
})

test('a draft is its sender’s alone, also where the provider chosen already works with the person', async () => {
  const key = await stageCase(world)
  const first = await stageSent(world, { on: key })
  const second = await stageDraft(world, { on: key })
  const seen = await world.act('lantern-manager', tx => referralsOf(tx, key), 'reads')
  expect(seen.map(line => line.reference)).toEqual([first.reference])
  expect((await (await world.as('lantern-manager')).get(`${second.url}/draft`)).statusCode).toBe(404)
})

test('drafts are announced some at a time, each once, by however many processes', async () => {
  const one = await stageDraft(world)
  await world.database.load(
    `INSERT INTO casework.referral (area, case_id, reference, category, sender, sender_worker, state, made_at)
     SELECT area, case_id, 'MANY' || n, category, sender, sender_worker, 'draft', '2026-01-01'
       FROM casework.referral, generate_series(1, 250) n WHERE reference = $1`,
    [one.reference],
  )
  const now = Temporal.Instant.from('2026-04-01T09:00:00Z')
  const announced = await Promise.all([1, 2].map(() => expireDrafts(world.database.jobs, now)))
  expect(announced.reduce((sum, each) => sum + each)).toBe(250)
  const events = await world.database.load(
    "SELECT count(*)::int AS events, count(DISTINCT subject)::int AS drafts FROM journal.event WHERE kind = 'referral.draft_ending' AND subject LIKE 'referral MANY%'",
  )
  expect(events.rows).toEqual([{ events: 250, drafts: 250 }])
})

test('a draft unsent for 83 days is announced, and removed at 90 with a week’s notice; a sent one stays', async () => {
  world.setClock('2026-05-01T09:00:00Z')
  const old = await stageDraft(world)
  const sent = await stageSent(world)
  world.setClock(undefined)
  const on = (day: string) => expireDrafts(world.database.jobs, Temporal.Instant.from(`${day}T09:00:00Z`))
  await on('2026-07-22')
  expect(await eventsOf(world, old.reference, 'referral.draft_ending')).toHaveLength(0)
  await on('2026-07-23')
  await on('2026-07-24')
  expect(await eventsOf(world, old.reference, 'referral.draft_ending')).toHaveLength(1)
  await on('2026-07-29')
  expect(await world.act('lead-officer', tx => referralsOf(tx, old), 'reads')).toHaveLength(1)
  expect(await on('2026-07-30')).toBe(1)
  expect(await world.act('lead-officer', tx => referralsOf(tx, old), 'reads')).toHaveLength(0)
  expect(await eventsOf(world, old.reference, 'referral.draft_removed')).toHaveLength(1)
  expect(await world.act('lead-officer', tx => referralsOf(tx, sent), 'reads')).toHaveLength(1)
})
