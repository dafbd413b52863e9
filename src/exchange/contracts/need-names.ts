import { contractTypeOf } from '../../directory/reference/contract-types.ts'
import {
  SERVICE_CATEGORIES,
  type ServiceCategory,
  serviceCategoryOf,
} from '../../directory/reference/service-categories.ts'

/** What a need area's name was taken for; `dirty` says why the name itself was not clean. */
export type NeedNameReading = { readonly category: ServiceCategory | null; readonly dirty?: string }

/** Spellings of one thing alike: `Finance Benefits & Debt` is `finance benefits and debt`. */
const alike = (name: string): string =>
  name
    .replaceAll('&', ' and ')
    .replace(/[^\p{Letter}\p{Number}']+/gu, ' ')
    .trim()
    .toLowerCase()

const CLEAN: ReadonlyMap<string, ServiceCategory> = new Map(
  SERVICE_CATEGORIES.flatMap(category => [
    [alike(category.name), category],
    [alike(`${category.name} (${category.code})`), category],
  ]),
)
const SHORT: Readonly<Record<string, ServiceCategory['code']>> = {
  ete: 'ete',
  'finance benefits and debt fbd': 'finance',
  'dependency and recovery d and r': 'dependency',
}
const MISSPELT: Readonly<Record<string, ServiceCategory['code']>> = { 'finance benefit and debt': 'finance' }
/** What some agreements add to the name: how complex, how intense, when, or in which town. */
const ADDED = /\s*(?:\(\d\),?\s.*|\b(?:Core Activities|Pre-release(?: activities)?)|\([\p{Letter} ]+\))$/iu

const cleanly = (name: string) => CLEAN.get(name) ?? own(SHORT, name)
const own = (aliases: Readonly<Record<string, ServiceCategory['code']>>, name: string) =>
  Object.hasOwn(aliases, name) ? serviceCategoryOf(aliases[name] ?? '') : undefined

/**
 * The service category that a need area's name means. Names are not clean in the source (facts-integration.md 2). A
 * name that says nothing is taken for the only category that the contract's type buys; otherwise there is none.
 */
export function readNeedName(raw: string, typeCode: string): NeedNameReading {
  const clean = cleanly(alike(raw))
  if (clean)
    return raw === raw.trim() ? { category: clean } : { category: clean, dirty: 'It has blank space around it.' }
  const stripped = alike(raw.trim().replace(ADDED, ''))
  const meant = cleanly(stripped) ?? own(MISSPELT, stripped)
  if (meant) return { category: meant, dirty: 'It is spelt in its own way.' }
  const bought = contractTypeOf(typeCode)?.categories ?? []
  const only = bought.length === 1 && bought[0] ? serviceCategoryOf(bought[0]) : undefined
  return only ? { category: only, dirty: 'The contract buys nothing else.' } : { category: null }
}
