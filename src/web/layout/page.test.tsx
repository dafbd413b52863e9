import { expect, test } from 'vitest'
import { assets } from '../assets/build.ts'
import { Page, renderDocument } from './page.tsx'
import type { Shell } from './shell.ts'

const shell: Shell = {
  path: '/referrals',
  csrf: 'token',
  navigation: [
    { href: '/today', text: 'Today' },
    { href: '/referrals', text: 'Referrals', current: true },
  ],
  signedIn: { name: 'Ada Lowry', organisation: 'Brook House', role: 'case manager' },
}

test('a document has one main part, reached by the skip link, and its language is British English', () => {
  const html = renderDocument(<Page title="Referrals">words</Page>, shell)
  expect(html.startsWith('<!DOCTYPE html>\n<html lang="en-GB"')).toBe(true)
  expect(html).toContain('href="#main-content"')
  expect(html.match(/<main[^>]* id="main-content"/g)).toHaveLength(1)
})

test('the title names the page, its section and Weft, and says first that there is an error', () => {
  const title = (html: string) => /<title>(.*?)<\/title>/.exec(html)?.[1]
  expect(title(renderDocument(<Page title="Referrals" section="North Vale" />, shell))).toBe(
    'Referrals - North Vale - Weft',
  )
  const failed = renderDocument(<Page title="New referral" errors={[{ field: 'need', sentence: 'Choose.' }]} />, shell)
  expect(title(failed)).toBe('Error: New referral - Weft')
  expect(failed).toContain('<a href="#need">Choose.</a>')
})

test('a document has no inline script and no inline style', () => {
  const html = renderDocument(<Page title="Referrals" why="You hold the case." />, {
    ...shell,
    flash: { kind: 'success', text: 'Sent.' },
  })
  expect(html).not.toMatch(/<style|style="| on\w+="/)
  expect(html.match(/<script[^>]*>[^<]*<\/script>/g)).toEqual([
    expect.stringMatching(/src="\/assets\/weft\.js\?v=[\w-]+"><\/script>$/),
  ])
})

test('everything that a document loads is an asset of ours', () => {
  const html = renderDocument(<Page title="Referrals" />, shell)
  const loaded = Array.from(html.matchAll(/<(?:link|script)[^>]* (?:href|src)="([^"?]*)/g), ([, path]) => path ?? '')
  expect(loaded).toHaveLength(3)
  for (const path of loaded) expect(assets().has(path)).toBe(true)
})

test('it says who is signed in, for which organisation, and lets them sign out with the token', () => {
  const html = renderDocument(<Page title="Referrals" />, shell)
  expect(html).toContain('Brook House')
  expect(html).toMatch(/href="\/account">Ada Lowry<\/a>, case manager/)
  expect(html).toMatch(/action="\/sign-out" method="post"[^>]*><input type="hidden" name="_csrf" value="token"/)
})

test('the reasons for which a person sees a record are on its page, and on no other', () => {
  expect(renderDocument(<Page title="Case" why="You hold it." />, shell)).toContain('Why you see this')
  expect(renderDocument(<Page title="Case" />, shell)).not.toContain('Why you see this')
})
