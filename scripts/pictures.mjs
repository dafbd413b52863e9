/** Follows a link of the page whose address matches: the first, or the one after so many others. */
const follow =
  (pattern, after = 0) =>
  async page => {
    const addresses = await page
      .locator('main a[href]')
      .evaluateAll(links => links.map(link => link.getAttribute('href')))
    const found = [...new Set(addresses)].filter(href => pattern.test(href))[after]
    if (found === undefined) throw new Error(`${page.url()} has no link to ${pattern}.`)
    await page.goto(new URL(found, page.url()).href)
  }

const CASE = /^\/cases\/[A-Z]\d\d\/[^/?]+$/
const REFERRAL = /\/referrals\/[A-Z]{2}\d{4}[A-Z]{2}$/
const HAND_OVER = /\/hand-overs\/[A-Z]{2}\d{4}[A-Z]{2}$/
const FIGURE = /^\/areas\/[A-Z]\d\d\/figures\/[^/]+\/[^/]+\/[^/]+$/
const AREA = /^\/areas\/[A-Z]\d\d$/
const MONTH = /^\/areas\/[A-Z]\d\d\/months\/[\d-]+$/

const officer = 'practitioner'
const caseManager = 'case manager'
const charity = 'partner manager of a small charity'
const supply = 'supply-chain manager'

/** The guide's pictures: its file's name, as whom it is taken, where from, and the way from there. */
export const PICTURES = [
  { name: 'sign-in', as: 'nobody', from: '/sign-in' },
  { name: 'today', as: officer, from: '/' },
  { name: 'today-phone', as: officer, size: 'phone', from: '/' },
  { name: 'cases', as: officer, from: '/cases' },
  { name: 'case', as: officer, from: '/cases', steps: [follow(CASE)] },
  { name: 'case-phone', as: officer, size: 'phone', from: '/cases', steps: [follow(CASE)] },
  { name: 'plan', as: officer, from: '/cases', steps: [follow(CASE), follow(/\/plan$/)] },
  { name: 'timeline', as: officer, from: '/cases', steps: [follow(CASE), follow(/\/timeline$/)] },
  { name: 'referrals', as: officer, from: '/referrals' },
  { name: 'referral', as: caseManager, from: '/referrals', steps: [follow(REFERRAL)] },
  { name: 'referral-phone', as: officer, size: 'phone', from: '/referrals?list=sent', steps: [follow(REFERRAL)] },
  { name: 'refer', as: officer, from: '/cases', steps: [follow(CASE), follow(/\/referrals\/new$/)] },
  { name: 'service', as: caseManager, from: '/referrals?list=sent', steps: [follow(REFERRAL, 5)] },
  { name: 'hand-overs', as: caseManager, from: '/hand-overs?view=done' },
  { name: 'hand-over', as: caseManager, from: '/hand-overs?view=done', steps: [follow(HAND_OVER)] },
  { name: 'offers', as: officer, from: '/offers' },
  { name: 'organisation', as: charity, from: '/organisations', steps: [follow(/^\/organisations\/[^/?]+$/)] },
  { name: 'agreement', as: supply, from: '/agreements', steps: [follow(/^\/agreements\/[^/?]+$/)] },
  { name: 'area', as: supply, from: '/areas', steps: [follow(AREA)] },
  { name: 'coverage', as: supply, from: '/areas', steps: [follow(AREA), follow(/^\/coverage\//)] },
  { name: 'flows', as: supply, from: '/areas', steps: [follow(AREA), follow(/\/flows/)] },
  { name: 'figure', as: supply, from: '/areas', steps: [follow(AREA), follow(FIGURE)] },
  { name: 'figure-phone', as: supply, size: 'phone', from: '/areas', steps: [follow(AREA), follow(FIGURE)] },
  { name: 'month', as: supply, from: '/months', steps: [follow(MONTH)] },
  { name: 'statement', as: 'finance', from: '/statements', steps: [follow(/^\/statements\/[^/?]+$/)] },
  { name: 'journal', as: 'data-protection officer', from: '/journal' },
  { name: 'looks', as: 'data-protection officer', from: '/looks' },
  { name: 'users', as: 'administrator', from: '/users' },
  { name: 'account', as: officer, from: '/account' },
  { name: 'calculator', as: 'nobody', from: '/calculator' },
]
