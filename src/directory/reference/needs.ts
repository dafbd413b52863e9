/**
 * The ten needs of an assessment and the two pathways added for women. Weights and thresholds belong to casework.
 * Source: casework.md (Needs, risk, tier), facts.md 5.5; the women's pathways facts.md 5.5 (from memory there).
 */
export const NEEDS = [
  { code: 'accommodation', label: 'Accommodation' },
  { code: 'ete', label: 'Education, training and employment' },
  { code: 'finance', label: 'Finance, benefits and debt' },
  { code: 'relationships', label: 'Relationships' },
  { code: 'lifestyle', label: 'Lifestyle and associates' },
  { code: 'drugs', label: 'Drug misuse' },
  { code: 'alcohol', label: 'Alcohol misuse' },
  { code: 'emotional_wellbeing', label: 'Emotional well-being' },
  { code: 'thinking', label: 'Thinking and behaviour' },
  { code: 'attitudes', label: 'Attitudes' },
] as const

export const WOMENS_PATHWAYS = [
  { code: 'abuse', label: 'Domestic abuse, rape and other abuse' },
  { code: 'sex_work', label: 'Sex work' },
] as const

export type NeedCode = (typeof NEEDS)[number]['code']
export type PathwayCode = NeedCode | (typeof WOMENS_PATHWAYS)[number]['code']
export type Pathway = { readonly code: PathwayCode; readonly label: string }

/** The ten needs and then the two women's pathways. */
export const PATHWAYS: readonly Pathway[] = [...NEEDS, ...WOMENS_PATHWAYS]

export const pathwayOf = (code: string): Pathway | undefined => PATHWAYS.find(pathway => pathway.code === code)

export const needOf = (code: string): (typeof NEEDS)[number] | undefined => NEEDS.find(need => need.code === code)
