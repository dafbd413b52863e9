import type { Pool } from '../../../src/database/pool.ts'
import type { Month } from '../../../src/kernel/month.ts'
import { WHOLE_AREA } from '../../../src/performance/measure.ts'
import { MEASURES } from '../../../src/performance/measures/index.ts'
import { passByHand } from './by-hand.ts'

type Figure = { measure: string; area: string; organisation: string; numerator: bigint; denominator: bigint }

/** Measures whose figures the pass by hand counts too, by the name it gives them. */
const NAMED: ReadonlyMap<string, string> = new Map(
  MEASURES.map(({ code, follows }) => [typeof follows === 'object' ? follows.obligation : code, code]),
)

const wordOf = ({ measure, area, organisation, numerator, denominator }: Figure) =>
  `${measure} of ${organisation} in ${area}: ${numerator} of ${denominator}`

/** Frozen figures of organisations that the pass by hand counts otherwise, in words; and how many it counted. No dispute may be open or upheld. */
export async function unlikeByHand(superuser: Pool, month: Month): Promise<{ counted: number; unlike: string[] }> {
  const byHand = (await passByHand(superuser, month)).flatMap(row => {
    const measure = NAMED.get(row.measure)
    return measure === undefined ? [] : [wordOf({ ...row, measure })]
  })
  const measures = [...NAMED.values()].filter(code => byHand.some(word => word.startsWith(`${code} of `)))
  const frozen = await superuser.query<Figure>(
    `SELECT measure, area, organisation, numerator, denominator FROM performance.frozen_figure
      WHERE month = $1 AND organisation <> $2 AND measure = ANY ($3) AND denominator > 0`,
    [month, WHOLE_AREA, measures],
  )
  const known = new Set(frozen.rows.map(wordOf))
  const wanted = new Set(byHand)
  return {
    counted: wanted.size,
    unlike: [...[...known].filter(word => !wanted.has(word)), ...byHand.filter(word => !known.has(word))],
  }
}
