import { pathwayOf } from '../../../directory/reference/needs.ts'
import { capital, dateInWords, instantInWords } from '../../../kernel/words.ts'
import {
  InsetText,
  type SummaryAction,
  SummaryList,
  type SummaryRow,
  Table,
  Tag,
} from '../../../web/components/index.ts'
import type { NeedRow } from '../../assessment/assess-needs.ts'
import { caseUrl } from '../../read-model.ts'
import type { CaseRecord, Identity, Part, Risk, Summary } from '../case-record.ts'
import { IDENTIFIER_KINDS, IDENTIFIER_LABELS } from '../identifier.ts'

export const NOT_SHARED = 'Not shared with your organisation for this purpose.'

/** What a part holds, or that it is not shared. */
export const shared = <T,>(part: Part<T>, rows: (holds: T) => SummaryRow[], key: string): SummaryRow[] =>
  part.shared ? rows(part.holds) : [{ key, value: NOT_SHARED }]

const linesOf = (words: string | null) =>
  words === null || words === ''
    ? 'Not recorded'
    : words.split('\n').map((line, at) => (at === 0 ? line : [<br />, line]))

/** Who the person is and how to reach them. */
export const Who = ({ record }: { record: CaseRecord }) => {
  const url = caseUrl(record.header)
  const change = (href: string, text: string, words: string): SummaryAction[] =>
    record.moves.record ? [{ href: `${url}${href}`, text, visuallyHiddenText: words }] : []
  return (
    <>
      <SummaryList
        card={{
          title: 'Identity',
          actions: [
            ...change('/identity', 'Change', 'name and date of birth'),
            ...change('/identifiers/new', 'Add identifier', ''),
          ],
        }}
        rows={[...shared(record.identity, identityRows, 'Name'), ...outlineRows(record)]}
      />
      <SummaryList
        card={{ title: 'Contact', actions: change('/contact', 'Change', 'contact details') }}
        rows={shared(
          record.contact,
          contact => [
            { key: 'Address', value: linesOf(contact?.address ?? null) },
            { key: 'Phone', value: contact?.phone ?? 'Not recorded' },
            { key: 'E-mail', value: contact?.email ?? 'Not recorded' },
            ...(contact?.release_address ? [{ key: 'On release', value: linesOf(contact.release_address) }] : []),
          ],
          'Contact',
        )}
      />
      <SummaryList
        card={{ title: 'Taking part', actions: change('/adjustments', 'Change', 'adjustments') }}
        rows={[
          ...shared(record.adjustments, adjustmentRows, 'Adjustments'),
          ...shared(record.health, words => [{ key: 'Health', value: linesOf(words) }], 'Health'),
        ]}
      />
    </>
  )
}

const adjustmentRows = (lines: string[]): SummaryRow[] => [
  {
    key: 'Adjustments',
    value:
      lines.length === 0 ? (
        'None recorded'
      ) : (
        <ul class="govuk-list govuk-!-margin-bottom-0">
          {lines.map(line => (
            <li>{line}</li>
          ))}
        </ul>
      ),
  },
]

function identityRows(identity: Identity | null): SummaryRow[] {
  if (identity === null) return [{ key: 'Name', value: 'Not recorded' }]
  const names = [identity.firstName, identity.middleNames, identity.lastName].filter(Boolean).join(' ')
  return [
    { key: 'Name', value: names },
    ...(identity.knownAs ? [{ key: 'Known as', value: identity.knownAs }] : []),
    { key: 'Date of birth', value: identity.dateOfBirth ? dateInWords(identity.dateOfBirth) : 'Not known' },
    ...IDENTIFIER_KINDS.flatMap(kind => {
      const values = identity.identifiers.filter(one => one.kind === kind)
      if (values.length === 0) return []
      return [
        {
          key: IDENTIFIER_LABELS[kind],
          value: values.map(one => `${one.value}${one.current ? '' : ' (earlier)'}`).join(', '),
        },
      ]
    }),
    ...(identity.language ? [{ key: 'Language', value: identity.language }] : []),
  ]
}

const outlineRows = ({ outline }: CaseRecord): SummaryRow[] =>
  outline === null
    ? []
    : [
        { key: 'Age', value: capital(outline.ageBand) },
        { key: 'Sex', value: capital(outline.sex) },
        { key: 'District', value: outline.place ?? 'Not known' },
      ]

/** Needs and risk, as far as the viewer's purpose goes. */
export const NeedsAndRisk = ({ record }: { record: CaseRecord }) => {
  const url = caseUrl(record.header)
  const change = (href: string, text: string): SummaryAction[] =>
    record.moves.record ? [{ href: `${url}${href}`, text }] : []
  return (
    <>
      <h2 class="govuk-heading-l" id="needs">
        Needs
      </h2>
      {record.needs.shared ? <Needs needs={record.needs.holds} /> : <p class="govuk-body">{NOT_SHARED}</p>}
      {record.moves.record && (
        <p class="govuk-body">
          <a class="govuk-link" href={`${url}/needs`}>
            Assess needs
          </a>
        </p>
      )}
      <SummaryList
        card={{ title: 'Risk of serious harm', actions: change('/risk', 'Record risk') }}
        rows={[...shared(record.risk, riskRows, 'Level'), ...shared(record.riskSummary, summaryRows, 'Summary')]}
      />
      {record.unparsed.length > 0 && <Unparsed record={record} />}
    </>
  )
}

const SEVERITY_COLOUR = { severe: 'red', standard: 'yellow' } as const

const Needs = ({ needs }: { needs: readonly NeedRow[] }) => (
  <Table
    caption="Needs as last assessed"
    captionClasses="govuk-visually-hidden"
    phone="stack"
    empty="Needs have not been assessed. Scores and severity stand here once they are."
    firstCellIsHeader
    head={['Need', 'Severity', 'Score', 'Linked to']}
    rows={needs.map(need => [
      pathwayOf(need.need)?.label ?? need.need,
      <Tag
        colour={SEVERITY_COLOUR[need.severity === 'severe' ? 'severe' : 'standard']}
        classes={need.severity === 'none' || need.severity === 'not scored' ? 'govuk-tag--grey' : undefined}
      >
        {capital(need.severity)}
      </Tag>,
      need.score ?? 'Not scored',
      [need.to_offending ? 'Offending' : null, need.to_harm ? 'Harm' : null].filter(Boolean).join(', ') || 'Neither',
    ])}
  />
)

function riskRows(risk: Risk | null): SummaryRow[] {
  if (risk === null) return [{ key: 'Level', value: 'Not assessed' }]
  const mappa =
    risk.mappaLevel === null ? 'No' : `Category ${risk.mappaCategory ?? 'not known'}, level ${risk.mappaLevel}`
  return [
    { key: 'Level', value: capital(risk.level) },
    { key: 'MAPPA', value: mappa },
    { key: 'Warnings', value: risk.warnings.length === 0 ? 'None' : risk.warnings.map(capital).join('; ') },
    ...(risk.assessedAt ? [{ key: 'Assessed', value: instantInWords(risk.assessedAt) }] : []),
  ]
}

const summaryRows = (summary: Summary | null): SummaryRow[] =>
  summary === null
    ? [{ key: 'Summary', value: 'Not recorded' }]
    : [
        { key: 'Who is at risk', value: linesOf(summary.who_is_at_risk) },
        { key: 'Nature', value: linesOf(summary.nature) },
        { key: 'When', value: linesOf(summary.imminence) },
        { key: 'What increases it', value: linesOf(summary.increases) },
        { key: 'What reduces it', value: linesOf(summary.reduces) },
      ]

const Unparsed = ({ record }: { record: CaseRecord }) => (
  <>
    <InsetText>The source sent what could not be read. It is kept here as it came.</InsetText>
    <Table
      caption="What could not be read"
      captionClasses="govuk-table__caption--m"
      phone="stack"
      head={['Where', 'Field', 'What came', 'Why not']}
      rows={record.unparsed.map(({ path, field, found, sentence }) => [path, field, found, sentence])}
    />
  </>
)
