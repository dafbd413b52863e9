import { mkdir } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const PICTURES = process.env.WEFT_PICTURES
const WIDE = { width: 1280, height: 900 }
const PHONE = { width: 390, height: 844 }

let taken = 0

/**
 * Looks at a page: it has one heading of the first rank and shows it, nothing is cut off at the side of a wide screen or a phone.
 * Keeps its pictures in the folder that WEFT_PICTURES names, where it names one.
 */
export async function look(page: Page, heading: string | RegExp): Promise<void> {
  await page.getByRole('heading', { level: 1, name: heading }).waitFor()
  expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1)
  taken += 1
  for (const size of [PHONE, WIDE]) {
    await page.setViewportSize(size)
    expect.soft(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(size.width)
    if (PICTURES === undefined) continue
    await mkdir(PICTURES, { recursive: true })
    await page.screenshot({ path: `${PICTURES}/${String(taken).padStart(2, '0')}-${size.width}.png`, fullPage: true })
  }
}
