import { notFound } from '../../kernel/errors.ts'
import { type Measure, TOPICS } from '../measure.ts'
import { IN_TIME } from './in-time.ts'
import { REFERRALS } from './referrals.ts'
import { SERVICES } from './services.ts'

/** Every measure of Weft, in the order in which pages show them. */
export const MEASURES: readonly Measure[] = [...IN_TIME, ...REFERRALS, ...SERVICES].toSorted(
  (one, other) => TOPICS.indexOf(one.topic) - TOPICS.indexOf(other.topic),
)

const BY_CODE: ReadonlyMap<string, Measure> = new Map(MEASURES.map(measure => [measure.code, measure]))

/** The measure of this code; refuses with `not_found` any other. */
export function measureOf(code: string): Measure {
  const measure = BY_CODE.get(code)
  if (measure === undefined) throw notFound()
  return measure
}
