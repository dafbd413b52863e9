import type { ServiceCategoryCode } from '../directory/reference/service-categories.ts'
import type { AreaCast, Cast, CastPartner } from './cast.ts'
import type { Person } from './person.ts'

/** A subcontract of a lead provider or of the probation service with one partner; a line for each category. */
export type Subcontract = {
  readonly agreement: string
  readonly area: AreaCast
  readonly partner: CastPartner
  readonly lines: readonly { readonly line: number; readonly category: ServiceCategoryCode }[]
  /** How it is charged: half of them by a yearly fee, half by unit. */
  readonly charge: 'fee for service' | 'unit price'
}

export type Line = { readonly agreement: string; readonly line: number }

/** What was promised, as far as lives ask: which line pays for a person's service. */
export type Promises = {
  readonly subcontracts: readonly Subcontract[]
  /** The line under which this sender's referral of this person is paid; null where there is none and it goes unfunded. */
  lineFor(asked: { sender: string; provider: string; category: ServiceCategoryCode; person: Person }): Line | null
}

const RISKS = ['low', 'medium', 'high', 'very high'] as const
/** Partners are paid for people up to this level of risk. */
export const HIGHEST_RISK = 'high'

/** Every partner but the last of each area, which was named in the bid and has no contract yet. */
export function makePromises(cast: Cast): Promises {
  const subcontracts = cast.areas.flatMap(area =>
    area.partners.slice(0, -1).map(
      (partner, at): Subcontract => ({
        agreement: `SUB-${area.area}-${String(at + 1).padStart(2, '0')}`,
        area,
        partner,
        lines: partner.categories.map((category, line) => ({ line: line + 1, category })),
        charge: at % 2 === 0 ? 'fee for service' : 'unit price',
      }),
    ),
  )
  const byProvider = new Map(subcontracts.map(each => [each.partner.organisation.code, each]))
  return {
    subcontracts,
    lineFor({ sender, provider, category, person }) {
      const found = byProvider.get(provider)
      if (!found || RISKS.indexOf(person.risk) > RISKS.indexOf(HIGHEST_RISK)) return null
      const pays = found.area.lead.organisation.code === sender || found.area.probation.organisation.code === sender
      const line = found.lines.find(each => each.category === category)
      return pays && line ? { agreement: found.agreement, line: line.line } : null
    },
  }
}
