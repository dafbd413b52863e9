import type { Page } from 'playwright-core'
import type { Demonstration } from './demonstration.ts'
import type { Inspector } from './inspector.ts'

const AT = 'document.activeElement.className || document.activeElement.id'

/** What the keys must do at once on any page: the skip link comes first and leads past the head, a refusal takes the focus. */
export async function enterByKeys(inspector: Inspector, site: Demonstration, token: string): Promise<string[]> {
  const visit = { site, role: 'nobody', token: '', route: '/sign-in', url: '/sign-in', state: 'by keys' }
  const signedOut = await inspector.openPage(visit)
  const signedIn = await inspector.openPage({ ...visit, token, url: '/cases' })
  try {
    await signedIn.goto(`${site.address}/cases`)
    await signedOut.goto(`${site.address}/sign-in`)
    return [...(await skip(signedIn)), ...(await refusal(signedOut))]
  } finally {
    await signedIn.context().close()
    await signedOut.context().close()
  }
}

async function skip(page: Page): Promise<string[]> {
  const faults: string[] = []
  await page.keyboard.press('Tab')
  if (!(await page.evaluate<string>(AT)).includes('govuk-skip-link')) faults.push('the first stop is no skip link')
  const box = await page.locator('.govuk-skip-link').boundingBox()
  if (!box || box.width < 24 || box.height < 24) faults.push('the skip link is not shown with the focus')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  if (!(await page.evaluate<boolean>("document.querySelector('main').contains(document.activeElement)")))
    faults.push('the skip link does not lead into the page')
  return faults
}

async function refusal(page: Page): Promise<string[]> {
  const faults: string[] = []
  await page.getByLabel('E-mail address').focus()
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')])
  await page.waitForFunction('document.activeElement !== document.body', undefined, { timeout: 5_000 }).catch(() => {})
  if (!(await page.evaluate<string>(AT)).includes('govuk-error-summary'))
    faults.push('the focus is not on the summary of what is wrong')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  if ((await page.evaluate<string>('document.activeElement.id')) !== 'email')
    faults.push('the summary does not lead to the field')
  return faults
}
