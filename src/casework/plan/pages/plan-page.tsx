import { pathwayOf } from '../../../directory/reference/needs.ts'
import { dateInWords, instantInWords } from '../../../kernel/words.ts'
import { Button, ButtonGroup, Form, SummaryList, type SummaryRow, Tag } from '../../../web/components/index.ts'
import { Page } from '../../../web/layout/page.tsx'
import { caseCrumbs } from '../../person/pages/case-form.tsx'
import { percent } from '../../person/pages/case-sentences.tsx'
import { type CaseHeader, caseName, caseUrl } from '../../read-model.ts'
import type { Goal, Plan, Step } from '../plan.ts'

export type PlanModel = { header: CaseHeader; plan: Plan | null; moves: { keep: boolean; steps: boolean } }

/** The plan with its goals and steps, and what may be done with each. */
export const PlanPage = ({ model }: { model: PlanModel }) => {
  const { header, plan, moves } = model
  const url = `${caseUrl(header)}/plan`
  return (
    <Page title="Plan" section={header.caseId} breadcrumbs={[...caseCrumbs(header), { text: 'Plan' }]}>
      <span class="govuk-caption-l">{caseName(header)}</span>
      <h1 class="govuk-heading-l">Plan</h1>
      {plan === null ? (
        <p class="govuk-body">There is no plan yet. It begins with a first goal, in the person's own words.</p>
      ) : (
        <SummaryList rows={planRows(model, plan)} />
      )}
      <ButtonGroup>
        {moves.keep && <Button href={`${url}/goals/new`}>Set a goal</Button>}
        {plan !== null && (
          <a class="govuk-link" href={`${url}/print`}>
            The person's page, to print
          </a>
        )}
      </ButtonGroup>
      {plan?.goals.map(goal => (
        <GoalCard goal={goal} model={model} />
      ))}
      {moves.keep && plan !== null && plan.completeAt === null && plan.goals.length > 0 && (
        <>
          <h2 class="govuk-heading-m">Is the plan complete?</h2>
          <p class="govuk-body">Declare it once each goal has its steps and the person agrees.</p>
          <Form action={`${url}/complete`}>
            <Button kind="secondary">Declare the plan complete</Button>
          </Form>
        </>
      )}
    </Page>
  )
}

function planRows({ header, moves }: PlanModel, plan: Plan): SummaryRow[] {
  const actions = moves.keep ? [{ href: `${caseUrl(header)}/plan/about`, text: 'Change' }] : []
  return [
    { key: 'Achieved', value: `${percent(plan.completeness)} of the plan` },
    { key: 'What matters to the person', value: plan.ownWords ?? 'Not written yet', actions },
    { key: 'Looked at again on', value: plan.reviewOn ? dateInWords(plan.reviewOn) : 'No day set', actions },
    {
      key: 'Declared complete',
      value: plan.completeAt ? instantInWords(plan.completeAt) : 'Not yet',
    },
  ]
}

const GoalCard = ({ goal, model: { header, moves } }: { goal: Goal; model: PlanModel }) => {
  const url = `${caseUrl(header)}/plan/goals/${goal.goal}`
  return (
    <SummaryList
      card={{
        title: goal.words,
        actions: moves.keep
          ? [
              { href: url, text: 'Change' },
              ...(goal.state === 'open' ? [{ href: `${url}/steps/new`, text: 'Add a step' }] : []),
            ]
          : [],
      }}
      rows={[
        {
          key: 'Achieved',
          value: (
            <>
              {percent(goal.completeness)}
              {goal.state === 'ended' && ' '}
              {goal.state === 'ended' && <Tag colour="grey">Ended</Tag>}
              <progress
                class="weft-progress"
                max={100}
                value={Math.round(goal.completeness * 100)}
                aria-label={percent(goal.completeness)}
              />
            </>
          ),
        },
        {
          key: 'About',
          value: `${goal.need ? (pathwayOf(goal.need)?.label ?? goal.need) : 'No one need'}; weight ${goal.weight}`,
        },
        ...goal.steps.map(step => stepRow(step, url, moves)),
        ...(goal.steps.length === 0
          ? [{ key: 'Steps', value: 'None yet. Small wins towards the goal stand here.' }]
          : []),
      ]}
    />
  )
}

function stepRow(step: Step, url: string, moves: PlanModel['moves']): SummaryRow {
  const at = `${url}/steps/${step.step}`
  const achieved = step.state === 'achieved'
  const act = achieved
    ? { href: `${at}/undo`, text: 'Undo', visuallyHiddenText: step.words }
    : { href: `${at}/achieve`, text: 'Achieved', visuallyHiddenText: step.words }
  return {
    key: step.words,
    value: <StepState step={step} />,
    actions: [
      ...(moves.steps ? [act] : []),
      ...(moves.keep ? [{ href: at, text: 'Change', visuallyHiddenText: step.words }] : []),
    ],
  }
}

const StepState = ({ step }: { step: Step }) => (
  <>
    <Tag colour={step.state === 'achieved' ? 'green' : 'grey'}>{step.state === 'achieved' ? 'Achieved' : 'To do'}</Tag>{' '}
    weight {step.weight}
    {step.achievedOn && (
      <div class="govuk-hint govuk-!-margin-bottom-0">
        {dateInWords(step.achievedOn)}: {step.evidence} ({step.by})
      </div>
    )}
    {step.undoneReason && (
      <div class="govuk-hint govuk-!-margin-bottom-0">
        No longer achieved: {step.undoneReason} ({step.by})
      </div>
    )}
  </>
)
