import { type Static, type TSchema, Type } from 'typebox'
import { Compile } from 'typebox/compile'

/** Every field may be missing or null: what is there is checked, what is not is not a fault. */
const maybe = <T extends TSchema>(type: T) => Type.Optional(Type.Union([type, Type.Null()]))
const text = maybe(Type.String({ maxLength: 20_000 }))
const flag = maybe(Type.Boolean())
const count = maybe(Type.Integer({ minimum: 0, maximum: 12_000 }))
/** An item that could not be read leaves a null behind, so that the others keep their places. */
const list = <T extends TSchema>(type: T) => Type.Array(Type.Union([type, Type.Null()]), { maxItems: 1_000 })
const listOf = <T extends TSchema>(type: T) => maybe(list(type))
const texts = listOf(Type.String({ maxLength: 1_000 }))

const Alias = Type.Object({ firstName: text, middleName: text, lastName: text, dateOfBirth: text })

const Person = Type.Object({
  firstName: text,
  middleName: text,
  lastName: text,
  dateOfBirth: text,
  gender: text,
  ethnicity: text,
  aliases: listOf(Alias),
  identifiers: maybe(Type.Object({ nomisNumber: text, croNumber: text, deliusCrn: text })),
  pncId: text,
  hmppsId: text,
  contactDetails: maybe(
    Type.Object({ phoneNumbers: listOf(Type.Object({ number: text, type: text })), emails: texts }),
  ),
  currentRestriction: flag,
  restrictionMessage: text,
  currentExclusion: flag,
  exclusionMessage: text,
  underActiveSupervision: flag,
})
export type PersonRecord = Static<typeof Person>

const Records = Type.Object({ prisonerOffenderSearch: maybe(Person), probationOffenderSearch: maybe(Person) })

const Limitations = Type.Object({
  excludedFrom: listOf(Type.Unknown()),
  exclusionMessage: text,
  restrictedTo: listOf(Type.Unknown()),
  restrictionMessage: text,
})

const Term = Type.Object({ years: count, months: count, weeks: count, days: count, hours: count, prisonTermCode: text })
const Sentence = Type.Object({
  serviceSource: text,
  systemSource: text,
  dateOfSentencing: text,
  description: text,
  isActive: flag,
  isCustodial: flag,
  fineAmount: maybe(Type.Number({ minimum: 0, maximum: 1_000_000_000 })),
  length: maybe(Type.Object({ duration: count, units: text, terms: listOf(Term) })),
})
export type SentenceRecord = Static<typeof Sentence>

const Need = Type.Object({ type: text, riskOfHarm: flag, riskOfReoffending: flag })
const Needs = Type.Object({ assessedOn: text, needs: listOf(Need) })

const Concern = maybe(
  Type.Object({ risk: text, previous: text, previousConcernsText: text, current: text, currentConcernsText: text }),
)
const Groups = maybe(Type.Object({ children: text, public: text, knownAdult: text, staff: text, prisoners: text }))
const Risk = Type.Object({
  assessedOn: text,
  riskToSelf: maybe(
    Type.Object({
      suicide: Concern,
      selfHarm: Concern,
      custody: Concern,
      hostelSetting: Concern,
      vulnerability: Concern,
    }),
  ),
  otherRisks: maybe(
    Type.Object({
      escapeOrAbscond: text,
      controlIssuesDisruptiveBehaviour: text,
      breachOfTrust: text,
      riskToOtherPrisoners: text,
    }),
  ),
  summary: maybe(
    Type.Object({
      whoIsAtRisk: text,
      natureOfRisk: text,
      riskImminence: text,
      riskIncreaseFactors: text,
      riskMitigationFactors: text,
      overallRiskLevel: text,
      riskInCommunity: Groups,
      riskInCustody: Groups,
    }),
  ),
})
export type RiskRecord = Static<typeof Risk>

const Mappa = Type.Object({
  level: maybe(Type.Integer({ minimum: 1, maximum: 3 })),
  levelDescription: text,
  category: maybe(Type.Integer({ minimum: 1, maximum: 4 })),
  categoryDescription: text,
  startDate: text,
  reviewDate: text,
  notes: text,
})

const Officers = Type.Object({
  prisonOffenderManager: maybe(
    Type.Object({ forename: text, surname: text, prison: maybe(Type.Object({ code: text })) }),
  ),
  communityOffenderManager: maybe(
    Type.Object({
      name: maybe(Type.Object({ forename: text, surname: text })),
      email: text,
      telephoneNumber: text,
      team: maybe(Type.Object({ code: text, description: text, email: text, telephoneNumber: text })),
    }),
  ),
})

/** The `data` of each response by what it answers (facts-integration.md 6). */
export const recordsShape = Compile(Records)
export const peopleShape = Compile(list(Person))
export const limitationsShape = Compile(Limitations)
export const sentencesShape = Compile(list(Sentence))
export const needsShape = Compile(Needs)
export const riskShape = Compile(Risk)
export const mappaShape = Compile(Mappa)
export const officersShape = Compile(Officers)
export const lastPageShape = Compile(Type.Object({ pagination: Type.Object({ isLastPage: Type.Literal(false) }) }))
export const envelopeShape = Compile(Type.Object({ data: Type.Unknown() }))
