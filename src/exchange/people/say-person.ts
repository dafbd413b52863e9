import { Temporal } from 'temporal-polyfill'
import type { SentenceKind } from '../../casework/supervision/sentence.ts'
import type { SentenceKindCode } from '../../directory/reference/sentence-kinds.ts'
import { londonDay, type PlainDate } from '../../kernel/calendar.ts'
import { parseCro } from '../../kernel/identifiers.ts'
import type { RiskLevel, RiskReading } from './assessment.ts'
import type { Unparsed } from './fit.ts'
import type { Identity } from './identity.ts'
import type { IdentifierSaid, PersonSaid, RiskSaid, SentenceKept } from './person-said.ts'
import type { PersonReading } from './read-person.ts'
import type { SentenceReading } from './sentence.ts'
import { pathOf, RESOURCES } from './source.ts'

/** Kinds of sentence as casework names them. `none` is a person under no order. */
export const KIND_OF: Readonly<Record<Exclude<SentenceKindCode, 'none'>, SentenceKind>> = {
  community_order: 'community order',
  suspended_sentence_order: 'suspended sentence order',
  custody: 'custody',
  licence: 'licence',
  post_sentence_supervision: 'post-sentence supervision',
}
const LEVEL_OF = { low: 'low', medium: 'medium', high: 'high', very_high: 'very high' } as const
const SEX_OF: Readonly<Record<string, 'female' | 'male' | 'other'>> = { female: 'female', male: 'male', other: 'other' }
const EMAIL = /^[^\s@]+@[^\s@]+$/

/** What a level of risk is called in casework. */
export const levelInWords = (level: RiskLevel | null) => (level === null ? null : LEVEL_OF[level])

/**
 * A reading in the words of casework; the record of probation counts before that of the prison. Null where the source knows nobody or
 * gives no name. What is read and cannot be kept is added to what could not be read.
 */
export function sayPerson(reading: PersonReading, now: Temporal.Instant): PersonSaid | null {
  const who = reading.probation ?? reading.prison
  if (who === null || who.name.first === '' || who.name.last === '') return null
  const unparsed = [...reading.unparsed]
  const lose = (resource: Unparsed['path'], field: string, found: string, sentence: string) => {
    unparsed.push({ path: resource, field, found: found.slice(0, 200), sentence })
    return null
  }
  const path = pathOf(reading.hmppsId)
  const { needs, risk, mappa, officers } = reading
  const dateOfBirth = reading.probation?.dateOfBirth ?? reading.prison?.dateOfBirth ?? null
  return {
    source: 'partner API',
    firstName: who.name.first,
    middleNames: who.name.middle || null,
    lastName: who.name.last,
    dateOfBirth: dateOfBirth === null ? null : Temporal.PlainDate.from(dateOfBirth),
    sex: sexOf(who, (found, sentence) => lose(path, 'gender', found, sentence)),
    force: null,
    place: null,
    identifiers: identifiersOf([reading.probation, reading.prison], found =>
      lose(path, 'identifiers.croNumber', found, 'It is no CRO number.'),
    ),
    officerEmail: EMAIL.test(officers?.community?.email ?? '') ? (officers?.community?.email ?? null) : null,
    sentences: reading.sentences.flatMap(
      (sentence, place) =>
        sentenceOf(sentence, londonDay(now)) ??
        lose(
          pathOf(reading.hmppsId, RESOURCES.sentences),
          `${place}.dateOfSentencing`,
          sentence.words ?? '',
          'A sentence without its day cannot be placed.',
        ) ??
        [],
    ),
    requirements: [],
    needs: (needs?.needs ?? []).map(({ need, harm, reoffending }) => ({
      need,
      toHarm: harm,
      toOffending: reoffending,
    })),
    pathways: [],
    risk: risk === null && mappa === null ? null : riskOf(risk, mappa),
    access: accessOf(reading),
    unparsed,
  }
}

/** Where no record and no list says that access is limited and the reading still holds it so, the source did not tell. */
function accessOf({ limited, probation, prison, limitations }: PersonReading): PersonSaid['access'] {
  const told =
    [probation, prison].some(who => who?.limited) ||
    limitations.excludedFrom.length > 0 ||
    limitations.restrictedTo.length > 0
  if (told) return 'limited'
  return limited ? 'not told' : 'open'
}

function sexOf({ gender }: Identity, lose: (found: string, sentence: string) => null) {
  if (gender === null) return null
  const word = gender.trim().toLowerCase()
  const sex = Object.hasOwn(SEX_OF, word) ? SEX_OF[word] : undefined
  return sex ?? lose(gender, 'It is none of female, male and other.')
}

function identifiersOf(records: readonly (Identity | null)[], lose: (found: string) => null): IdentifierSaid[] {
  const found = records.flatMap(who => {
    if (who === null) return []
    const cro = who.cro === null ? null : (croOf(who.cro) ?? lose(who.cro))
    return [
      { kind: 'crn' as const, value: who.crn },
      { kind: 'prison number' as const, value: who.prisonNumber },
      { kind: 'pnc' as const, value: who.pnc },
      { kind: 'cro' as const, value: cro },
    ]
  })
  const named = new Map(
    found.flatMap(({ kind, value }) => (value === null ? [] : [[`${kind} ${value}`, { kind, value }] as const])),
  )
  return [...named.values()]
}

function croOf(text: string): string | null {
  try {
    return parseCro(text)
  } catch {
    return null
  }
}

/** A sentence without words that are known is of another kind; its words are kept. */
function sentenceOf(read: SentenceReading, today: PlainDate): SentenceKept | null {
  if (read.date === null) return null
  const startedOn = Temporal.PlainDate.from(read.date)
  const endsOn = lastDay(read, startedOn)
  const kind = read.kind === null || read.kind === 'none' ? 'other' : KIND_OF[read.kind]
  const over = endsOn !== null && Temporal.PlainDate.compare(endsOn, today) < 0
  return { kind, words: read.words, startedOn, endsOn, active: read.active ?? !over }
}

/** The last day by the length of the order or by its only term; several terms may run together or in turn, which nobody says. */
function lastDay({ length, terms }: SentenceReading, startedOn: PlainDate): PlainDate | null {
  const [only, ...others] = terms
  const term = length === null ? (others.length === 0 ? only : undefined) : { [length.unit]: length.count }
  if (term === undefined) return null
  const {
    years = 0,
    months = 0,
    weeks = 0,
    days = 0,
  }: Partial<Record<'years' | 'months' | 'weeks' | 'days', number>> = term
  if (years + months + weeks + days <= 0 || years > 200 || months > 2_400 || weeks > 10_400 || days > 73_000)
    return null
  return startedOn.add({ years, months, weeks, days }).subtract({ days: 1 })
}

function riskOf(risk: RiskReading | null, mappa: PersonReading['mappa']): RiskSaid {
  return {
    level: levelInWords(risk?.overall ?? null),
    mappaCategory: mappa?.category ?? null,
    mappaLevel: mappa?.level ?? null,
    summary: {
      who_is_at_risk: risk?.whoIsAtRisk ?? null,
      nature: risk?.natureOfRisk ?? null,
      imminence: risk?.imminence ?? null,
      increases: risk?.increasedBy ?? null,
      reduces: risk?.reducedBy ?? null,
    },
    full: risk === null ? null : { community: risk.community, custody: risk.custody, toSelf: risk.toSelf },
  }
}
