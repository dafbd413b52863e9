import type { Scope } from '../../database/scope.ts'
import { dateInWords } from '../../kernel/words.ts'
import { SummaryList } from '../components/index.ts'
import { definitionsSection } from './section.ts'

type Definition = Awaited<ReturnType<typeof load>>[number]

const load = (tx: Scope) =>
  tx.db
    .selectFrom('obligations.definition')
    .select(['code', 'version', 'from_day as fromDay', 'title', 'words', 'owed_by as owedBy', 'owed_to as owedTo'])
    .select(['due_unit as dueUnit', 'due_count as dueCount', 'due_count_of as dueCountOf', 'pauses'])
    .select(['satisfied_by as satisfiedBy', 'ended_by as endedBy', 'source'])
    .orderBy('title')
    .orderBy('version', 'desc')
    .execute()

const Definitions = ({ of }: { of: readonly Definition[] }) => (
  <>
    <p class="govuk-body">
      A business day is Monday to Friday without the bank holidays of England and Wales, counted from the day after the
      trigger. What is due on a day is in time until midnight in London.
    </p>
    {of.map(one => (
      <section id={one.code}>
        <h3 class="govuk-heading-s">{one.title}</h3>
        <p class="govuk-body">{one.words}</p>
        <SummaryList
          rows={[
            { key: 'Owed by', value: one.owedTo === null ? one.owedBy : `${one.owedBy}, to ${one.owedTo}` },
            { key: 'Due', value: dueWords(one) },
            ...(one.pauses === null ? [] : [{ key: 'Pauses', value: one.pauses }]),
            { key: 'Satisfied by', value: one.satisfiedBy },
            ...(one.endedBy === null ? [] : [{ key: 'Ends otherwise', value: one.endedBy }]),
            { key: 'Source', value: `${one.source}. Version ${one.version}, from ${dateInWords(one.fromDay)}.` },
          ]}
        />
      </section>
    ))}
  </>
)

function dueWords({ dueCount, dueUnit, dueCountOf }: Definition): string {
  if (dueCount === null) return 'By the end of the day named.'
  const counts = typeof dueCountOf === 'object' && dueCountOf !== null ? Object.entries(dueCountOf) : []
  const others = counts.map(([kind, count]) => `; ${count} for the kind “${kind}”`)
  return `${dueCount === 1 ? `1 ${dueUnit.replace(/s$/, '')}` : `${dueCount} ${dueUnit}`}${others.join('')}.`
}

/** Obligations: who owes what to whom, by when, and what satisfies it. */
export const obligationDefinitions = definitionsSection({
  id: 'obligations',
  title: 'Obligations',
  load,
  view: of => <Definitions of={of} />,
})
