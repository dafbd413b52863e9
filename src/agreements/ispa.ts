/** A clause or schedule of the Industry Standard Partnering Agreement. `asked`: not mandatory there, asked for by Weft. */
export type IspaPart = {
  readonly part: string
  readonly title: string
  readonly mandatory: boolean
  readonly asked: boolean
}

const clause = (number: number, title: string, mark: 'mandatory' | 'asked' | 'free' = 'free'): IspaPart => ({
  part: `clause ${number}`,
  title,
  mandatory: mark === 'mandatory',
  asked: mark === 'asked',
})

const schedule = (number: number, title: string): IspaPart => ({
  part: `schedule ${number}`,
  title,
  mandatory: false,
  asked: false,
})

/**
 * Clauses 1 to 24 with their mandatory marks and schedules 1 to 15. Price and payment (13) and governance (10) were not
 * mandatory, which left charities exposed. Source: facts.md 4.5 (final form of June 2014).
 */
export const ISPA: readonly IspaPart[] = [
  clause(1, 'Services and commencement'),
  clause(2, 'Contract management'),
  clause(3, 'Equality and human rights', 'mandatory'),
  clause(4, 'Change', 'mandatory'),
  clause(5, 'Information assurance', 'mandatory'),
  clause(6, 'Warranties'),
  clause(7, 'Liability'),
  clause(8, 'Force majeure and relief'),
  clause(9, 'Personnel', 'mandatory'),
  clause(10, 'Governance', 'asked'),
  clause(11, 'Insurance', 'mandatory'),
  clause(12, 'Access', 'mandatory'),
  clause(13, 'Price and payment', 'asked'),
  clause(14, 'Audit', 'mandatory'),
  clause(15, 'Period and termination'),
  clause(16, 'Exit'),
  clause(17, 'VAT'),
  clause(18, 'Transparency', 'mandatory'),
  clause(19, 'Intellectual property', 'mandatory'),
  clause(20, 'Project data', 'mandatory'),
  clause(21, 'Assignment', 'mandatory'),
  clause(22, 'Subcontracting', 'mandatory'),
  clause(23, 'Disputes', 'mandatory'),
  clause(24, 'Miscellaneous'),
  schedule(1, 'Definitions'),
  schedule(2, 'Questionnaire'),
  schedule(3, 'Market Stewardship Principles'),
  schedule(4, 'Services'),
  schedule(5, 'Service levels'),
  schedule(6, 'Charges'),
  schedule(7, 'Change protocol'),
  schedule(8, 'Business continuity'),
  schedule(9, 'Governance'),
  schedule(10, 'Audit'),
  schedule(11, 'Contractor support'),
  schedule(12, 'Information assurance'),
  schedule(13, 'Exit plan'),
  schedule(14, 'Employee transfers'),
  schedule(15, 'Commercially sensitive information'),
]

export type PartInVersion = IspaPart & {
  readonly state: 'kept' | 'left out' | 'not settled'
  readonly words: string | null
}

/** Every part as a version has it; a part that the version does not speak of is not settled. */
export const partsOf = (clauses: readonly { part: string; kept: boolean; words: string | null }[]): PartInVersion[] =>
  ISPA.map(part => {
    const written = clauses.find(known => known.part === part.part)
    const state = written === undefined ? 'not settled' : written.kept ? 'kept' : 'left out'
    return { ...part, state, words: written?.words ?? null }
  })

/** Parts without which a subcontract is not adopted: those mandatory, and the two that Weft asks for. */
export const partsMissing = (parts: readonly PartInVersion[]): { mandatory: IspaPart[]; asked: IspaPart[] } => ({
  mandatory: parts.filter(part => part.mandatory && part.state === 'left out'),
  asked: parts.filter(part => part.asked && part.state !== 'kept'),
})
