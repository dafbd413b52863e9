import { monthInWords, parseMonth } from '../../kernel/month.ts'
import { MEASURES } from '../../performance/measures/index.ts'
import { SummaryList } from '../components/index.ts'
import { definitionsSection } from './section.ts'

const Measures = () => (
  <>
    <p class="govuk-body">
      A figure belongs to the organisation that owed the promise or did the work, and to the month in which it fell due
      or happened. It is counted from the records themselves, and opens to them.
    </p>
    {MEASURES.map(measure => {
      const { version, fromMonth, words, numerator, denominator, source, owner } =
        measure.versions.at(-1) ?? measure.versions[0]
      return (
        <section id={measure.code}>
          <h3 class="govuk-heading-s">
            <a class="govuk-link" href={`/measures/${measure.code}`}>
              {measure.title}
            </a>
          </h3>
          <p class="govuk-body">{words}</p>
          <SummaryList
            rows={[
              { key: 'Counts', value: numerator },
              { key: 'Out of', value: denominator },
              { key: 'Owner', value: owner },
              { key: 'Source', value: `${source}. Version ${version}, from ${monthInWords(parseMonth(fromMonth))}.` },
            ]}
          />
        </section>
      )
    })}
  </>
)

/** Measures: what each figure counts, out of what, and where the rule comes from. */
export const measureDefinitions = definitionsSection({
  id: 'measures',
  title: 'Measures',
  load: async () => undefined,
  view: () => <Measures />,
})
