import { ISPA } from '../agreements/ispa.ts'
import { areaOf, forcesOfArea } from '../directory/reference/areas.ts'
import { serviceCategoryOf } from '../directory/reference/service-categories.ts'
import { addMonths, parseMonth } from '../kernel/month.ts'
import type { AreaCast, Cast, CastPartner } from './cast.ts'
import type { TableRows } from './cast-rows.ts'
import { type Day, dayText, monthText } from './clock.ts'
import { HIGHEST_RISK, type Promises, type Subcontract } from './promises.ts'
import type { AnyRow } from './story/tables.ts'

/** Starts that a partner expects in a month, and what one costs in pence, by its size. */
const EXPECTED = { micro: 1, small: 2, medium: 4, large: 7, major: 11 } as const
const PENCE_A_START = { micro: 38_000, small: 41_000, medium: 46_000, large: 52_000, major: 55_000 } as const
/** A version that came in the middle of the history, for every sixth subcontract. */
const VARIED = 6

type Span = { from: Day; asOf: Day }
type Given = { agreement: string; version: number }

/** What was promised as rows: agreements with parties, reach, versions, lines, volumes, terms and clauses; offers. */
export function promiseRows(cast: Cast, promises: Promises, span: Span): TableRows {
  const rows: Record<string, AnyRow[]> = {}
  const add = (table: string, row: AnyRow) => {
    const known = rows[table]
    if (known) known.push(row)
    else rows[table] = [row]
  }
  for (const area of cast.areas) {
    writeServicesAgreement(add, cast, area, span)
    writeServiceLevels(add, area, span)
  }
  for (const subcontract of promises.subcontracts) writeSubcontract(add, subcontract, span)
  for (const area of cast.areas)
    for (const partner of area.partners) {
      const agreement = promises.subcontracts.find(each => each.partner === partner)?.agreement ?? null
      writeOffers(add, { area, partner, agreement })
    }
  const order = [
    'agreement',
    'party',
    'reach',
    'version',
    'line',
    'volume',
    'term',
    'clause',
    'offer',
    'offer_need',
    'offer_place',
  ]
  return order.map(name => [`agreements.${name}`, rows[`agreements.${name}`] ?? []] as const)
}

type Add = (table: string, row: AnyRow) => void

function writeAgreement(
  add: Add,
  {
    agreement,
    kind,
    title,
    area,
    version = 1,
    span,
  }: { agreement: string; kind: string; title: string; area: AreaCast; version?: number; span: Span },
) {
  const fromDay = dayText(span.from - 30)
  add('agreements.agreement', {
    agreement,
    kind,
    title,
    about: 'Illustrative: made for the demonstration.',
    from_day: fromDay,
    to_day: dayText(span.asOf + 900),
    state: 'in force',
    version,
    source: 'demonstration',
  })
  for (const force of forcesOfArea(area.area))
    add('agreements.reach', { agreement, area: area.area, force: force.code })
  add('agreements.version', {
    agreement,
    version: 1,
    from_month: monthText(span.from - 30),
    reason: 'As first signed',
    signed_on: fromDay,
  })
}

function writeServicesAgreement(add: Add, cast: Cast, area: AreaCast, span: Span) {
  const agreement = `SVC-${area.area}`
  writeAgreement(add, {
    agreement,
    kind: 'services agreement',
    title: `Rehabilitation services, ${areaOf(area.area)?.name}`,
    area,
    span,
  })
  add('agreements.party', { agreement, organisation: cast.commissioner.code, part: 'commissioner' })
  add('agreements.party', { agreement, organisation: cast.commissioner.code, part: 'payer' })
  add('agreements.party', { agreement, organisation: area.lead.organisation.code, part: 'prime' })
  add('agreements.term', {
    agreement,
    version: 1,
    term: 1,
    kind: 'fee for service',
    line: null,
    words: 'An annual fee in twelve equal payments. Illustrative.',
    parameters: JSON.stringify({
      annual_pence: 1_150_000_000,
      year_from: monthText(span.from),
      adjusts: 'excess',
      fixed_share: 2000,
    }),
  })
}

/** What each public body owes the partnership. */
function writeServiceLevels(add: Add, area: AreaCast, span: Span) {
  const bodies = [area.probation.organisation, ...area.prisons.map(prison => prison.organisation), ...area.others]
  for (const [at, body] of bodies.entries()) {
    const agreement = `SLA-${area.area}-${String(at + 1).padStart(2, '0')}`
    writeAgreement(add, {
      agreement,
      kind: 'service level agreement',
      title: `Working together: ${body.name}`,
      area,
      span,
    })
    add('agreements.party', { agreement, organisation: area.lead.organisation.code, part: 'partner' })
    add('agreements.party', { agreement, organisation: body.code, part: 'partner' })
  }
  const agreement = `RATE-${area.area}`
  writeAgreement(add, { agreement, kind: 'rate card', title: `Rate card, ${areaOf(area.area)?.name}`, area, span })
  add('agreements.party', { agreement, organisation: area.lead.organisation.code, part: 'prime' })
  add('agreements.party', { agreement, organisation: area.probation.organisation.code, part: 'payer' })
  add('agreements.term', unitTerm({ agreement, version: 1 }, 62_000))
}

const unitTerm = (given: Given, pence: number): AnyRow => ({
  ...given,
  term: 1,
  kind: 'unit price',
  line: null,
  words: 'A price for each person who starts. Illustrative.',
  parameters: JSON.stringify({ per: 'start', tiers: [{ pence }] }),
})

function writeSubcontract(add: Add, subcontract: Subcontract, span: Span) {
  const { agreement, area, partner } = subcontract
  const varied = Number(agreement.slice(-2)) % VARIED === 0
  const title = `Subcontract with ${partner.organisation.name}`
  writeAgreement(add, { agreement, kind: 'subcontract', title, area, version: varied ? 2 : 1, span })
  const lead = area.lead.organisation.code
  for (const part of ['prime', 'payer']) add('agreements.party', { agreement, organisation: lead, part })
  add('agreements.party', { agreement, organisation: area.probation.organisation.code, part: 'partner' })
  add('agreements.party', { agreement, organisation: partner.organisation.code, part: 'subcontractor' })
  writeVersion(add, subcontract, { version: 1, span, share: 1 })
  if (!varied) return
  const middle = span.asOf - 270
  add('agreements.version', {
    agreement,
    version: 2,
    from_month: monthText(middle),
    reason: 'More people came than expected',
    signed_on: dayText(middle - 20),
  })
  writeVersion(add, subcontract, { version: 2, span, share: 1.25 })
}

function writeVersion(
  add: Add,
  subcontract: Subcontract,
  { version, span, share }: { version: number; span: Span; share: number },
) {
  const { agreement, partner, lines } = subcontract
  const { size } = partner.organisation
  const expected = Math.max(1, Math.round(EXPECTED[size] * share))
  for (const { line, category } of lines) {
    add('agreements.line', {
      agreement,
      version,
      line,
      provider: partner.organisation.code,
      category,
      title: serviceCategoryOf(category)?.name ?? category,
      women: partner.women,
      men: partner.men,
      highest_risk: HIGHEST_RISK,
      custody: partner.custody,
    })
    for (let month = 0; month < 24; month += 1)
      add('agreements.volume', {
        agreement,
        version,
        line,
        month: addMonths(parseMonth(monthText(span.from)), month),
        minimum: Math.floor(expected * 0.6),
        expected,
        cash_pence: expected * PENCE_A_START[size],
      })
  }
  writeTerm(add, subcontract, { version, annual: 12 * expected * lines.length * PENCE_A_START[size], span })
  // Two small partners signed without the clauses that left charities exposed.
  for (const part of ISPA) {
    const leftOut = !part.mandatory && size === 'micro' && (part.asked || part.part === 'schedule 2')
    add('agreements.clause', { agreement, version, part: part.part, kept: !leftOut, words: null })
  }
}

function writeTerm(
  add: Add,
  { agreement, charge, partner }: Subcontract,
  { version, annual, span }: { version: number; annual: number; span: Span },
) {
  if (charge === 'unit price') {
    add('agreements.term', unitTerm({ agreement, version }, PENCE_A_START[partner.organisation.size]))
    return
  }
  const starts = Math.round(annual / PENCE_A_START[partner.organisation.size])
  add('agreements.term', {
    agreement,
    version,
    term: 1,
    kind: 'fee for service',
    line: null,
    words:
      'An annual fee in twelve equal payments, adjusted at the end of the year for people beyond the range. Illustrative.',
    parameters: JSON.stringify({
      annual_pence: annual,
      year_from: monthText(span.from),
      expected_volume: starts,
      least_volume: Math.floor(starts * 0.9),
      most_volume: Math.ceil(starts * 1.1),
      adjusts: 'excess',
      fixed_share: 2000,
    }),
  })
}

function writeOffers(
  add: Add,
  { area, partner, agreement }: { area: AreaCast; partner: CastPartner; agreement: string | null },
) {
  for (const category of partner.categories) {
    const offer = `${partner.organisation.code}.${category}`
    const known = serviceCategoryOf(category)
    add('agreements.offer', {
      offer,
      organisation: partner.organisation.code,
      agreement,
      category,
      title: known?.name ?? category,
      women: partner.women,
      men: partner.men,
      highest_risk: HIGHEST_RISK,
      custody: partner.custody,
      capacity: Math.ceil(EXPECTED[partner.organisation.size] * 1.3),
      wait_days: partner.trouble ? 28 : 7,
      paused: false,
      source: 'demonstration',
    })
    for (const need of known?.needs ?? []) add('agreements.offer_need', { offer, need })
    for (const place of partner.places) {
      const force = area.places.find(each => each.code === place)?.force ?? null
      add('agreements.offer_place', { offer, area: area.area, force, place })
    }
  }
}
