import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { PlainDate } from '../kernel/calendar.ts'
import { WeftError } from '../kernel/errors.ts'
import type { Pence, TenThousandths } from '../kernel/money.ts'
import { type Month, parseMonth } from '../kernel/month.ts'

export const TERM_KINDS = ['fee for service', 'unit price', 'payment by results', 'service credit', 'clawback'] as const
export type TermKind = (typeof TERM_KINDS)[number]

/** Terms that pass the risk of outcomes on to who is paid. Source: payment.md (Refused), facts.md 4.5. */
export const OUTCOME_RISK = ['payment by results', 'service credit', 'clawback'] as const satisfies readonly TermKind[]
export type OutcomeRisk = (typeof OUTCOME_RISK)[number]

const PENCE = Type.Union([Type.Integer({ minimum: 0 }), Type.String({ pattern: '^\\d{1,18}$' })])
const VOLUME = Type.Optional(Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]))
const SHARE = Type.Optional(Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]))
const MAYBE_PENCE = Type.Optional(Type.Union([PENCE, Type.Null()]))

const Fee = Type.Object({
  annual_pence: PENCE,
  year_from: Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])$' }),
  expected_volume: VOLUME,
  least_volume: VOLUME,
  most_volume: VOLUME,
  adjusts: Type.Optional(Type.Union([Type.Literal('excess'), Type.Literal('whole')])),
  fixed_share: SHARE,
  cap: SHARE,
  floor: SHARE,
})
const feeShape = Compile(Fee)

const Price = Type.Object({
  per: Type.Union([Type.Literal('start'), Type.Literal('session'), Type.Literal('completion')]),
  tiers: Type.Array(
    Type.Object({ up_to: Type.Optional(Type.Union([Type.Integer({ minimum: 1 }), Type.Null()])), pence: PENCE }),
    {
      minItems: 1,
    },
  ),
  least_pence: MAYBE_PENCE,
  most_pence: MAYBE_PENCE,
})
const priceShape = Compile(Price)

/** An annual fee in twelfths from a month on; volumes are weighted starts a year, shares are ten-thousandths (2,000 are 20%). */
export type FeeForService = {
  readonly kind: 'fee for service'
  readonly annualPence: Pence
  readonly yearFrom: Month
  readonly expectedVolume: number | null
  readonly leastVolume: number | null
  readonly mostVolume: number | null
  readonly adjusts: 'excess' | 'whole'
  readonly fixedShare: TenThousandths | null
  readonly cap: TenThousandths | null
  readonly floor: TenThousandths | null
}

/** A price per unit by tier (`upTo` counted from the first unit of the month, null: no end), with bounds of the month's amount. */
export type UnitPrice = {
  readonly kind: 'unit price'
  readonly per: 'start' | 'session' | 'completion'
  readonly tiers: readonly { readonly upTo: number | null; readonly pence: Pence }[]
  readonly leastPence: Pence | null
  readonly mostPence: Pence | null
}

/** What a term charges. Terms of outcome risk have no price here; their words say what was agreed. */
export type Charge = FeeForService | UnitPrice | { readonly kind: OutcomeRisk }

/** What a term's parameters, as stored, charge. Refuses with `agreement.refused` a charge without a price. */
export function readCharge(kind: TermKind, parameters: unknown): Charge {
  if (kind === 'fee for service') return readFee(parameters)
  if (kind === 'unit price') return readPrice(parameters)
  return { kind }
}

function readFee(parameters: unknown): FeeForService {
  if (!feeShape.Check(parameters)) throw withoutPrice('Write the annual fee and the month in which its year begins.')
  const fee: Static<typeof Fee> = parameters
  return {
    kind: 'fee for service',
    annualPence: BigInt(fee.annual_pence),
    yearFrom: parseMonth(fee.year_from),
    expectedVolume: fee.expected_volume ?? null,
    leastVolume: fee.least_volume ?? null,
    mostVolume: fee.most_volume ?? null,
    adjusts: fee.adjusts ?? 'excess',
    fixedShare: shareOf(fee.fixed_share),
    cap: shareOf(fee.cap),
    floor: shareOf(fee.floor),
  }
}

function readPrice(parameters: unknown): UnitPrice {
  if (!priceShape.Check(parameters)) throw withoutPrice('Write the price of each unit, and of each tier.')
  const price: Static<typeof Price> = parameters
  return {
    kind: 'unit price',
    per: price.per,
    tiers: price.tiers.map(tier => ({ upTo: tier.up_to ?? null, pence: BigInt(tier.pence) })),
    leastPence: penceOf(price.least_pence),
    mostPence: penceOf(price.most_pence),
  }
}

const withoutPrice = (what: string) =>
  new WeftError('agreement.refused', `A charge without a price is refused. ${what}`)
const penceOf = (given: number | string | null | undefined) =>
  given === undefined || given === null ? null : BigInt(given)
const shareOf = (given: number | null | undefined) => (given === undefined || given === null ? null : BigInt(given))

/** A charge as it is stored; money as text, so that no figure is lost. */
export function parametersOf(charge: Charge): Record<string, unknown> {
  if (charge.kind === 'fee for service')
    return {
      annual_pence: String(charge.annualPence),
      year_from: charge.yearFrom,
      expected_volume: charge.expectedVolume,
      least_volume: charge.leastVolume,
      most_volume: charge.mostVolume,
      adjusts: charge.adjusts,
      fixed_share: numberOf(charge.fixedShare),
      cap: numberOf(charge.cap),
      floor: numberOf(charge.floor),
    }
  if (charge.kind === 'unit price')
    return {
      per: charge.per,
      tiers: charge.tiers.map(tier => ({ up_to: tier.upTo, pence: String(tier.pence) })),
      least_pence: charge.leastPence === null ? null : String(charge.leastPence),
      most_pence: charge.mostPence === null ? null : String(charge.mostPence),
    }
  return {}
}

const numberOf = (share: TenThousandths | null) => (share === null ? null : Number(share))

/** What a new term is judged by. `asked`: the body itself asked for it in writing, and the commissioner agreed. */
export type ProposedTerm = {
  readonly kind: TermKind
  readonly agreementKind: string
  readonly paidSectors: readonly string[]
  readonly asked: { readonly by: string; readonly on: PlainDate; readonly agreedOn: PlainDate } | null
}

export const NO_OUTCOME_RISK =
  'A subcontract with a voluntary-sector body carries no payment by results, service credit or clawback: the risk of ' +
  'outcomes stays with the lead provider. It may be added only where the body asked for it in writing and the ' +
  'commissioner has agreed; write who asked, and both dates.'

const isOutcomeRisk = (kind: TermKind): kind is OutcomeRisk => OUTCOME_RISK.some(risk => risk === kind)

/** Refuses with `agreement.refused` outcome risk passed to a voluntary-sector subcontractor. Source: payment.md (Refused). */
export function refuseOutcomeRisk({ kind, agreementKind, paidSectors, asked }: ProposedTerm): void {
  if (!isOutcomeRisk(kind) || agreementKind !== 'subcontract' || !paidSectors.includes('voluntary')) return
  if (asked === null) throw new WeftError('agreement.refused', NO_OUTCOME_RISK)
}
