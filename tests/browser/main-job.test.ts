import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { sealJournal } from '../../src/journal/seal.ts'
import { verifyJournal } from '../../src/journal/verify.ts'
import { catchUp } from '../../src/performance/figures/keep-current.ts'
import { TASKS } from '../../src/web/clockwork.ts'
import { stageCase } from '../../src/web/testing/referral-stage.ts'
import { choose, type Desks, fillDay, go, goOn, look, openDesks, press, stagePrice, wordsOf } from './desks.ts'

/*
 * The whole job, in the order in which it is done: each test goes on where the one before it stopped. Nothing is staged but who
 * works where, the agreement and the case; all else is done through the pages.
 */
const NAME = 'Zebedee Quillfeather'

let desks: Desks
let now = Temporal.Instant.from('2026-08-31T08:00:00Z')

beforeAll(async () => {
  desks = await openDesks(inject('superuserUrl'))
  at('2026-08-31T08:00:00Z')
  await stagePrice(desks.world, '2026-09')
  await stageCase(desks.world)
  await catchUp(desks.world.database.jobs, () => now)
}, 180_000)
afterAll(() => desks.close())

/** Sets the clock of everybody. */
function at(instant: string) {
  now = Temporal.Instant.from(instant)
  desks.world.setClock(instant)
}

/** What runs beside the requests, once around: figures first, since months open by them. */
async function clockwork() {
  while ((await catchUp(desks.world.database.jobs, () => now)) > 0);
  for (const { run } of TASKS) await run(desks.world.database.jobs, now)
}

test('the responsible officer refers a person to a service, task by task', async () => {
  at('2026-09-01T08:30:00Z')
  const page = await desks.of('lead-officer')
  await look(page, /^Today/)
  await go(page, 'Cases')
  await look(page, 'Cases')
  await press(page, NAME)
  await look(page, NAME)
  await press(page, 'Refer to a service')
  await look(page, 'Which service is wanted?')
  await page.getByLabel('Accommodation', { exact: true }).check()
  await press(page, 'Start the referral')
  await look(page, 'Refer to Accommodation')

  await press(page, 'Confirm the person')
  await look(page, 'Confirm the person')
  await press(page, 'This is the person')

  await press(page, 'Needs and outcomes wanted')
  await page.getByLabel('Keeps the home they have and does not become homeless').check()
  await page.getByLabel('Why is this person referred, and why now?').fill('He sleeps on the floor of a friend.')
  await look(page, 'Needs and outcomes wanted')
  await press(page, 'Save and go on')

  await press(page, 'Service and provider')
  await page.getByLabel('The Lantern Trust', { exact: true }).check()
  await look(page, 'Service and provider')
  await press(page, 'Save and go on')

  await press(page, 'How complex it is')
  await page.getByLabel('Medium', { exact: true }).check()
  await look(page, 'How complex is it?')
  await press(page, 'Save and go on')

  await press(page, 'Most days, and when to finish by')
  await page.getByLabel('How many days may the service use at most?').fill('12')
  await fillDay(page, 'By when should it be finished?', '2026-12-18')
  await look(page, 'Most days, and when to finish by')
  await press(page, 'Save and go on')

  await press(page, 'Risk to share')
  await look(page, 'Risk to share')
  await press(page, 'Save and go on')

  await press(page, 'Access and language needs')
  await page.getByLabel('In which language is an interpreter wanted?').fill('Urdu')
  await look(page, 'Access and language needs')
  await press(page, 'Save and go on')

  await press(page, 'What will be shared, and with whom')
  await page.getByLabel('What was the person told about this?').fill('All of it; he agrees.')
  await look(page, 'What will be shared, and with whom')
  await press(page, 'Save and go on')

  await press(page, 'Check answers and send')
  await look(page, 'Check answers and send')
  await press(page, 'Send to The Lantern Trust')
  await look(page, /^Accommodation/)
  expect(await wordsOf(page)).toContain('The Lantern Trust considers this referral')
}, 180_000)

test('the provider’s case manager finds it on Today without a name, accepts it and says who works on it', async () => {
  at('2026-09-02T09:00:00Z')
  const page = await desks.of('lantern-manager')
  await look(page, /^Today/)
  expect(await wordsOf(page)).not.toContain('Quillfeather')
  await press(page, 'Answer a referral')
  await look(page, /^Accommodation/)
  expect(await wordsOf(page)).not.toContain('Quillfeather')
  await press(page, 'Accept')
  await page.getByLabel('On a day', { exact: true }).check()
  await fillDay(page, 'Start date', '2026-09-03')
  await look(page, 'Accept this referral')
  await press(page, 'Accept')
  await look(page, /^Accommodation/)
  expect(await wordsOf(page)).toContain(NAME)
  await press(page, 'Who works on it')
  await page.getByRole('group', { name: 'Who works with the person?' }).getByLabel('Lantern Worker').check()
  await page.getByLabel('Who leads?').selectOption({ label: 'Lantern Worker' })
  await look(page, 'Who works on it')
  await press(page, 'Save')
  await look(page, /^Accommodation/)
}, 180_000)

test('the worker assesses and writes the plan, and the responsible officer agrees it', async () => {
  const page = await desks.of('lantern-worker')
  await look(page, /^Today/)
  await go(page, 'Referrals')
  await look(page, 'Referrals')
  await press(page, /^[A-Z]{2}\d{4}AC$/)
  await press(page, 'Book the assessment')
  await fillDay(page, 'Day', '2026-09-03')
  await page.getByLabel('Time it starts').fill('10:00')
  await choose(page, 'How?', 'In person elsewhere')
  await look(page, 'Book the initial assessment')
  await press(page, 'Book it')
  await look(page, /^Accommodation/)

  at('2026-09-03T10:30:00Z')
  await press(page, /3 September 2026/)
  await look(page, /^Initial assessment/)
  await press(page, 'Record it')
  await choose(page, 'Did the person come?', 'Yes, on time')
  await page.getByLabel('What was done?').fill('Looked at what he needs.')
  await look(page, 'Record the assessment')
  await press(page, 'Save the record')
  await look(page, /^Initial assessment/)
  await press(page, 'Back to the referral')

  await press(page, 'Write the plan')
  const first = page.getByRole('group', { name: 'Activity 1' })
  await first.getByLabel('What will be done?').fill('Find a room and keep it')
  await first.getByLabel('In how many sessions?').fill('3')
  await look(page, 'Service plan')
  await press(page, 'Send to the responsible officer')
  await look(page, /^Accommodation/)

  at('2026-09-04T08:00:00Z')
  const officer = await desks.of('lead-officer')
  await go(officer, 'Today')
  await look(officer, /^Today/)
  await press(officer, 'Agree a service plan')
  await look(officer, 'Agree the service plan')
  await choose(officer, 'Do you agree this plan?', 'Yes, I agree it')
  await press(officer, 'Save the answer')
  await look(officer, /^Accommodation/)
}, 180_000)

test('three sessions are booked as a series and recorded one by one', async () => {
  const page = await desks.of('lantern-worker')
  await page.reload()
  await press(page, 'Book sessions')
  await fillDay(page, 'Day', '2026-09-08')
  await page.getByLabel('Time it starts').fill('14:00')
  await choose(page, 'How?', 'In person elsewhere')
  await page.getByLabel('How many sessions?').fill('3')
  await choose(page, 'How far apart?', 'Every week')
  await look(page, 'Book sessions')
  await press(page, 'Book')
  await look(page, /^Accommodation/)
  for (const day of [8, 15, 22]) {
    at(`2026-09-${String(day).padStart(2, '0')}T14:30:00Z`)
    await go(page, 'Today')
    await look(page, /^Today/)
    await press(page, /^Record/)
    await choose(page, 'Did the person come?', day === 15 ? 'Yes, late' : 'Yes, on time')
    if (day === 15) await page.getByLabel('Why were they late?').fill('The bus')
    await page.getByLabel('What was done?').fill('Looked at rooms together.')
    await look(page, 'Record the session')
    await press(page, 'Save the record')
    await look(page, /^Session/)
  }
  await press(page, 'Back to the referral')
  expect(await wordsOf(page)).toContain('3 held of 3 planned')
}, 180_000)

test('the officer sets a goal with its steps, and a step is achieved', async () => {
  at('2026-09-22T15:30:00Z')
  const page = await desks.of('lead-officer')
  await go(page, 'Cases')
  await press(page, NAME)
  await press(page, 'Begin the plan')
  await look(page, 'Plan')
  await press(page, 'Set a goal')
  await page.getByLabel('The goal, in the person').fill('A door of my own')
  await page.getByLabel('The need it is about').selectOption({ label: 'Accommodation' })
  await look(page, 'Set a goal')
  await press(page, 'Save')
  for (const step of ['Look at three rooms', 'Sign a tenancy']) {
    await press(page, /^Add a step/)
    await page.getByLabel('The step, a small win').fill(step)
    await look(page, 'Add a step')
    await press(page, 'Save')
  }
  await look(page, 'Plan')
  await press(page, /^Achieved Look at three rooms/)
  await page.getByLabel('What shows it').fill('He chose the second.')
  await look(page, 'A step is achieved')
  await press(page, 'Save')
  await look(page, 'Plan')
  expect(await wordsOf(page)).toContain('50% of the plan')
}, 180_000)

test('the case is handed over to another area, whose case manager accepts it, and lands at the first contact', async () => {
  at('2026-09-23T08:00:00Z')
  const officer = await desks.of('lead-officer')
  await go(officer, 'Cases')
  await press(officer, NAME)
  await press(officer, 'Hand over')
  await choose(officer, 'What kind of hand-over is it?', 'Area move')
  await officer
    .getByLabel('Who takes the case over?')
    .selectOption({ label: 'Don Valley Rehabilitation Company, South Yorkshire' })
  await officer.getByLabel('Why is the case handed over?').fill('He moves to his sister.')
  await look(officer, 'Begin a hand-over')
  await press(officer, 'Save draft')
  await look(officer, /^Hand-over/)
  await press(officer, 'Add what only you know')
  await officer.getByLabel('Health and adjustments the person agreed to share').fill('Large print.')
  await officer.getByLabel('Enforcement in hand').fill('None.')
  await officer.getByLabel('What the person was told').fill('He asked for the move.')
  await look(officer, 'Add what only you know')
  await press(officer, 'Save')
  await press(officer, 'Offer')
  await look(officer, 'Offer this hand-over')
  await press(officer, 'Offer to Don Valley Rehabilitation Company')
  await look(officer, /^Hand-over/)

  at('2026-09-24T08:00:00Z')
  const receiver = await desks.of('don-manager')
  await look(receiver, /^Today/)
  await press(receiver, 'Answer an offered hand-over')
  await look(receiver, /^Hand-over/)
  await press(receiver, 'Accept')
  await receiver.getByLabel('Who is the responsible officer?').selectOption({ label: 'Don Officer' })
  await fillDay(receiver, 'From which day are you responsible?', '2026-09-24')
  await look(receiver, 'Accept this hand-over')
  for (const gap of await receiver.getByRole('group', { name: /^Missing/ }).all()) {
    await gap.getByLabel('Don Valley Rehabilitation Company').check()
    await gap.getByLabel('Day', { exact: true }).fill('30')
    await gap.getByLabel('Month', { exact: true }).fill('9')
    await gap.getByLabel('Year', { exact: true }).fill('2026')
  }
  await press(receiver, 'Accept responsibility')
  await look(receiver, /^Hand-over/)
  expect(await wordsOf(receiver)).toContain('You are responsible from now on')

  const own = await desks.of('don-officer')
  await look(own, /^Today/)
  await go(own, 'Cases')
  await press(own, NAME)
  await look(own, NAME)
  await press(own, 'Book an appointment')
  await fillDay(own, 'Day', '2026-09-25')
  await own.getByLabel('Time', { exact: true }).fill('10:00')
  await own.getByLabel('Minutes').fill('45')
  await choose(own, 'How', 'In person at a probation office')
  await own.getByLabel('With').selectOption({ label: 'Don Officer' })
  await look(own, 'Book an appointment')
  await press(own, 'Book')
  at('2026-09-25T10:00:00Z')
  await go(own, 'Today')
  await look(own, /^Today/)
  await go(own, 'Cases')
  await press(own, NAME)
  await press(own, 'Record attendance')
  await choose(own, 'Did the person attend?', 'Yes')
  await own.getByLabel('What was done, if anything').fill('A first talk.')
  await look(own, 'Record an appointment')
  await press(own, 'Save')
  await go(own, 'Hand-overs')
  await press(own, /^Done/)
  await look(own, 'Hand-overs')
  expect(await wordsOf(own)).toContain('Landed')
}, 180_000)

test('the month is confirmed by the partner and frozen by the lead, and its statement opens to the figure and the rows', async () => {
  at('2026-10-05T08:00:00Z')
  await clockwork()
  const partner = await desks.of('lantern-manager')
  await go(partner, 'Area')
  await goOn(partner, 'Months')
  await look(partner, 'The month')
  await press(partner, 'September 2026')
  await look(partner, 'September 2026')
  await press(partner, 'Confirm our figures')
  await look(partner, 'September 2026')
  expect(await wordsOf(partner)).toContain('Your organisation has confirmed this month.')

  at('2026-10-08T08:00:00Z')
  const supply = await desks.of('lead-supply')
  await look(supply, /^Today/)
  await go(supply, 'Area')
  await goOn(supply, 'Months')
  await press(supply, 'September 2026')
  await look(supply, 'September 2026')
  await press(supply, 'Freeze this month')
  expect(await wordsOf(supply)).toContain('Weft is freezing this month')
  await clockwork()
  await supply.reload()
  await look(supply, 'September 2026')
  await press(supply, 'Statements of this month')
  await look(supply, 'Statements')

  await go(partner, 'Statements')
  await press(partner, '2026-09-SUB-1')
  await look(partner, 'Statement: £250.00')
  await press(partner, 'Open the figure behind line 1')
  await look(partner, /./)
  await press(partner, 'Open the records behind it')
  await look(partner, /^Records behind/)
  await press(partner, /^Referral/)
  await look(partner, /^Accommodation/)
}, 180_000)

test('two people of finance approve the statement, and the second makes it payable', async () => {
  at('2026-10-09T08:00:00Z')
  for (const [worker, said] of [
    ['lead-finance', 'Another person gives the second approval.'],
    ['lead-finance-2', 'It can be paid.'],
  ] as const) {
    const page = await desks.of(worker)
    await go(page, 'Statements')
    await press(page, '2026-09-SUB-1')
    await press(page, 'Approve this statement')
    await look(page, 'Statement: £250.00')
    expect(await wordsOf(page)).toContain(said)
  }
}, 180_000)

test('the journal of all this verifies, until its owner edits one row, and then it names that row', async () => {
  const { jobs, owner } = desks.world.database
  // Open transactions of other databases of the server hold a seal back.
  await expect.poll(() => sealJournal(jobs, now), { timeout: 60_000 }).toBeGreaterThan(0)
  expect(await verifyJournal(jobs)).toMatchObject({ ok: true })
  const client = await owner.connect()
  await client.query('ALTER TABLE journal.event NO FORCE ROW LEVEL SECURITY')
  const edited = await client.query<{ id: bigint }>(
    `UPDATE journal.event SET facts = facts || '{"edited": true}' WHERE kind = 'referral.accepted' RETURNING id`,
  )
  await client.query('ALTER TABLE journal.event FORCE ROW LEVEL SECURITY')
  client.release()
  const found = await verifyJournal(jobs)
  expect(found.ok).toBe(false)
  expect(found.broken?.event).toBe(edited.rows[0]?.id)
  expect(found.broken?.sentence).toMatch(/^Event \d+, sealed in Seal 1 .* has other facts than those sealed/)
})
