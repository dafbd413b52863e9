import { readFileSync } from 'node:fs'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/** What a page is held to, each in its words for the report. */
export const CHECKS = {
  axe: 'faults that axe finds',
  shape: 'pages without one heading of the first rank, or tables without a caption',
  narrow: 'faults on 320 and 768 pixels: sideways scrolling, words cut off or on each other',
  zoomed: 'faults at a zoom of 200 %',
  larger: 'faults with words of 200 %',
  spaced: 'faults with the spacing of WCAG 1.4.12',
  focus: 'stops of the focus that are not shown, are covered or go back up',
  forced: 'stops and marks not shown in forced colours',
  marks: 'marks of drawings below 3 to 1',
  motion: 'things that move where a person asks for stillness',
  script: 'errors of scripts',
} as const

export type Check = keyof typeof CHECKS
export type Fault = { check: Check; words: string }

const WIDE = { width: 1280, height: 900 }
const NARROW = { width: 320, height: 640 }
/** Where tables have little room and the navigation stands open. */
const BETWEEN = { width: 768, height: 900 }
/** 1280 by 900 at a zoom of 200 %. */
const HALF = { width: 640, height: 450 }

const EYES = readFileSync(new URL('eyes.js', import.meta.url), 'utf8')

/** Of axe all rules that stand for WCAG 2.2 A and AA, those it holds to be good practice, and those it still tries. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice', 'experimental']

/** GOV.UK's own script says of a radio that opens a question whether it is open, which radios may not say. */
const allowed = (rule: string, html: string) => rule === 'aria-allowed-attr' && html.includes('aria-expanded')

/** Looks at the page as it stands, with many hands and eyes, and leaves it wide. */
export async function lookAt(page: Page): Promise<Fault[]> {
  const faults: Fault[] = []
  const see = async (check: Check, ...looks: string[]) => {
    for (const look of looks)
      for (const words of new Set(await page.evaluate<string[]>(`weftEyes.${look}`))) faults.push({ check, words })
  }
  await page.setViewportSize(WIDE)
  await page.evaluate(EYES)
  faults.push(...(await axeOn(page)))
  await see('shape', 'shape()')
  await see('marks', 'faint()')
  await see('focus', 'focus(false)')
  await page.evaluate("weftEyes.words('twice')")
  await see('larger', 'sideways()', 'cut()', 'overlapping()')
  await page.evaluate("weftEyes.words('spaced')")
  await see('spaced', 'sideways()', 'cut()', 'overlapping()')
  await page.evaluate("weftEyes.words('plain')")
  await page.setViewportSize(HALF)
  await see('zoomed', 'sideways()', 'cut()', 'overlapping()')
  await page.setViewportSize(BETWEEN)
  await see('narrow', 'sideways()', 'cut()', 'overlapping()')
  await page.setViewportSize(NARROW)
  await see('narrow', 'sideways()', 'cut()', 'overlapping()', 'focus(false)')
  await page.setViewportSize(WIDE)
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' })
  await see('motion', 'moving()')
  await see('forced', 'faint()', 'current()', 'focus(true)')
  await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' })
  await see('forced', 'faint()')
  await page.emulateMedia({ forcedColors: 'none', reducedMotion: 'no-preference', colorScheme: 'light' })
  return faults
}

/** No page has a frame, so that axe may run within the page itself. */
async function axeOn(page: Page): Promise<Fault[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).setLegacyMode(true).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes
      .filter(({ html }) => !allowed(id, html))
      .map(({ html }) => ({ check: 'axe' as const, words: `${id}: ${html.slice(0, 160)}` })),
  )
}

/** The stop at which the focus of the keys is: what is wrong with it. */
export async function stopOn(page: Page): Promise<string[]> {
  if (await page.evaluate<boolean>('globalThis.weftEyes === undefined')) await page.evaluate(EYES)
  return page.evaluate<string[]>('weftEyes.stop()')
}
