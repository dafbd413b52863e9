import type { VNode } from 'preact'
import { monthInWords } from '../../kernel/month.ts'
import { SummaryList, Table, Tag } from '../../web/components/index.ts'
import { Page } from '../../web/layout/page.tsx'
import { inUnit, type Measure, type MeasureVersion, TOPICS } from '../measure.ts'

/** What a page shows of a version: everything but its SQL. */
export type VersionModel = Omit<MeasureVersion, 'records'>
export type MeasureModel = Pick<Measure, 'code' | 'title' | 'topic' | 'unit' | 'of'> & { versions: VersionModel[] }

export const DIRECTION_WORDS = {
  increase: 'Higher is better',
  decrease: 'Lower is better',
  neutral: 'Neither higher nor lower is better',
} as const

const OF_WORDS = {
  organisations: 'Each organisation, and the area as a whole',
  area: 'The area as a whole',
} as const

export const modelOf = ({ code, title, topic, unit, of, versions }: Measure): MeasureModel => ({
  code,
  title,
  topic,
  unit,
  of,
  versions: versions.map(presented),
})

export const presented = (version: MeasureVersion): VersionModel => ({
  version: version.version,
  fromMonth: version.fromMonth,
  words: version.words,
  numerator: version.numerator,
  denominator: version.denominator,
  direction: version.direction,
  targets: version.targets,
  minimumDenominator: version.minimumDenominator,
  source: version.source,
  owner: version.owner,
})

const latest = (measure: MeasureModel): VersionModel | undefined => measure.versions.at(-1)

const lastTarget = (measure: MeasureModel): string => {
  const target = latest(measure)?.targets.at(-1)
  return target === undefined ? 'No target' : inUnit(measure.unit, target.value)
}

export const MeasuresPage = ({ measures }: { measures: readonly MeasureModel[] }): VNode => (
  <Page title="Figures">
    <h1 class="govuk-heading-l">Figures</h1>
    <p class="govuk-body">
      Each figure is counted from the work itself. Nobody types one in. This is what each means and where its target
      comes from.{' '}
      <a class="govuk-link" href="/areas">
        See the figures of your areas
      </a>
      .
    </p>
    {TOPICS.map(topic => (
      <Table
        caption={topic}
        captionClasses="govuk-table__caption--m"
        head={['Measure', 'What it says', 'Target']}
        firstCellIsHeader
        phone="stack"
        numeric={[2]}
        classes="weft-measures"
        rows={measures
          .filter(measure => measure.topic === topic)
          .map(measure => [
            <a class="govuk-link" href={`/measures/${measure.code}`}>
              {measure.title}
            </a>,
            latest(measure)?.words,
            lastTarget(measure),
          ])}
      />
    ))}
  </Page>
)

export const MeasurePage = ({ measure }: { measure: MeasureModel }): VNode => (
  <Page
    title={measure.title}
    section="Figures"
    breadcrumbs={[{ text: 'Figures', href: '/measures' }, { text: measure.title }]}
  >
    <h1 class="govuk-heading-l">{measure.title}</h1>
    {measure.versions.toReversed().map((version, at) => (
      <SummaryList
        card={{ title: <VersionTitle version={version} current={at === 0} /> }}
        rows={[
          { key: 'What it says', value: version.words },
          { key: 'Numerator', value: version.numerator },
          { key: 'Denominator', value: version.denominator },
          { key: 'Counted for', value: `${OF_WORDS[measure.of]}, in the area where the case opened` },
          { key: 'Direction', value: DIRECTION_WORDS[version.direction] },
          { key: 'Target by month', value: <Targets measure={measure} version={version} /> },
          {
            key: 'Not judged below',
            value:
              measure.unit === 'count' ? 'Always shown as it is' : `A denominator of ${version.minimumDenominator}`,
          },
          { key: 'Source', value: version.source },
          { key: 'Owner', value: version.owner },
        ]}
      />
    ))}
    <p class="govuk-body">
      <a class="govuk-link" href="/areas">
        See this figure in your areas
      </a>
    </p>
  </Page>
)

const VersionTitle = ({ version, current }: { version: VersionModel; current: boolean }) => (
  <>
    {`Version ${version.version}, from ${monthInWords(version.fromMonth)}`} {current && <Tag>In force</Tag>}
  </>
)

const Targets = ({ measure, version }: { measure: MeasureModel; version: VersionModel }) =>
  version.targets.length === 0 ? (
    <>No target</>
  ) : (
    <ul class="govuk-list">
      {version.targets.map(({ from, value }) => (
        <li>{`${inUnit(measure.unit, value)} from ${monthInWords(from)}`}</li>
      ))}
    </ul>
  )
