import type { Instant, PlainDate } from '../../../kernel/calendar.ts'
import { dateInWords, instantInWords } from '../../../kernel/words.ts'
import { Page } from '../../../web/layout/page.tsx'
import { percent } from '../../person/pages/case-sentences.tsx'
import { type CaseHeader, caseName, caseUrl } from '../../read-model.ts'
import type { Goal, Plan } from '../plan.ts'

export type PrintModel = {
  header: CaseHeader
  plan: Plan
  next: { startsAt: Instant; worker: string | null } | null
  today: PlainDate
}

/** The person's own page of the plan: one sheet, in the second person, without scores or weights. */
export const PrintPage = ({ model: { header, plan, next, today } }: { model: PrintModel }) => (
  <Page title="My plan" section={caseName(header)}>
    <div class="weft-sheet">
      <h1 class="govuk-heading-l">{header.name === null ? 'My plan' : `${header.name}: my plan`}</h1>
      {plan.ownWords && <p class="govuk-body-l">“{plan.ownWords}”</p>}
      <p class="govuk-body">So far I have done {percent(plan.completeness)} of it.</p>
      {plan.goals
        .filter(goal => goal.state === 'open')
        .map(goal => (
          <MyGoal goal={goal} />
        ))}
      <h2 class="govuk-heading-s">What happens next</h2>
      <p class="govuk-body">
        {next
          ? `My next appointment is on ${instantInWords(next.startsAt)}${next.worker ? ` with ${next.worker}` : ''}.`
          : 'No appointment is booked. My officer will tell me.'}
      </p>
      <p class="govuk-body">
        My officer is {header.responsible.officerName ?? 'not named yet'}
        {header.responsible.organisationName ? ` of ${header.responsible.organisationName}` : ''}.
        {plan.reviewOn ? ` We look at this plan again on ${dateInWords(plan.reviewOn)}.` : ''}
      </p>
      <p class="govuk-hint">Printed on {dateInWords(today)}.</p>
    </div>
    <p class="govuk-body weft-no-print">
      <button type="button" class="govuk-button govuk-button--secondary" data-print hidden>
        Print
      </button>{' '}
      <a class="govuk-link" href={`${caseUrl(header)}/plan`}>
        Back to the plan
      </a>
    </p>
  </Page>
)

const MyGoal = ({ goal }: { goal: Goal }) => (
  <>
    <h2 class="govuk-heading-s">{goal.words}</h2>
    <ul class="weft-ticks">
      {goal.steps.map(step => (
        <li class={step.state === 'achieved' ? 'weft-ticks__done' : undefined}>
          {step.words}
          {step.achievedOn && ` (done on ${dateInWords(step.achievedOn)})`}
        </li>
      ))}
      {goal.steps.length === 0 && <li>We agree the first step when we next meet.</li>}
    </ul>
  </>
)
