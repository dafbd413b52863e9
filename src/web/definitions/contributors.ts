import { measureDefinitions } from './measures.tsx'
import { obligationDefinitions } from './obligations.tsx'
import type { DefinitionsSection } from './section.ts'

/** Every section of the page of definitions, in its order. */
export const DEFINITIONS: readonly DefinitionsSection[] = [obligationDefinitions, measureDefinitions]
