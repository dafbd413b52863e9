import { capital, dateInWords, plural } from '../../../kernel/words.ts'
import { SummaryList, Table, Tag } from '../../../web/components/index.ts'
import { caseUrl } from '../../read-model.ts'
import { requirementLabel } from '../../supervision/requirement.ts'
import type { CaseRecord, Requirement, Sentence } from '../case-record.ts'
import { NOT_SHARED } from './case-sections.tsx'

/** Sentences with the days that are left and what they require. */
export const Sentences = ({ record }: { record: CaseRecord }) => (
  <>
    <h2 class="govuk-heading-l" id="sentences">
      Sentences
    </h2>
    {record.sentences.shared ? (
      <>
        {record.sentences.holds.length === 0 && (
          <p class="govuk-body">No sentence is recorded. Sentences, their days left and requirements stand here.</p>
        )}
        {record.sentences.holds.map(sentence => (
          <SentenceCard sentence={sentence} record={record} />
        ))}
      </>
    ) : (
      <Outline record={record} />
    )}
    {record.moves.record && (
      <p class="govuk-body">
        <a class="govuk-link" href={`${caseUrl(record.header)}/sentences/new`}>
          Record a sentence
        </a>
      </p>
    )}
  </>
)

const Outline = ({ record: { sentenceOutline: outline } }: { record: CaseRecord }) =>
  outline === null ? (
    <p class="govuk-body">{NOT_SHARED}</p>
  ) : (
    <SummaryList
      rows={[
        { key: 'Type', value: capital(outline.kind) },
        outline.endsOn
          ? { key: 'Ends', value: `${dateInWords(outline.endsOn)} (${plural(outline.daysLeft ?? 0, 'day')} left)` }
          : { key: 'Ends in', value: outline.endsMonth ?? 'Not known' },
        { key: 'Requirements', value: NOT_SHARED },
      ]}
    />
  )

const SentenceCard = ({ sentence, record }: { sentence: Sentence; record: CaseRecord }) => {
  const url = caseUrl(record.header)
  const named = `${sentence.kind} of ${dateInWords(sentence.startedOn)}`
  return (
    <SummaryList
      card={{
        title: capital(sentence.kind),
        headingLevel: 3,
        actions: record.moves.record
          ? [
              { href: `${url}/sentences/${sentence.sentence}`, text: 'Change' },
              {
                href: `${url}/sentences/${sentence.sentence}/requirements`,
                text: 'Add requirement',
                visuallyHiddenText: `to the ${named}`,
              },
            ]
          : [],
      }}
      rows={[
        { key: 'From', value: dateInWords(sentence.startedOn) },
        { key: 'Until', value: endWords(sentence) },
        ...(sentence.words ? [{ key: "Court's words", value: sentence.words }] : []),
        ...sentence.requirements.map(requirement => ({
          key: requirementLabel(requirement.kind),
          value: <Progress requirement={requirement} />,
          actions: record.moves.record
            ? [
                {
                  href: `${url}/requirements/${requirement.requirement}`,
                  text: 'Record progress',
                  visuallyHiddenText: `on ${requirementLabel(requirement.kind)}`,
                },
              ]
            : [],
        })),
      ]}
    />
  )
}

function endWords({ endsOn, daysLeft, active }: Sentence): string {
  if (!active) return endsOn ? `${dateInWords(endsOn)} (no longer runs)` : 'No longer runs'
  if (endsOn === null) return 'No last day'
  return daysLeft === 0 ? dateInWords(endsOn) : `${dateInWords(endsOn)} (${plural(daysLeft ?? 0, 'day')} left)`
}

const Progress = ({ requirement: { amount, unit, done, dueBy, state } }: { requirement: Requirement }) => (
  <>
    {amount === null ? capital(state) : `${done} of ${plural(amount, (unit ?? 'days').replace(/s$/, ''))} done`}
    {amount !== null && state !== 'active' && (
      <>
        {' '}
        <Tag colour={state === 'completed' ? 'green' : 'grey'}>{capital(state)}</Tag>
      </>
    )}
    {amount !== null && (
      <progress class="weft-progress" max={amount} value={Math.min(done, amount)} aria-label={`${done} of ${amount}`} />
    )}
    {dueBy !== null && <div class="govuk-hint govuk-!-margin-bottom-0">By {dateInWords(dueBy)}</div>}
  </>
)

/** The plan in short: how complete it is, goal by goal. */
export const PlanSummary = ({ record }: { record: CaseRecord }) => {
  const url = `${caseUrl(record.header)}/plan`
  const plan = record.plan.shared ? record.plan.holds : null
  return (
    <>
      <h2 class="govuk-heading-l" id="plan">
        Plan
      </h2>
      {!record.plan.shared && <p class="govuk-body">{NOT_SHARED}</p>}
      {record.plan.shared && plan === null && (
        <p class="govuk-body">There is no plan yet. Goals in the person's own words and their steps stand here.</p>
      )}
      {plan !== null && (
        <Table
          caption={`The plan is ${percent(plan.completeness)} achieved`}
          captionClasses="govuk-table__caption--s"
          phone="stack"
          firstCellIsHeader
          head={['Goal', 'Steps', 'Achieved']}
          empty="No goal is set yet."
          rows={plan.goals
            .filter(goal => goal.state === 'open')
            .map(goal => [
              goal.words,
              `${goal.steps.filter(step => step.state === 'achieved').length} of ${goal.steps.length}`,
              percent(goal.completeness),
            ])}
        />
      )}
      {record.plan.shared && (plan !== null || record.moves.record) && (
        <p class="govuk-body">
          <a class="govuk-link" href={url}>
            {plan === null ? 'Begin the plan' : 'Goals and steps'}
          </a>
        </p>
      )}
    </>
  )
}

/** A part of one as whole per cent. */
export const percent = (part: number): string => `${Math.round(part * 100)}%`
