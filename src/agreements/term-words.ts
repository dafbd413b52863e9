import { formatMoney, type TenThousandths } from '../kernel/money.ts'
import { monthInWords } from '../kernel/month.ts'
import { plural } from '../kernel/words.ts'
import type { Charge } from './term.ts'

const share = (of: TenThousandths) => `${Number(of) / 100}%`

/** A charge in a sentence, with its amounts. */
export function chargeInWords(charge: Charge): string {
  if (charge.kind === 'fee for service') {
    const range =
      charge.leastVolume === null || charge.mostVolume === null
        ? ''
        : ` It follows the weighted yearly volume outside ${charge.leastVolume} to ${charge.mostVolume}` +
          ` (${charge.adjusts === 'excess' ? 'only what lies beyond' : 'the whole difference'}` +
          `${charge.fixedShare === null ? '' : `; ${share(charge.fixedShare)} of the fee is fixed`}).`
    return `${formatMoney(charge.annualPence)} a year in twelve equal payments, from ${monthInWords(charge.yearFrom)}.${range}`
  }
  if (charge.kind === 'unit price') {
    const tiers = charge.tiers.map(({ upTo, pence }) =>
      upTo === null
        ? `${formatMoney(pence)} for each ${charge.tiers.length > 1 ? 'further ' : ''}${charge.per}`
        : `${formatMoney(pence)} for each of the first ${plural(upTo, charge.per)} of a month`,
    )
    const least = charge.leastPence === null ? '' : ` At least ${formatMoney(charge.leastPence)} a month.`
    const most = charge.mostPence === null ? '' : ` At most ${formatMoney(charge.mostPence)} a month.`
    return `${tiers.join(', ')}.${least}${most}`
  }
  return 'As its words say.'
}
