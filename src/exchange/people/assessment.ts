import type { NeedCode } from '../../directory/reference/needs.ts'
import type { Faults } from './fit.ts'
import { day, moment, parsedBy } from './identity.ts'
import type { mappaShape, needsShape, RiskRecord } from './shapes.ts'

type Read<Shape extends { Parse(value: unknown): unknown }> = ReturnType<Shape['Parse']>

const NEEDS_OF_SOURCE: Readonly<Record<string, NeedCode>> = {
  ACCOMMODATION: 'accommodation',
  EDUCATION_TRAINING_AND_EMPLOYABILITY: 'ete',
  FINANCE: 'finance',
  RELATIONSHIPS: 'relationships',
  LIFESTYLE_AND_ASSOCIATES: 'lifestyle',
  DRUG_MISUSE: 'drugs',
  ALCOHOL_MISUSE: 'alcohol',
  EMOTIONAL_WELLBEING: 'emotional_wellbeing',
  THINKING_AND_BEHAVIOUR: 'thinking',
  ATTITUDE: 'attitudes',
}
const LEVELS_OF_SOURCE = { LOW: 'low', MEDIUM: 'medium', HIGH: 'high', VERY_HIGH: 'very_high' } as const
const ANSWERS = { YES: 'yes', NO: 'no', DK: 'unknown' } as const

/** `harm` and `reoffending`: whether the assessment links the need to them; null where it does not say. */
export type NeedReading = {
  readonly need: NeedCode
  readonly harm: boolean | null
  readonly reoffending: boolean | null
}
export type NeedsReading = { readonly assessedOn: string | null; readonly needs: readonly NeedReading[] }
export type RiskLevel = (typeof LEVELS_OF_SOURCE)[keyof typeof LEVELS_OF_SOURCE]
export type RiskGroup = 'children' | 'public' | 'knownAdult' | 'staff' | 'prisoners'
export type LevelsByGroup = Readonly<Record<RiskGroup, RiskLevel | null>>
export type Answer = (typeof ANSWERS)[keyof typeof ANSWERS]
export type Concern = {
  readonly risk: Answer | null
  readonly current: Answer | null
  readonly previous: Answer | null
}

/** Risk of serious harm as the source holds it; `assessedOn` is a local date and time. */
export type RiskReading = {
  readonly assessedOn: string | null
  readonly overall: RiskLevel | null
  readonly community: LevelsByGroup
  readonly custody: LevelsByGroup
  readonly whoIsAtRisk: string | null
  readonly natureOfRisk: string | null
  readonly imminence: string | null
  readonly increasedBy: string | null
  readonly reducedBy: string | null
  readonly toSelf: Readonly<Record<'suicide' | 'selfHarm' | 'custody' | 'hostelSetting' | 'vulnerability', Concern>>
}

/** MAPPA: level 1 to 3, category 1 to 4, days as ISO days; null where the source holds no such value. */
export type MappaReading = {
  readonly level: number | null
  readonly category: number | null
  readonly levelWords: string | null
  readonly categoryWords: string | null
  readonly from: string | null
  readonly review: string | null
  readonly notes: string | null
}

type At = { readonly path: string; readonly faults: Faults }

/** The needs in the source's words as ours; a type that we do not know is noted and left out. */
export function readNeeds(found: Read<typeof needsShape>, at: At): NeedsReading {
  const needs = (found.needs ?? []).flatMap((found, place) => {
    const need = coded(NEEDS_OF_SOURCE, found?.type, { ...at, field: `needs.${place}.type` })
    return need ? [{ need, harm: found?.riskOfHarm ?? null, reoffending: found?.riskOfReoffending ?? null }] : []
  })
  return { assessedOn: parsedBy(found.assessedOn, moment, { ...at, field: 'assessedOn' }), needs }
}

export function readRisk(found: RiskRecord, at: At): RiskReading {
  const { summary, riskToSelf } = found
  const concern = (topic: keyof RiskReading['toSelf']) =>
    readConcern(riskToSelf?.[topic], { ...at, field: `riskToSelf.${topic}` })
  return {
    assessedOn: parsedBy(found.assessedOn, moment, { ...at, field: 'assessedOn' }),
    overall: levelOf(summary?.overallRiskLevel, { ...at, field: 'summary.overallRiskLevel' }),
    community: levelsOf(summary?.riskInCommunity, { ...at, field: 'summary.riskInCommunity' }),
    custody: levelsOf(summary?.riskInCustody, { ...at, field: 'summary.riskInCustody' }),
    whoIsAtRisk: summary?.whoIsAtRisk ?? null,
    natureOfRisk: summary?.natureOfRisk ?? null,
    imminence: summary?.riskImminence ?? null,
    increasedBy: summary?.riskIncreaseFactors ?? null,
    reducedBy: summary?.riskMitigationFactors ?? null,
    toSelf: {
      suicide: concern('suicide'),
      selfHarm: concern('selfHarm'),
      custody: concern('custody'),
      hostelSetting: concern('hostelSetting'),
      vulnerability: concern('vulnerability'),
    },
  }
}

export const readMappa = (found: Read<typeof mappaShape>, at: At): MappaReading => ({
  level: found.level ?? null,
  category: found.category ?? null,
  levelWords: found.levelDescription ?? null,
  categoryWords: found.categoryDescription ?? null,
  from: parsedBy(found.startDate, day, { ...at, field: 'startDate' }),
  review: parsedBy(found.reviewDate, day, { ...at, field: 'reviewDate' }),
  notes: found.notes ?? null,
})

type AtField = At & { readonly field: string }
type Groups = Partial<Record<RiskGroup, string | null>>

const levelsOf = (found: Groups | null | undefined, at: AtField): LevelsByGroup => {
  const of = (group: RiskGroup) => levelOf(found?.[group], { ...at, field: `${at.field}.${group}` })
  return {
    children: of('children'),
    public: of('public'),
    knownAdult: of('knownAdult'),
    staff: of('staff'),
    prisoners: of('prisoners'),
  }
}

const levelOf = (text: string | null | undefined, at: AtField): RiskLevel | null => coded(LEVELS_OF_SOURCE, text, at)

type ConcernRecord = { risk?: string | null; current?: string | null; previous?: string | null }
const readConcern = (found: ConcernRecord | null | undefined, at: AtField): Concern => ({
  risk: coded(ANSWERS, found?.risk, { ...at, field: `${at.field}.risk` }),
  current: coded(ANSWERS, found?.current, { ...at, field: `${at.field}.current` }),
  previous: coded(ANSWERS, found?.previous, { ...at, field: `${at.field}.previous` }),
})

/** Our code for the source's; blanks around it and small letters are forgiven and noted, another value is lost. */
function coded<Code extends string>(
  codes: Readonly<Record<string, Code>>,
  text: string | null | undefined,
  { path, field, faults }: AtField,
): Code | null {
  if (text === null || text === undefined) return null
  const clean = text.trim().toUpperCase()
  const code = Object.hasOwn(codes, clean) ? codes[clean] : undefined
  if (!code) return faults.lose(path, field, text, 'It is none of the values that are known here.')
  if (clean !== text) faults.take(path, field, text, clean)
  return code
}
