import type { Page } from 'playwright-core'
import { Temporal } from 'temporal-polyfill'
import type { Pool } from '../../src/database/pool.ts'
import { catchUp } from '../../src/performance/figures/keep-current.ts'
import { TASKS } from '../../src/web/clockwork.ts'
import { stageCase } from '../../src/web/testing/referral-stage.ts'
import { type Desks, stagePrice } from './desks.ts'
import { type Words, wordsOf } from './hands.ts'

/*
 * The whole job, in the order in which it is done: each step goes on where the one before it stopped. Nothing is staged but who
 * works where, the agreement and the case; all else is done through the pages.
 */
const NAME = 'Zebedee Quillfeather'

/** Looks at a page that has this heading; the job goes on after it. */
export type Look = (page: Page, heading: string | RegExp) => Promise<void>

type Job = {
  desks: Desks
  words: Words
  look: Look
  /** Sets the clock of everybody. */
  at(instant: string): void
  /** What runs beside the requests, once around: figures first, since months open by them. */
  clockwork(): Promise<void>
}

/** Stages what the job begins with; `now` tells the time at which it stands. */
export async function beginJob({ desks, words, look }: Pick<Job, 'desks' | 'words' | 'look'>) {
  let now = Temporal.Instant.from('2026-08-31T08:00:00Z')
  const { jobs } = desks.world.database
  const job: Job = {
    desks,
    words,
    look,
    at(instant) {
      now = Temporal.Instant.from(instant)
      desks.world.setClock(instant)
    },
    clockwork: () => passTime(jobs, now),
  }
  job.at('2026-08-31T08:00:00Z')
  await stagePrice(desks.world, '2026-09')
  await stageCase(desks.world)
  await catchAllUp(jobs, now)
  return { job, now: () => now }
}

async function catchAllUp(jobs: Pool, now: Temporal.Instant) {
  while ((await catchUp(jobs, () => now)) > 0);
}

/** Brings the figures up to date and does once around what the clockwork does. */
export async function passTime(jobs: Pool, now: Temporal.Instant): Promise<void> {
  await catchAllUp(jobs, now)
  for (const { run } of TASKS) await run(jobs, now)
}

async function says(page: Page, expected: string) {
  const found = await wordsOf(page)
  if (!found.includes(expected)) throw new Error(`${page.url()} does not say “${expected}”: ${found.slice(0, 400)}`)
}

async function saysNot(page: Page, hidden: string) {
  if ((await wordsOf(page)).includes(hidden)) throw new Error(`${page.url()} says “${hidden}”.`)
}

const refer = async ({ at, look, desks, words }: Job) => {
  const { fill, tick, press, go, fillDay } = words
  at('2026-09-01T08:30:00Z')
  const page = await desks.of('lead-officer')
  await look(page, /^Today/)
  await go(page, 'Cases')
  await look(page, 'Cases')
  await press(page, NAME)
  await look(page, NAME)
  await press(page, 'Refer to a service')
  await look(page, 'Which service is wanted?')
  await tick(page, 'Accommodation')
  await press(page, 'Start the referral')
  await look(page, 'Refer to Accommodation')

  await press(page, 'Confirm the person')
  await look(page, 'Confirm the person')
  await press(page, 'This is the person')

  await press(page, 'Needs and outcomes wanted')
  await tick(page, 'Keeps the home they have and does not become homeless')
  await fill(page, 'Why is this person referred, and why now?', 'He sleeps on the floor of a friend.')
  await look(page, 'Needs and outcomes wanted')
  await press(page, 'Save and go on')

  await press(page, 'Service and provider')
  await tick(page, 'The Lantern Trust')
  await look(page, 'Service and provider')
  await press(page, 'Save and go on')

  await press(page, 'How complex it is')
  await tick(page, 'Medium')
  await look(page, 'How complex is it?')
  await press(page, 'Save and go on')

  await press(page, 'Most days, and when to finish by')
  await fill(page, 'How many days may the service use at most?', '12')
  await fillDay(page, 'By when should it be finished?', '2026-12-18')
  await look(page, 'Most days, and when to finish by')
  await press(page, 'Save and go on')

  await press(page, 'Risk to share')
  await look(page, 'Risk to share')
  await press(page, 'Save and go on')

  await press(page, 'Access and language needs')
  await fill(page, 'In which language is an interpreter wanted?', 'Urdu')
  await look(page, 'Access and language needs')
  await press(page, 'Save and go on')

  await press(page, 'What will be shared, and with whom')
  await fill(page, 'What was the person told about this?', 'All of it; he agrees.')
  await look(page, 'What will be shared, and with whom')
  await press(page, 'Save and go on')

  await press(page, 'Check answers and send')
  await look(page, 'Check answers and send')
  await press(page, 'Send to The Lantern Trust')
  await look(page, /^Accommodation/)
  await says(page, 'The Lantern Trust considers this referral')
}

const accept = async ({ at, look, desks, words }: Job) => {
  const { tick, pick, press, fillDay } = words
  at('2026-09-02T09:00:00Z')
  const page = await desks.of('lantern-manager')
  await look(page, /^Today/)
  await saysNot(page, 'Quillfeather')
  await press(page, 'Answer a referral')
  await look(page, /^Accommodation/)
  await saysNot(page, 'Quillfeather')
  await press(page, 'Accept')
  await tick(page, 'On a day')
  await fillDay(page, 'Start date', '2026-09-03')
  await look(page, 'Accept this referral')
  await press(page, 'Accept')
  await look(page, /^Accommodation/)
  await says(page, NAME)
  await press(page, 'Who works on it')
  await tick(page.getByRole('group', { name: 'Who works with the person?' }), 'Lantern Worker')
  await pick(page, 'Who leads?', 'Lantern Worker')
  await look(page, 'Who works on it')
  await press(page, 'Save')
  await look(page, /^Accommodation/)
}

const assessAndPlan = async ({ at, look, desks, words }: Job) => {
  const { fill, press, go, choose, fillDay } = words
  const page = await desks.of('lantern-worker')
  await look(page, /^Today/)
  await go(page, 'Referrals')
  await look(page, 'Referrals')
  await press(page, /^[A-Z]{2}\d{4}AC$/)
  await press(page, 'Book the assessment')
  await fillDay(page, 'Day', '2026-09-03')
  await fill(page, 'Time it starts', '10:00')
  await choose(page, 'How?', 'In person elsewhere')
  await look(page, 'Book the initial assessment')
  await press(page, 'Book it')
  await look(page, /^Accommodation/)

  at('2026-09-03T10:30:00Z')
  await press(page, /3 September 2026/)
  await look(page, /^Initial assessment/)
  await press(page, 'Record it')
  await choose(page, 'Did the person come?', 'Yes, on time')
  await fill(page, 'What was done?', 'Looked at what he needs.')
  await look(page, 'Record the assessment')
  await press(page, 'Save the record')
  await look(page, /^Initial assessment/)
  await press(page, 'Back to the referral')

  await press(page, 'Write the plan')
  const first = page.getByRole('group', { name: 'Activity 1' })
  await fill(first, 'What will be done?', 'Find a room and keep it')
  await fill(first, 'In how many sessions?', '3')
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
}

const bookAndRecord = async ({ at, look, desks, words }: Job) => {
  const { fill, press, go, choose, fillDay } = words
  const page = await desks.of('lantern-worker')
  await page.reload()
  await press(page, 'Book sessions')
  await fillDay(page, 'Day', '2026-09-08')
  await fill(page, 'Time it starts', '14:00')
  await choose(page, 'How?', 'In person elsewhere')
  await fill(page, 'How many sessions?', '3')
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
    if (day === 15) await fill(page, 'Why were they late?', 'The bus')
    await fill(page, 'What was done?', 'Looked at rooms together.')
    await look(page, 'Record the session')
    await press(page, 'Save the record')
    await look(page, /^Session/)
  }
  await press(page, 'Back to the referral')
  await says(page, '3 held of 3 planned')
}

const setGoal = async ({ at, look, desks, words }: Job) => {
  const { fill, pick, press, go } = words
  at('2026-09-22T15:30:00Z')
  const page = await desks.of('lead-officer')
  await go(page, 'Cases')
  await press(page, NAME)
  await press(page, 'Begin the plan')
  await look(page, 'Plan')
  await press(page, 'Set a goal')
  await fill(page, 'The goal, in the person', 'A door of my own')
  await pick(page, 'The need it is about', 'Accommodation')
  await look(page, 'Set a goal')
  await press(page, 'Save')
  for (const step of ['Look at three rooms', 'Sign a tenancy']) {
    await press(page, /^Add a step/)
    await fill(page, 'The step, a small win', step)
    await look(page, 'Add a step')
    await press(page, 'Save')
  }
  await look(page, 'Plan')
  await press(page, /^Achieved Look at three rooms/)
  await fill(page, 'What shows it', 'He chose the second.')
  await look(page, 'A step is achieved')
  await press(page, 'Save')
  await look(page, 'Plan')
  await says(page, '50% of the plan')
}

const handOver = async ({ at, look, desks, words }: Job) => {
  const { fill, tick, pick, press, go, choose, fillDay } = words
  at('2026-09-23T08:00:00Z')
  const officer = await desks.of('lead-officer')
  await go(officer, 'Cases')
  await press(officer, NAME)
  await press(officer, 'Hand over')
  await choose(officer, 'What kind of hand-over is it?', 'Area move')
  await pick(officer, 'Who takes the case over?', 'Don Valley Rehabilitation Company, South Yorkshire')
  await fill(officer, 'Why is the case handed over?', 'He moves to his sister.')
  await look(officer, 'Begin a hand-over')
  await press(officer, 'Save draft')
  await look(officer, /^Hand-over/)
  await press(officer, 'Add what only you know')
  await fill(officer, 'Health and adjustments the person agreed to share', 'Large print.')
  await fill(officer, 'Enforcement in hand', 'None.')
  await fill(officer, 'What the person was told', 'He asked for the move.')
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
  await pick(receiver, 'Who is the responsible officer?', 'Don Officer')
  await fillDay(receiver, 'From which day are you responsible?', '2026-09-24')
  await look(receiver, 'Accept this hand-over')
  for (const gap of await receiver.getByRole('group', { name: /^Missing/ }).all()) {
    await tick(gap, 'Don Valley Rehabilitation Company')
    await fill(gap, 'Day', '30')
    await fill(gap, 'Month', '9')
    await fill(gap, 'Year', '2026')
  }
  await press(receiver, 'Accept responsibility')
  await look(receiver, /^Hand-over/)
  await says(receiver, 'You are responsible from now on')

  const own = await desks.of('don-officer')
  await look(own, /^Today/)
  await go(own, 'Cases')
  await press(own, NAME)
  await look(own, NAME)
  await press(own, 'Book an appointment')
  await fillDay(own, 'Day', '2026-09-25')
  await fill(own, 'Time', '10:00')
  await fill(own, 'Minutes', '45')
  await choose(own, 'How', 'In person at a probation office')
  await pick(own, 'With', 'Don Officer')
  await look(own, 'Book an appointment')
  await press(own, 'Book')
  at('2026-09-25T10:00:00Z')
  await go(own, 'Today')
  await look(own, /^Today/)
  await go(own, 'Cases')
  await press(own, NAME)
  await press(own, 'Record attendance')
  await choose(own, 'Did the person attend?', 'Yes')
  await fill(own, 'What was done, if anything', 'A first talk.')
  await look(own, 'Record an appointment')
  await press(own, 'Save')
  await go(own, 'Hand-overs')
  await press(own, /^Done/)
  await look(own, 'Hand-overs')
  await says(own, 'Landed')
}

const freeze = async ({ at, clockwork, look, desks, words }: Job) => {
  const { press, go, goOn } = words
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
  await says(partner, 'Your organisation has confirmed this month.')

  at('2026-10-08T08:00:00Z')
  const supply = await desks.of('lead-supply')
  await look(supply, /^Today/)
  await go(supply, 'Area')
  await goOn(supply, 'Months')
  await press(supply, 'September 2026')
  await look(supply, 'September 2026')
  await press(supply, 'Freeze this month')
  await says(supply, 'Weft is freezing this month')
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
}

const approve = async ({ at, look, desks, words }: Job) => {
  const { press, go } = words
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
    await says(page, said)
  }
}

/** The steps by the sentence that each proves. */
export const MAIN_JOB: readonly { name: string; run: (job: Job) => Promise<void> }[] = [
  { name: 'the responsible officer refers a person to a service, task by task', run: refer },
  {
    name: 'the provider’s case manager finds it on Today without a name, accepts it and says who works on it',
    run: accept,
  },
  { name: 'the worker assesses and writes the plan, and the responsible officer agrees it', run: assessAndPlan },
  { name: 'three sessions are booked as a series and recorded one by one', run: bookAndRecord },
  { name: 'the officer sets a goal with its steps, and a step is achieved', run: setGoal },
  {
    name: 'the case is handed over to another area, whose case manager accepts it, and lands at the first contact',
    run: handOver,
  },
  {
    name: 'the month is confirmed by the partner and frozen by the lead, and its statement opens to the figure and the rows',
    run: freeze,
  },
  { name: 'two people of finance approve the statement, and the second makes it payable', run: approve },
]
