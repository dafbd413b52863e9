import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { Temporal } from 'temporal-polyfill'
import { openPool } from '../../database/pool.ts'
import { answerMonths } from '../../demo/answer-months.ts'
import { closeMonths } from '../../demo/close-months.ts'
import { makeDemo } from '../../demo/make-demo.ts'
import { DEMO_PASSWORD, type Persona } from '../../demo/personas.ts'
import { sealJournal } from '../../journal/seal.ts'
import { LONDON, londonDay } from '../../kernel/calendar.ts'
import { invalid } from '../../kernel/errors.ts'
import { plural } from '../../kernel/words.ts'
import { bringUp, type Installation, openInstallation, ownerUrlOf } from '../installation.ts'

/** How `weft demo` is called. */
export type DemoOptions = { seed: string; people: string; asOf?: string; nation: boolean; json?: boolean }

const FIRST_RUN: DemoOptions = { seed: 'weft', people: '2000', nation: false }
/** Beyond these, referrals of an area would share references. */
const MOST_PEOPLE = { partnership: 200_000, nation: 1_000_000 } as const

/** `weft demo`: makes the demonstration in an empty database. */
export async function demo(options: DemoOptions): Promise<void> {
  const installation = await openInstallation()
  try {
    await bringUp(installation)
    const began = performance.now()
    const report = await makeAll(installation, options, line => {
      if (!options.json) console.error(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}`)
    })
    if (options.json) console.log(JSON.stringify(report))
    else for (const line of inWords(report)) console.log(line)
  } finally {
    await installation.stop()
  }
}

async function makeAll(installation: Installation, options: DemoOptions, log: (line: string) => void) {
  const people = Number(options.people)
  const reach = options.nation ? 'nation' : 'partnership'
  const most = MOST_PEOPLE[reach]
  if (!Number.isInteger(people) || people < 1 || people > most)
    throw invalid({
      field: '--people',
      sentence: `Give a whole number from 1 to ${most.toLocaleString('en-GB')}.`,
    })
  const asOf = dayOf(options.asOf)
  const jobs = openPool(installation.jobsUrl, { size: 4, statementSeconds: 3600, name: 'weft demo' })
  const app = openPool(installation.appUrl, { size: 2, statementSeconds: 3600, name: 'weft demo' })
  try {
    const { cast, ...made } = await makeDemo({
      ownerUrl: ownerUrlOf(installation),
      jobs,
      seed: options.seed,
      people,
      asOf,
      reach,
      log,
    })
    log('Sealing the journal')
    const sealing = sealJournal(jobs, Temporal.Now.instant())
    sealing.catch(() => {})
    const months = await closeMonths(jobs, asOf, log)
    const scopes = { pool: app, key: installation.key, bound: process.env.WEFT_POOLER !== 'transaction' }
    log('Answering figures and statements')
    await answerMonths({ scopes, jobs, cast, asOf })
    await sealing
    await sealJournal(jobs, Temporal.Now.instant())
    await mkdir(installation.folder, { recursive: true })
    await writeFile(join(installation.folder, 'demonstration.json'), JSON.stringify(made.personas, null, 2))
    return { ...made, months }
  } finally {
    await app.end()
    await jobs.end()
  }
}

function dayOf(text: string | undefined): Temporal.PlainDate {
  if (text === undefined) return londonDay(Temporal.Now.instant())
  try {
    return Temporal.PlainDate.from(text)
  } catch {
    throw invalid({ field: '--as-of', sentence: 'Give a day such as 2026-11-22.' })
  }
}

function inWords({
  people,
  organisations,
  rows,
  seconds,
  months,
  personas,
}: Awaited<ReturnType<typeof makeAll>>): string[] {
  return [
    `Made ${plural(people, 'person', 'people')}, ${plural(organisations, 'organisation')}, ${plural(rows, 'row')} in ${seconds.toFixed(1)} seconds; ${plural(months, 'month')} closed.`,
    ...signInLines(personas),
  ]
}

const signInLines = (personas: readonly Persona[]) => [
  `Sign in with the password «${DEMO_PASSWORD}» as`,
  ...personas.map(each => `  ${each.email}\n    ${each.name}, ${each.organisation}: ${each.role}. ${each.does}`),
]

/** Loads the demonstration where the database holds nobody yet. */
export async function loadDemoOnFirstRun(installation: Installation, say: (line: string) => void): Promise<void> {
  if (!(await isEmpty(installation))) return
  say(`First run: loading the demonstration partnership as of ${Temporal.Now.plainDateISO(LONDON)}.`)
  await makeAll(installation, FIRST_RUN, say)
}

async function isEmpty(installation: Installation): Promise<boolean> {
  const client = new pg.Client({ connectionString: ownerUrlOf(installation) })
  await client.connect()
  try {
    await client.query('SET ROLE weft_backup')
    const found = await client.query('SELECT FROM directory.worker LIMIT 1')
    return found.rowCount === 0
  } finally {
    await client.end()
  }
}

/** Lines that say who may sign in: the people of the demonstration, or how to add the first person. */
export async function whoMaySignIn(installation: Installation): Promise<string[]> {
  try {
    const personas = JSON.parse(await readFile(join(installation.folder, 'demonstration.json'), 'utf8')) as Persona[]
    return signInLines(personas)
  } catch {
    return ['Add the first person with: weft user add --help']
  }
}
