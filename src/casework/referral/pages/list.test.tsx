import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { renderDocument } from '../../../web/layout/page.tsx'
import { type ListedReferral, MOST_COUNTED } from '../read-model.ts'
import { ReferralListPage } from './list.tsx'

const NONE = { 'to-answer': 0, waiting: 0, delivering: 0, ended: 0, sent: 0, drafts: 0 }
const AT = Temporal.Instant.from('2026-10-05T10:00:00Z')
const LINE: ListedReferral = {
  area: 'C05',
  caseId: '001Z345X',
  reference: 'AB1234AC',
  category: 'accommodation',
  categoryName: 'Accommodation',
  state: 'sent',
  sender: 'airedale-lead',
  senderName: 'Airedale Rehabilitation Company',
  provider: 'harbour-house',
  providerName: 'Harbour House',
  funding: 'funded',
  madeAt: AT,
  sentAt: AT,
  answeredAt: null,
  startOn: null,
  waitingPlace: null,
  service: null,
  endAs: null,
  url: '/',
  name: null,
  ageBand: null,
  sex: null,
  place: null,
  listedAt: AT,
}

function captionOf(sent: number) {
  const page = <ReferralListPage list="sent" lines={[LINE]} next={undefined} counts={{ ...NONE, sent }} seesRecords />
  const html = renderDocument(page, { path: '/referrals', csrf: 'token', navigation: [] })
  return /<caption[^>]*>(.*?)<\/caption>/.exec(html)?.[1]
}

test('a list says how many it holds, and where counting stopped that there may be more', () => {
  expect(captionOf(1)).toBe('Sent by us: 1 referral')
  expect(captionOf(MOST_COUNTED - 1)).toBe('Sent by us: 99 referrals')
  expect(captionOf(MOST_COUNTED)).toBe('Sent by us: 100 or more referrals')
})
