import type { Page } from 'playwright-core'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { keepFiguresCurrent } from '../../src/performance/figures/keep-current.ts'
import { type StagedReferral, stageCase, stageSent } from '../../src/web/testing/referral-stage.ts'
import { stopOn } from '../proof/accessibility/look.ts'
import { type Desks, openDesks, stagePrice } from './desks.ts'
import { pointer, wordsOf, workWith } from './hands.ts'
import { keysWith } from './keys.ts'

const { choose, fillDay, go, press } = workWith(pointer)
const PLAIN = { javaScriptEnabled: false }
const NAME = 'Zebedee Quillfeather'

let desks: Desks
const stop = new AbortController()
let keeping: Promise<void>

beforeAll(async () => {
  desks = await openDesks(inject('superuserUrl'))
  desks.world.setClock('2026-09-01T08:00:00Z')
  await stagePrice(desks.world, '2026-09')
  keeping = keepFiguresCurrent(desks.world.database.jobs, { signal: stop.signal })
}, 180_000)
afterAll(async () => {
  stop.abort()
  await keeping
  await desks.close()
})

test('without scripts a person is referred, the referral is accepted and the assessment is recorded', async () => {
  await stageCase(desks.world)
  const officer = await desks.of('lead-officer', PLAIN)
  await go(officer, 'Cases')
  await press(officer, NAME)
  await press(officer, 'Refer to a service')
  await officer.getByLabel('Accommodation', { exact: true }).check()
  await press(officer, 'Start the referral')
  await writeDraft(officer)
  await press(officer, 'Check answers and send')
  await press(officer, 'Send to The Lantern Trust')
  expect(await wordsOf(officer)).toContain('The Lantern Trust considers this referral')

  const provider = await desks.of('lantern-manager', PLAIN)
  await press(provider, 'Answer a referral')
  await press(provider, 'Accept')
  await provider.getByLabel('On a day', { exact: true }).check()
  await fillDay(provider, 'Start date', '2026-09-01')
  await press(provider, 'Accept')
  await press(provider, 'Book the assessment')
  await fillDay(provider, 'Day', '2026-09-01')
  await provider.getByLabel('Time it starts').fill('10:00')
  await choose(provider, 'How?', 'Phone')
  await press(provider, 'Book it')
  desks.world.setClock('2026-09-01T10:00:00Z')
  await press(provider, /1 September 2026/)
  await press(provider, 'Record it')
  await choose(provider, 'Did the person come?', 'Yes, on time')
  await provider.getByLabel('What was done?').fill('Looked at what he needs.')
  await press(provider, 'Save the record')
  expect(await wordsOf(provider)).toContain('Attended')
}, 180_000)

async function writeDraft(page: Page) {
  await press(page, 'Confirm the person')
  await press(page, 'This is the person')
  await press(page, 'Needs and outcomes wanted')
  await page.getByLabel('Keeps the home they have and does not become homeless').check()
  await page.getByLabel('Why is this person referred, and why now?').fill('He sleeps on the floor of a friend.')
  await press(page, 'Save and go on')
  await press(page, 'Service and provider')
  await page.getByLabel('The Lantern Trust', { exact: true }).check()
  await press(page, 'Save and go on')
  await press(page, 'How complex it is')
  await page.getByLabel('Medium', { exact: true }).check()
  await press(page, 'Save and go on')
  await press(page, 'Most days, and when to finish by')
  await page.getByLabel('How many days may the service use at most?').fill('12')
  await fillDay(page, 'By when should it be finished?', '2026-12-18')
  await press(page, 'Save and go on')
  for (const task of ['Risk to share', 'Access and language needs']) {
    await press(page, task)
    await press(page, 'Save and go on')
  }
  await press(page, 'What will be shared, and with whom')
  await page.getByLabel('What was the person told about this?').fill('All of it; he agrees.')
  await press(page, 'Save and go on')
}

test('by keys alone a case manager signs in, finds a referral on Today and accepts it', async () => {
  const { url }: StagedReferral = await stageSent(desks.world)
  const { page, email, password } = await desks.door('lantern-manager')
  const faults: string[] = []
  const byKeys = workWith(keysWith(async () => void faults.push(...(await stopOn(page)))))
  await byKeys.fill(page, 'E-mail address', email)
  await byKeys.fill(page, 'Password', password)
  await byKeys.press(page, 'Sign in')
  await page.getByRole('heading', { level: 1, name: /^Today/ }).waitFor()
  await byKeys.press(page, 'Answer a referral')
  await page.getByRole('heading', { level: 1, name: /^Accommodation/ }).waitFor()
  expect(page.url()).toContain(url)
  await byKeys.press(page, 'Accept')
  await byKeys.tick(page, 'On a day')
  await byKeys.fillDay(page, 'Start date', '2026-09-02')
  await byKeys.press(page, 'Accept')
  await page.getByRole('heading', { level: 1, name: /^Accommodation/ }).waitFor()
  expect(await wordsOf(page)).toContain(NAME)
  expect(faults).toEqual([])
}, 180_000)

test('an open page of the area shows a session within moments of its record', async () => {
  const { area, caseId } = await stageCase(desks.world)
  desks.world.setClock(undefined)
  const page = await desks.of('lead-supply')
  await page.goto(`/areas/${area}`)
  const shown = page.getByRole('row', { name: 'Sessions attended' })
  expect(await shown.count()).toBe(0)
  const officer = await desks.of('lead-officer')
  const begins = Temporal.Now.zonedDateTimeISO('Europe/London').add({ hours: 1 })
  await officer.goto(`/cases/${area}/${caseId}/appointments/new`)
  await fillDay(officer, 'Day', begins.toPlainDate().toString())
  await officer.getByLabel('Time', { exact: true }).fill(begins.toPlainTime().toString({ smallestUnit: 'minute' }))
  await officer.getByLabel('Minutes').fill('30')
  await choose(officer, 'How', 'Phone')
  await officer.getByLabel('With').selectOption({ label: 'Lead Officer' })
  await press(officer, 'Book')
  await officer.waitForURL(url => !url.pathname.endsWith('/new'))
  desks.world.setClock(begins.add({ minutes: 5 }).toInstant().toString())
  await officer.reload()
  await press(officer, 'Record attendance')
  await choose(officer, 'Did the person attend?', 'Yes')
  await officer.getByLabel('What was done, if anything').fill('Talked.')
  await press(officer, 'Save')
  const counted = shown.filter({ hasText: '100' })
  await counted.waitFor()
  expect(await counted.count()).toBe(1)
}, 180_000)
