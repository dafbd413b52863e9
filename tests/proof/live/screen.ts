import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import type { HeardFigure } from './stream.ts'

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'

/** Whether there is a browser to look into. */
export const browserAtHand = (): boolean => existsSync(CHROMIUM)

type Watched = { address: string; area: string; cookie: { name: string; value: string } }

/**
 * Opens an area's page in a browser and gives each figure whose parts change on it, as soon as they stand there. Closes with the function
 * that it resolves with.
 */
export async function watchScreen(
  { address, area, cookie }: Watched,
  seen: (figures: readonly HeardFigure[]) => void,
): Promise<() => Promise<void>> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] })
  const context = await browser.newContext()
  await context.addCookies([{ ...cookie, url: address }])
  const page = await context.newPage()
  await page.exposeFunction('figureStands', (key: string, parts: string) => {
    const [month = '', measure = '', organisation = ''] = key.split(' ')
    const [numerator = '0', denominator = '0'] = parts.replaceAll(',', '').match(/\d+/g) ?? []
    seen([{ month, measure, organisation, numerator, denominator }])
  })
  await page.goto(`${address}/areas/${area}`)
  await page.evaluate(LOOK)
  return () => browser.close()
}

/** Tells of each change in the part of the page that follows the work: one figure, or all of them where it was read anew. */
const LOOK = `{
  const tell = place => figureStands(place.dataset.parts, place.textContent)
  new MutationObserver(changes => {
    for (const { target } of changes) {
      const place = (target.closest ? target : target.parentElement)
      const one = place?.closest('[data-parts]')
      if (one) tell(one)
      else for (const each of place?.querySelectorAll('[data-parts]') ?? []) tell(each)
    }
  }).observe(document.querySelector('[data-live-body]'), { subtree: true, childList: true, characterData: true })
}`
