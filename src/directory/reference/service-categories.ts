import type { PathwayCode } from './needs.ts'

/**
 * The nine categories in which services are bought. `letters` end a referral's reference (`AB1234AC`); `needs` are the
 * assessed needs that a service of the category answers.
 * Source: facts-integration.md 1 (reference) and 2 (categories).
 */
export const SERVICE_CATEGORIES = [
  { code: 'accommodation', name: 'Accommodation', letters: 'AC', needs: ['accommodation'] },
  { code: 'ete', name: 'Education, Training and Employment', letters: 'ED', needs: ['ete'] },
  { code: 'finance', name: 'Finance, Benefits and Debt', letters: 'FI', needs: ['finance'] },
  { code: 'dependency', name: 'Dependency and Recovery', letters: 'DE', needs: ['drugs', 'alcohol'] },
  { code: 'lifestyle', name: 'Lifestyle and Associates', letters: 'LI', needs: ['lifestyle', 'attitudes', 'thinking'] },
  { code: 'family', name: 'Family and Significant Others', letters: 'FA', needs: ['relationships'] },
  { code: 'emotional_wellbeing', name: 'Emotional Wellbeing', letters: 'EM', needs: ['emotional_wellbeing'] },
  { code: 'social_inclusion', name: 'Social Inclusion', letters: 'SO', needs: ['lifestyle', 'relationships'] },
  { code: 'womens', name: "Women's Specific", letters: 'WO', needs: ['abuse', 'sex_work'] },
] as const satisfies readonly ServiceCategoryShape[]

type ServiceCategoryShape = {
  readonly code: string
  readonly name: string
  readonly letters: string
  readonly needs: readonly PathwayCode[]
}

export type ServiceCategoryCode = (typeof SERVICE_CATEGORIES)[number]['code']
export type ServiceCategory = ServiceCategoryShape & { readonly code: ServiceCategoryCode }

export const serviceCategoryOf = (code: string): ServiceCategory | undefined =>
  SERVICE_CATEGORIES.find(category => category.code === code)

/** The categories of service that answer a need; a need may have more than one. */
export const serviceCategoriesFor = (need: PathwayCode): readonly ServiceCategory[] => {
  const categories: readonly ServiceCategory[] = SERVICE_CATEGORIES
  return categories.filter(category => category.needs.includes(need))
}
