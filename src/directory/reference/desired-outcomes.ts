import type { ServiceCategoryCode } from './service-categories.ts'

/**
 * What a service is asked to achieve, by category, in plain words. `only` marks an outcome that is wanted in some
 * agreements and not in all.
 * Source: facts-integration.md 2, the outcomes in use since April 2025, said anew; a women's service is asked for the
 * outcomes of the categories it covers and for the two of its own here.
 */
export const DESIRED_OUTCOMES = [
  {
    code: 'accommodation.tenancy',
    category: 'accommodation',
    label: 'Has a settled social, supported or private tenancy',
  },
  {
    code: 'accommodation.kept',
    category: 'accommodation',
    label: 'Keeps the home they have and does not become homeless',
  },
  { code: 'accommodation.barriers', category: 'accommodation', label: 'Has fewer barriers between them and a home' },
  { code: 'ete.employability', category: 'ete', label: 'Is more employable' },
  { code: 'ete.started', category: 'ete', label: 'Has started suitable education, training or work' },
  { code: 'ete.kept', category: 'ete', label: 'Stays in suitable education, training or work' },
  { code: 'finance.debt', category: 'finance', label: 'Has dealt with debt and money problems' },
  { code: 'finance.skills', category: 'finance', label: 'Has the skills to look after money' },
  { code: 'finance.benefits', category: 'finance', label: 'Receives the benefits they are entitled to' },
  { code: 'dependency.overdose', category: 'dependency', label: 'Is at the lowest risk of overdose after release' },
  { code: 'dependency.support', category: 'dependency', label: 'Is in touch with the right support for recovery' },
  { code: 'dependency.use', category: 'dependency', label: 'Does not use, or uses without dependency or problems' },
  { code: 'lifestyle.ties', category: 'lifestyle', label: 'Has fewer ties to people who offend' },
  {
    code: 'lifestyle.networks',
    category: 'lifestyle',
    label: 'Takes part in groups and interests that keep them well',
  },
  {
    code: 'family.support',
    category: 'family',
    label: 'Has family who are helped to support them through the sentence',
  },
  { code: 'family.parenting', category: 'family', label: 'Is a confident and responsible parent' },
  { code: 'family.relationships', category: 'family', label: 'Has better relationships with family and partners' },
  { code: 'family.breakdown', category: 'family', label: 'Copes when a relationship breaks down' },
  { code: 'family.services', category: 'family', label: 'Uses services for families' },
  {
    code: 'emotional_wellbeing.resilience',
    category: 'emotional_wellbeing',
    label: 'Feels better, copes better or is more confident',
  },
  { code: 'emotional_wellbeing.health', category: 'emotional_wellbeing', label: 'Uses other health services' },
  {
    code: 'emotional_wellbeing.home',
    category: 'emotional_wellbeing',
    label: 'Has a home, where none was at immediate risk',
    only: 'some agreements',
  },
  {
    code: 'social_inclusion.transition',
    category: 'social_inclusion',
    label: 'Has made a good start in the community after custody',
  },
  {
    code: 'social_inclusion.networks',
    category: 'social_inclusion',
    label: 'Has people around them and is less alone',
    only: 'some agreements',
  },
  {
    code: 'social_inclusion.early',
    category: 'social_inclusion',
    label: 'Was in touch with community services soon after release',
    only: 'some agreements',
  },
  {
    code: 'social_inclusion.resilience',
    category: 'social_inclusion',
    label: 'Keeps going when the return to the community is hard',
    only: 'some agreements',
  },
  { code: 'womens.safety', category: 'womens', label: 'Is safer from abuse and has support to stay so' },
  { code: 'womens.choices', category: 'womens', label: 'Has support and choices about leaving sex work' },
] as const satisfies readonly DesiredOutcomeShape[]

type DesiredOutcomeShape = {
  readonly code: string
  readonly category: ServiceCategoryCode
  readonly label: string
  readonly only?: 'some agreements'
}

export type DesiredOutcomeCode = (typeof DESIRED_OUTCOMES)[number]['code']
export type DesiredOutcome = DesiredOutcomeShape & { readonly code: DesiredOutcomeCode }

export const desiredOutcomeOf = (code: string): DesiredOutcome | undefined =>
  DESIRED_OUTCOMES.find(outcome => outcome.code === code)

/** The outcomes of one category in the order in which a form shows them. */
export const desiredOutcomesOf = (category: ServiceCategoryCode): readonly DesiredOutcome[] => {
  const outcomes: readonly DesiredOutcome[] = DESIRED_OUTCOMES
  return outcomes.filter(outcome => outcome.category === category)
}
