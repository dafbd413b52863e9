/** Sectors, forms and sizes of organisations. Source: partners.md (Organisations). */
export const SECTORS = [
  { code: 'public', label: 'Public' },
  { code: 'private', label: 'Private' },
  { code: 'voluntary', label: 'Voluntary' },
] as const

export type Sector = (typeof SECTORS)[number]['code']

export const ORGANISATION_FORMS = [
  { code: 'charity', label: 'Charity', sectors: ['voluntary'] },
  { code: 'community_interest_company', label: 'Community interest company', sectors: ['voluntary', 'private'] },
  { code: 'company', label: 'Company', sectors: ['private', 'voluntary', 'public'] },
  { code: 'mutual', label: 'Mutual', sectors: ['private', 'voluntary'] },
  { code: 'public_body', label: 'Public body', sectors: ['public'] },
] as const satisfies readonly { code: string; label: string; sectors: readonly Sector[] }[]

export type OrganisationForm = (typeof ORGANISATION_FORMS)[number]['code']

/** Bands by people; `below` is the first number of people that is too many, null where there is none. */
export const PEOPLE_BANDS = [
  { code: 'micro', label: 'Fewer than 10 people', below: 10 },
  { code: 'small', label: '10 to 49 people', below: 50 },
  { code: 'medium', label: '50 to 249 people', below: 250 },
  { code: 'large', label: '250 people or more', below: null },
] as const

export type PeopleBand = (typeof PEOPLE_BANDS)[number]['code']

/** Bands by yearly income; `below` is in pence, null where there is none. */
export const INCOME_BANDS = [
  { code: 'micro', label: 'Under £10,000', below: 1_000_000n },
  { code: 'small', label: '£10,000 to under £100,000', below: 10_000_000n },
  { code: 'medium', label: '£100,000 to under £1 million', below: 100_000_000n },
  { code: 'large', label: '£1 million to under £10 million', below: 1_000_000_000n },
  { code: 'major', label: '£10 million to under £100 million', below: 10_000_000_000n },
  { code: 'super_major', label: '£100 million or more', below: null },
] as const

export type IncomeBand = (typeof INCOME_BANDS)[number]['code']

/** The band that holds this many people. */
export const peopleBandOf = (people: number): PeopleBand =>
  PEOPLE_BANDS.find(band => band.below !== null && people < band.below)?.code ?? 'large'

/** The band that holds this yearly income in pence. */
export const incomeBandOf = (pence: bigint): IncomeBand =>
  INCOME_BANDS.find(band => band.below !== null && pence < band.below)?.code ?? 'super_major'
