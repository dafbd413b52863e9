import type { SentenceKindCode } from '../../directory/reference/sentence-kinds.ts'
import type { Faults } from './fit.ts'
import { day, parsedBy } from './identity.ts'
import type { SentenceRecord } from './shapes.ts'

const UNITS = { DAYS: 'days', WEEKS: 'weeks', MONTHS: 'months', YEARS: 'years' } as const
/** What the words of a sentence mean; the first that fits. */
const WORDS: readonly (readonly [RegExp, SentenceKindCode])[] = [
  [/post.sentence supervision|\bPSS\b/i, 'post_sentence_supervision'],
  [/suspended sentence|\bSSO\b/i, 'suspended_sentence_order'],
  [/community (?:order|sentence|rehabilitation)|youth rehabilitation/i, 'community_order'],
  [/licen[cs]e|parole/i, 'licence'],
  [/custod|imprison|detention|prison|\bYOI\b/i, 'custody'],
]

/**
 * A sentence as the source holds it. `kind` is null where its words say nothing that we know; `words` are kept as they
 * came. `length` is the length of the order; `terms` are those of custody, each in whole units.
 */
export type SentenceReading = {
  readonly kind: SentenceKindCode | null
  readonly words: string | null
  readonly source: string | null
  readonly date: string | null
  readonly active: boolean | null
  readonly custodial: boolean | null
  readonly finePence: bigint | null
  readonly length: { count: number; unit: (typeof UNITS)[keyof typeof UNITS] } | null
  readonly terms: readonly { years: number; months: number; weeks: number; days: number; hours: number }[]
}

type At = { readonly path: string; readonly field: string; readonly faults: Faults }

export function readSentence(found: SentenceRecord, at: At): SentenceReading {
  return {
    kind: kindOf(found, at),
    words: found.description ?? null,
    source: found.serviceSource ?? null,
    date: parsedBy(found.dateOfSentencing, day, { ...at, field: `${at.field}.dateOfSentencing` }),
    active: found.isActive ?? null,
    custodial: found.isCustodial ?? null,
    finePence:
      found.fineAmount === null || found.fineAmount === undefined ? null : BigInt(Math.round(found.fineAmount * 100)),
    length: lengthOf(found, at),
    terms: (found.length?.terms ?? []).flatMap(term => (term ? [termOf(term)] : [])),
  }
}

type TermRecord = Partial<Record<keyof SentenceReading['terms'][number], number | null>>
const termOf = ({ years, months, weeks, days, hours }: TermRecord) => ({
  years: years ?? 0,
  months: months ?? 0,
  weeks: weeks ?? 0,
  days: days ?? 0,
  hours: hours ?? 0,
})

function kindOf({ description, isCustodial }: SentenceRecord, { path, field, faults }: At): SentenceKindCode | null {
  const kind = WORDS.find(([words]) => words.test(description ?? ''))?.[1]
  if (kind) return kind
  if (isCustodial) return 'custody'
  return faults.lose(
    path,
    `${field}.description`,
    description,
    'These words name no kind of sentence that is known here.',
  )
}

function lengthOf({ length }: SentenceRecord, { path, field, faults }: At): SentenceReading['length'] {
  const { duration, units } = length ?? {}
  if (duration === null || duration === undefined) return null
  const unit = Object.entries(UNITS).find(([theirs]) => theirs === units?.trim().toUpperCase())?.[1]
  return unit ? { count: duration, unit } : faults.lose(path, `${field}.length.units`, units, 'It is no unit of time.')
}
