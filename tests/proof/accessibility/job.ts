import type { Page } from 'playwright-core'
import { type Desks, openDesks } from '../../browser/desks.ts'
import { pointer, workWith } from '../../browser/hands.ts'
import { keysWith } from '../../browser/keys.ts'
import { beginJob, type Look, MAIN_JOB } from '../../browser/main-job.ts'
import { routeOf } from '../../browser/walk.ts'
import type { Inspector } from './inspector.ts'
import { stopOn } from './look.ts'
import { linksFrom, type Visit, visitsFrom } from './visits.ts'

/** What a job came to: how many of its steps were done, what was wrong, and over how many pages and stops it went. */
export type Done = { steps: number; faults: string[]; pages: number; stops: number }

const open = (): Done => ({ steps: 0, faults: [], pages: 0, stops: 0 })

/** Does the whole job without scripts, and looks at each page of it, and at what it links to, in a browser with scripts. */
export async function jobWithoutScripts(superuserUrl: string, inspector: Inspector): Promise<Done> {
  const done = open()
  const desks = await openDesks(superuserUrl, { always: { javaScriptEnabled: false } })
  try {
    const seen = new Set<string>()
    await doJob(desks, done, {
      hands: pointer,
      async look(page, heading) {
        await headed(page, heading)
        done.pages += 1
        const here = await visitOf(desks, page)
        if (seen.has(here.route)) return
        seen.add(here.route)
        await inspector.inspect(here)
        const unseen = await visitsFrom(here, await linksFrom(here), inspector.routes)
        await inspector.inspectAll(unseen, () => false)
      },
    })
  } finally {
    await desks.close()
  }
  return done
}

/** Does the whole job by keys alone, and goes once around every page of it with Tab. */
export async function jobByKeys(superuserUrl: string): Promise<Done> {
  const done = open()
  const hands = keysWith(page => stopAt(page, done))
  const desks = await openDesks(superuserUrl, { hands })
  try {
    await doJob(desks, done, {
      hands,
      async look(page, heading) {
        await headed(page, heading)
        done.pages += 1
        await goAround(page, done)
      },
    })
  } finally {
    await desks.close()
  }
  return done
}

type Way = { hands: Parameters<typeof workWith>[0]; look: Look }

async function doJob(desks: Desks, done: Done, { hands, look }: Way) {
  const { job } = await beginJob({ desks, words: workWith(hands), look })
  for (const { name, run } of MAIN_JOB)
    try {
      await run(job)
      done.steps += 1
    } catch (error) {
      done.faults.push(`not done: ${name}: ${String(error).slice(0, 300)}`)
      return
    }
}

async function headed(page: Page, heading: string | RegExp) {
  await page.getByRole('heading', { level: 1, name: heading }).waitFor()
}

async function visitOf({ world, address }: Desks, page: Page): Promise<Visit> {
  const cookies = await page.context().cookies()
  const url = page.url().slice(address.length)
  const token = cookies.find(({ name }) => name === 'weft_session')?.value ?? ''
  return {
    site: { ...world, address },
    role: 'in the main job',
    token,
    route: routeOf(url) ?? url,
    url,
    state: 'at work',
  }
}

async function stopAt(page: Page, done: Done) {
  done.stops += 1
  const faults = await stopOn(page)
  done.faults.push(...faults.map(words => `${routeOf(new URL(page.url()).pathname) ?? page.url()} ${words}`))
}

/** Presses Tab until the focus comes back to where it began: every stop is reached, and none keeps it. */
async function goAround(page: Page, done: Done) {
  const AT = '(globalThis.weftRound ??= []).push(document.activeElement) && weftRound.indexOf(document.activeElement)'
  await stopAt(page, done)
  const stops = await page.evaluate<number>('weftEyes.stops()')
  await page.evaluate('globalThis.weftRound = []')
  for (let pressed = 0; pressed <= stops + 3; pressed += 1) {
    await page.keyboard.press('Tab')
    await stopAt(page, done)
    if ((await page.evaluate<number>(AT)) < pressed) break
  }
  const reached = await page.evaluate<number>('new Set(weftRound.filter(each => each !== document.body)).size')
  if (reached < stops) done.faults.push(`${page.url()}: Tab reaches ${reached} of ${stops} stops`)
}
