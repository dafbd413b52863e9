import type { ServiceCategoryCode } from './service-categories.ts'

/**
 * The types under which services are let: six of the whole scheme, ten of dependency and recovery and nineteen of
 * finance, benefit and debt, thirty-five in all. `nsi` is the code under which the case record keeps the service.
 * Source: facts-integration.md 2 (types) and 4 (record codes); what the suffixes mean is read from the places of the
 * agreements let under them.
 */
const WELLBEING = ['lifestyle', 'family', 'emotional_wellbeing', 'social_inclusion'] as const
const WHOLE_PERSON = ['accommodation', 'ete', 'finance', 'dependency', ...WELLBEING] as const
const DEPENDENCY_PLACES = {
  K: 'Kent, Surrey and Sussex',
  L: 'London',
  NE: 'Durham and Cleveland',
  NEN: 'Northumbria',
  SC: 'South Central',
  SW: 'South West',
  SY: 'South Yorkshire',
  WM: 'West Midlands',
  Y: 'Yorkshire and the Humber',
} as const
const FINANCE_PLACES = {
  B: 'Bolton',
  BU: 'Bury',
  EM: 'East Midlands',
  L: 'London',
  M: 'Manchester',
  NE: 'North East',
  NW: 'North West',
  O: 'Oldham',
  R: 'Rochdale',
  SA: 'Salford',
  SC: 'South Central',
  SP: 'Stockport',
  SW: 'South West',
  TA: 'Tameside',
  TR: 'Trafford',
  W: 'Wales',
  WI: 'Wigan',
  WM: 'West Midlands',
  Y: 'Yorkshire and the Humber',
} as const

export type ContractType = {
  readonly code: string
  readonly name: string
  readonly categories: readonly ServiceCategoryCode[]
  readonly nsi: string
}

const DEPENDENCY = { name: 'Dependency and Recovery', categories: ['dependency'], nsi: 'CRS04' } as const
const FINANCE = { name: 'Finance, Benefit and Debt', categories: ['finance'], nsi: 'CRS08' } as const

const byPlace = (type: Omit<ContractType, 'code'>, prefix: string, places: Readonly<Record<string, string>>) =>
  Object.entries(places).map(([suffix, place]) => ({
    ...type,
    code: `${prefix}-${suffix}`,
    name: `${type.name} (${place})`,
  }))

export const CONTRACT_TYPES: readonly ContractType[] = [
  { code: 'ACC', name: 'Accommodation', categories: ['accommodation'], nsi: 'CRS01' },
  { code: 'ETE', name: 'Education, Training and Employment', categories: ['ete'], nsi: 'CRS02' },
  { code: 'PWB', name: 'Personal Wellbeing', categories: WELLBEING, nsi: 'CRS05' },
  { code: 'WOS', name: "Women's Services", categories: WHOLE_PERSON, nsi: 'CRS06' },
  { code: 'WSM', name: "Women's Support", categories: WHOLE_PERSON, nsi: 'CRS07' },
  { code: 'MTR', name: 'Mentoring', categories: ['emotional_wellbeing'], nsi: 'CRS03' },
  { code: 'DNR', ...DEPENDENCY },
  ...byPlace(DEPENDENCY, 'DNR', DEPENDENCY_PLACES),
  ...byPlace(FINANCE, 'FBD', FINANCE_PLACES),
]

export const contractTypeOf = (code: string): ContractType | undefined =>
  CONTRACT_TYPES.find(type => type.code === code)
