import type { SentenceKindCode } from './sentence-kinds.ts'

/**
 * What a court or a licence may require. `unit` is what the requirement is counted in, where it has a length of its
 * own: `days` of activity up to the court's maximum, `hours` of unpaid work, `months` in force. `least` and `most` are
 * the limits of that length where the law sets them; `ages` those of the person, both included.
 * Source: facts.md 5.6 (Criminal Justice Act 2003 s.177; unpaid work 40 to 300 hours; activity days from 1).
 */
export const REQUIREMENT_TYPES = [
  { code: 'unpaid_work', label: 'Unpaid work', on: 'order', unit: 'hours', least: 40, most: 300 },
  { code: 'rehabilitation_activity', label: 'Rehabilitation activity', on: 'order', unit: 'days', least: 1 },
  { code: 'programme', label: 'Accredited programme', on: 'order', unit: 'days' },
  { code: 'prohibited_activity', label: 'Prohibited activity', on: 'order', unit: 'months' },
  { code: 'curfew', label: 'Curfew', on: 'order', unit: 'months' },
  { code: 'exclusion', label: 'Exclusion from a place', on: 'order', unit: 'months' },
  { code: 'residence', label: 'Residence', on: 'order', unit: 'months' },
  { code: 'foreign_travel_prohibition', label: 'No travel abroad', on: 'order', unit: 'months' },
  { code: 'mental_health_treatment', label: 'Mental health treatment', on: 'order', unit: 'months' },
  { code: 'drug_rehabilitation', label: 'Drug rehabilitation', on: 'order', unit: 'months' },
  { code: 'alcohol_treatment', label: 'Alcohol treatment', on: 'order', unit: 'months' },
  { code: 'alcohol_abstinence', label: 'Alcohol abstinence and monitoring', on: 'order', unit: 'days' },
  { code: 'attendance_centre', label: 'Attendance centre', on: 'order', unit: 'hours', ages: [18, 24] },
  { code: 'electronic_monitoring', label: 'Electronic monitoring', on: 'order', unit: 'months' },
  { code: 'licence_standard', label: 'Standard licence condition', on: 'licence' },
  { code: 'licence_additional', label: 'Additional licence condition', on: 'licence' },
  { code: 'supervision_drug_testing', label: 'Drug testing', on: 'post_sentence_supervision' },
  { code: 'supervision_drug_appointment', label: 'Drug appointment', on: 'post_sentence_supervision' },
] as const satisfies readonly RequirementTypeShape[]

type RequirementTypeShape = {
  readonly code: string
  readonly label: string
  readonly on: 'order' | 'licence' | 'post_sentence_supervision'
  readonly unit?: 'days' | 'hours' | 'months'
  readonly least?: number
  readonly most?: number
  readonly ages?: readonly [number, number]
}

export type RequirementTypeCode = (typeof REQUIREMENT_TYPES)[number]['code']
export type RequirementType = RequirementTypeShape & { readonly code: RequirementTypeCode }

export const requirementTypeOf = (code: string): RequirementType | undefined =>
  REQUIREMENT_TYPES.find(type => type.code === code)

const SOURCE_OF: Readonly<Record<SentenceKindCode, RequirementType['on'] | null>> = {
  community_order: 'order',
  suspended_sentence_order: 'order',
  custody: null,
  licence: 'licence',
  post_sentence_supervision: 'post_sentence_supervision',
  none: null,
}

/** The requirements that a sentence of this kind may carry; none for custody and for a person under no order. */
export const requirementTypesFor = (kind: SentenceKindCode): readonly RequirementType[] =>
  REQUIREMENT_TYPES.filter(type => type.on === SOURCE_OF[kind])
