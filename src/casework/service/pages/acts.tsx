import { END_REASON_GROUPS, END_REASONS } from '../../../directory/reference/coded-reasons.ts'
import {
  Button,
  Checkboxes,
  choices,
  Fieldset,
  field,
  Radios,
  Select,
  Textarea,
  TextInput,
} from '../../../web/components/index.ts'
import type { Again } from '../../../web/routing/route.ts'
import { Paragraphs, saidOr } from '../../referral/pages/parts.tsx'
import type { ServiceModel } from '../load-service.ts'
import { PlanTable, ServiceActPage } from './service.tsx'

type Act = { service: ServiceModel; again: Again }

export const TeamPage = ({
  service,
  workers,
  again,
}: Act & { workers: readonly { worker: string; name: string; roles: string }[] }) => {
  const now = service.workers.filter(each => each.to === null)
  const said = saidOr(again, { workers: now.map(each => each.worker), lead: now.find(each => each.lead)?.worker })
  return (
    <ServiceActPage
      service={service}
      again={again}
      title="Who works on it"
      path="service/team"
      button="Save"
      open={service.may.allocate}
    >
      <p class="govuk-body">They and their teams see this person’s record as long as they work on it.</p>
      <Checkboxes
        legend="Who works with the person?"
        legendClasses="govuk-fieldset__legend--m"
        items={workers.map(each => ({ value: each.worker, text: each.name, hint: each.roles }))}
        {...choices(again.errors, said, 'workers')}
      />
      <Select
        label="Who leads?"
        labelClasses="govuk-label--m"
        items={[{ value: '', text: 'Choose' }, ...workers.map(each => ({ value: each.worker, text: each.name }))]}
        {...field(again.errors, said, 'lead')}
      />
    </ServiceActPage>
  )
}

/** How many activities a plan's form offers; more are added by saving and opening it again. */
export const PLAN_LINES = 6

export const PlanPage = ({ service, again }: Act) => {
  const { activities, words, answer } = service.plan
  const said = saidOr(again, {
    words: words ?? undefined,
    ...Object.fromEntries(
      activities.flatMap((each, at) => [
        [`words_${at + 1}`, each.words],
        [`need_${at + 1}`, each.need ?? undefined],
        [`sessions_${at + 1}`, String(each.sessions)],
      ]),
    ),
  })
  const { errors } = again
  return (
    <ServiceActPage
      service={service}
      again={again}
      title="Service plan"
      path="service/plan"
      button="Send to the responsible officer"
      open={service.may.plan}
      second={
        <Button kind="secondary" name="submit" value="no">
          Save as a draft
        </Button>
      }
    >
      {answer && (
        <>
          <h2 class="govuk-heading-m">What must change</h2>
          <Paragraphs text={answer} />
        </>
      )}
      <p class="govuk-body">
        The responsible officer agrees the plan within two business days. Sessions are booked once it is agreed. Leave
        lines empty that you do not need.
      </p>
      {Array.from({ length: PLAN_LINES }, (_, at) => at + 1).map(nth => (
        <Fieldset legend={`Activity ${nth}`} legendClasses="govuk-fieldset__legend--m">
          <TextInput label="What will be done?" {...field(errors, said, `words_${nth}`)} />
          <Select
            label="For which need?"
            items={[
              { value: '', text: 'All needs referred for' },
              ...service.needs.map(need => ({ value: need.code, text: need.label })),
            ]}
            {...field(errors, said, `need_${nth}`)}
          />
          <TextInput
            label="In how many sessions?"
            classes="govuk-input--width-3"
            inputmode="numeric"
            {...field(errors, said, `sessions_${nth}`)}
          />
        </Fieldset>
      ))}
      <Textarea
        label="Anything about the whole plan? (optional)"
        labelClasses="govuk-label--m"
        rows={4}
        {...field(errors, said, 'words')}
      />
    </ServiceActPage>
  )
}

export const AnswerPlanPage = ({ service, again }: Act) => (
  <ServiceActPage
    service={service}
    again={again}
    title="Agree the service plan"
    path="service/plan/answer"
    button="Save the answer"
    open={service.may.answerPlan}
  >
    <PlanTable service={service} />
    {service.plan.words && <Paragraphs text={service.plan.words} />}
    <Radios
      legend="Do you agree this plan?"
      legendClasses="govuk-fieldset__legend--m"
      items={[
        { value: 'agree', text: 'Yes, I agree it' },
        {
          value: 'send back',
          text: 'No, something must change',
          conditional: <Textarea label="What must change?" rows={4} {...field(again.errors, again.said, 'words')} />,
        },
      ]}
      {...field(again.errors, again.said, 'answer')}
    />
  </ServiceActPage>
)

const reasonItems = (delivers: boolean) =>
  END_REASON_GROUPS.flatMap(group => {
    const reasons = END_REASONS.filter(
      reason => reason.group === group.code && (delivers || reason.code !== 'completed'),
    )
    return reasons.length === 0
      ? []
      : [
          { value: group.code, text: `— ${group.label} —`, disabled: true },
          ...reasons.map(reason => ({ value: reason.code, text: reason.label })),
        ]
  })

export const EndPage = ({ service, again }: Act) => {
  const why = (
    <Select
      label="Why does it end?"
      items={[{ value: '', text: 'Choose' }, ...reasonItems(service.delivers)]}
      {...field(again.errors, again.said, 'reason')}
    />
  )
  return (
    <ServiceActPage
      service={service}
      again={again}
      title={service.delivers ? 'End the service' : 'Withdraw the person from the service'}
      path="service/end"
      button={service.delivers ? 'End the service' : 'Withdraw'}
      warning
      open={service.may.end}
    >
      <p class="govuk-body">
        Appointments still ahead are cancelled. The end-of-service report falls due five business days from now. The
        provider sees the record for 28 days more.
      </p>
      {service.delivers ? (
        <Radios
          legend="How does it end?"
          legendClasses="govuk-fieldset__legend--m"
          items={[
            { value: 'completed', text: 'It is completed' },
            { value: 'ended early', text: 'It ends early', conditional: why },
          ]}
          {...field(again.errors, again.said, 'as')}
        />
      ) : (
        <>
          <input type="hidden" name="as" value="withdrawn" />
          {why}
        </>
      )}
      <Textarea
        label="Anything to add? (optional)"
        labelClasses="govuk-label--m"
        rows={3}
        {...field(again.errors, again.said, 'words')}
      />
    </ServiceActPage>
  )
}

export const ReportPage = ({ service, again }: Act) => (
  <ServiceActPage
    service={service}
    again={again}
    title="End-of-service report"
    path="service/report"
    button="Send the report"
    open={service.may.report}
  >
    <p class="govuk-body">
      Say of each outcome wanted whether it was reached. Reached counts one, partly a half.
      {service.state === 'delivering' ? ' Sending the report ends the service as completed.' : null}
    </p>
    {service.outcomes.map((outcome, at) => (
      <>
        <Radios
          legend={outcome.label}
          legendClasses="govuk-fieldset__legend--m"
          classes="govuk-radios--inline"
          items={[
            { value: 'yes', text: 'Yes' },
            { value: 'partly', text: 'Partly' },
            { value: 'no', text: 'No' },
          ]}
          {...field(again.errors, again.said, `achieved_${at + 1}`)}
        />
        <Textarea label="Comments (optional)" rows={2} {...field(again.errors, again.said, `comments_${at + 1}`)} />
      </>
    ))}
    <Textarea
      label="Anything the responsible officer should know? (optional)"
      labelClasses="govuk-label--m"
      rows={4}
      {...field(again.errors, again.said, 'further')}
    />
  </ServiceActPage>
)
