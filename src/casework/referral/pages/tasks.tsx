import { plural } from '../../../kernel/words.ts'
import {
  Checkboxes,
  choices,
  DateInput,
  Details,
  dateField,
  field,
  InsetText,
  Radios,
  SummaryList,
  Textarea,
  TextInput,
} from '../../../web/components/index.ts'
import type { Again } from '../../../web/routing/route.ts'
import type { DraftModel, Shared } from '../draft/load-draft.ts'
import { needsOf, outcomesOf } from '../draft/save-draft.ts'
import type { Cover } from '../find-cover.ts'
import { COMPLEXITIES } from '../referral.ts'
import { needLabel, TaskPage } from './draft.tsx'
import { personRows, saidOr } from './parts.tsx'

type Task = { draft: DraftModel; again: Again }

export const PersonTask = ({ draft, again }: Task) => (
  <TaskPage draft={draft} again={again} path="person" title="Confirm the person" button="This is the person">
    <SummaryList rows={personRows(draft.person)} />
    <p class="govuk-body">Something wrong? Put it right on the case before you send the referral.</p>
  </TaskPage>
)

export const NeedsTask = ({ draft, again }: Task) => {
  const said = saidOr(again, {
    needs: draft.needs.length > 0 ? draft.needs : needsOf(draft.category).length === 1 ? needsOf(draft.category) : [],
    outcomes: draft.outcomes,
    reason: draft.words.reason ?? undefined,
  })
  return (
    <TaskPage draft={draft} again={again} path="needs" title="Needs and outcomes wanted">
      <Checkboxes
        legend="Which needs should the service meet?"
        legendClasses="govuk-fieldset__legend--m"
        items={needsOf(draft.category).map(need => ({ value: need, text: needLabel(need) }))}
        {...choices(again.errors, said, 'needs')}
      />
      <Checkboxes
        legend="Which outcomes are wanted?"
        legendClasses="govuk-fieldset__legend--m"
        hint="The provider reports on each of them at the end."
        items={outcomesOf(draft.category).map(outcome => ({
          value: outcome.code,
          text: outcome.label,
          hint: 'only' in outcome && outcome.only ? `In ${outcome.only} only` : undefined,
        }))}
        {...choices(again.errors, said, 'outcomes')}
      />
      <Textarea
        label="Why is this person referred, and why now?"
        labelClasses="govuk-label--m"
        hint="The provider reads this once it has accepted."
        {...field(again.errors, said, 'reason')}
      />
    </TaskPage>
  )
}

const coverHint = (cover: Cover) =>
  [
    cover.title,
    cover.agreement === null ? undefined : `agreement ${cover.agreement}`,
    cover.waitDays === null ? 'waiting time not given' : `waits about ${plural(cover.waitDays, 'day')}`,
    cover.languages.length > 0 ? `speaks ${cover.languages.join(', ')}` : undefined,
    cover.paused ? 'says it is full at the moment' : undefined,
  ]
    .filter(words => words !== undefined)
    .join('. ')

export const ProviderTask = ({ draft, again }: Task) => {
  const said = saidOr(again, { choice: draft.choice ?? undefined, unfunded_reason: draft.unfundedReason ?? undefined })
  const paid = draft.covers.filter(cover => cover.covers)
  const unpaid = draft.covers.filter(cover => !cover.covers)
  const reason = (
    <Textarea
      label="Why do you ask without an agreement that pays?"
      hint="Your name stands on this choice, and the referral is counted as unfunded."
      rows={3}
      {...field(again.errors, said, 'unfunded_reason')}
    />
  )
  return (
    <TaskPage draft={draft} again={again} path="provider" title="Service and provider">
      {paid.length === 0 && (
        <InsetText>
          No agreement of your organisation covers this service for this person: place, sex, age and risk were looked
          at. You can ask unfunded, or leave it.
        </InsetText>
      )}
      {draft.covers.length === 0 ? (
        <p class="govuk-body">Nobody works in this area for this need yet.</p>
      ) : (
        <>
          <Radios
            legend="Who should be asked?"
            legendClasses="govuk-fieldset__legend--m"
            hint="Those an agreement pays come first, the shortest wait at the top."
            items={[
              ...paid.map(cover => ({ value: cover.choice, text: cover.providerName, hint: coverHint(cover) })),
              ...(paid.length > 0 && unpaid.length > 0 ? [{ divider: 'or, without an agreement that pays' }] : []),
              ...unpaid.map(cover => ({ value: cover.choice, text: cover.providerName, hint: coverHint(cover) })),
            ]}
            {...field(again.errors, said, 'choice')}
          />
          {unpaid.length > 0 &&
            (paid.length === 0 ? (
              reason
            ) : (
              <Details
                summary="Asking without an agreement that pays"
                open={said.unfunded_reason !== undefined || again.errors.length > 0}
              >
                {reason}
              </Details>
            ))}
        </>
      )}
    </TaskPage>
  )
}

export const ComplexityTask = ({ draft, again }: Task) => (
  <TaskPage draft={draft} again={again} path="complexity" title="How complex is it?" ownHeading>
    <Radios
      legend="How complex is it?"
      legendClasses="govuk-fieldset__legend--l"
      pageHeading
      items={COMPLEXITIES.map(level => ({ value: level.code, text: level.label, hint: level.hint }))}
      {...field(again.errors, saidOr(again, { complexity: draft.complexity ?? undefined }), 'complexity')}
    />
  </TaskPage>
)

export const TimeTask = ({ draft, again }: Task) => {
  const said = saidOr(again, {
    most_days: draft.mostDays === null ? undefined : String(draft.mostDays),
    'finish_by-day': draft.finishBy ? String(draft.finishBy.day) : undefined,
    'finish_by-month': draft.finishBy ? String(draft.finishBy.month) : undefined,
    'finish_by-year': draft.finishBy ? String(draft.finishBy.year) : undefined,
  })
  return (
    <TaskPage draft={draft} again={again} path="time" title="Most days, and when to finish by">
      <TextInput
        label="How many days may the service use at most?"
        labelClasses="govuk-label--m"
        hint="Days of a rehabilitation activity requirement, or days of work where there is none."
        classes="govuk-input--width-3"
        inputmode="numeric"
        suffix="days"
        {...field(again.errors, said, 'most_days')}
      />
      <DateInput
        legend="By when should it be finished?"
        legendClasses="govuk-fieldset__legend--m"
        hint="For example, 27 3 2027"
        {...dateField(again.errors, said, 'finish_by')}
      />
    </TaskPage>
  )
}

export const RiskTask = ({ draft, again }: Task) => (
  <TaskPage draft={draft} again={again} path="risk" title="Risk to share">
    <h2 class="govuk-heading-m">While it considers the referral, the provider sees</h2>
    <SummaryList
      rows={personRows(draft.person).filter(
        row => row.key === 'Risk of serious harm' || row.key === 'What a host must know',
      )}
    />
    <h2 class="govuk-heading-m">Once it has accepted, it also sees</h2>
    {draft.riskSummary === null ? (
      <p class="govuk-body">No summary of risk is recorded on the case.</p>
    ) : (
      <SummaryList rows={Object.entries(draft.riskSummary).map(([key, value]) => ({ key, value }))} />
    )}
    <Textarea
      label="What else must its workers know to keep everybody safe? (optional)"
      labelClasses="govuk-label--m"
      hint="Read once it has accepted."
      {...field(again.errors, saidOr(again, { risk_to_share: draft.words.riskToShare ?? undefined }), 'risk_to_share')}
    />
  </TaskPage>
)

export const AccessTask = ({ draft, again }: Task) => {
  const said = saidOr(again, {
    access_needs: draft.accessNeeds ?? undefined,
    interpreter: draft.interpreter ?? undefined,
  })
  return (
    <TaskPage draft={draft} again={again} path="access" title="Access and language needs">
      <InsetText>The provider reads this before it accepts. Write “the person”, never the name.</InsetText>
      <SummaryList rows={personRows(draft.person).filter(row => row.key === 'Adjustments needed')} />
      <Textarea
        label="What does the person need to be able to take part? (optional)"
        hint="Such as step-free rooms, times that fit child care, or large print"
        rows={4}
        {...field(again.errors, said, 'access_needs')}
      />
      <TextInput
        label="In which language is an interpreter wanted? (optional)"
        hint="Leave it empty where none is"
        classes="govuk-input--width-20"
        {...field(again.errors, said, 'interpreter')}
      />
    </TaskPage>
  )
}

const SharedList = ({ shared }: { shared: Shared }) => (
  <ul class="govuk-list govuk-list--bullet">
    {shared.classes.map(words => (
      <li>{words}</li>
    ))}
  </ul>
)

export const SharingTask = ({ draft, again }: Task) => (
  <TaskPage draft={draft} again={again} path="sharing" title="What will be shared, and with whom">
    <p class="govuk-body">
      With <strong>{draft.provider?.name ?? 'the provider that you choose'}</strong>, and with nobody else.
    </p>
    {draft.shared && (
      <>
        <h2 class="govuk-heading-m">From sending until it answers</h2>
        <p class="govuk-body">To consider the referral, and without a name:</p>
        <SharedList shared={draft.shared.asked} />
        <h2 class="govuk-heading-m">If it accepts, until 28 days after the service ends</h2>
        <p class="govuk-body">To deliver the service:</p>
        <SharedList shared={draft.shared.delivering} />
        <p class="govuk-body">
          and what you wrote on this referral. Offences, the full risk assessment, health and protected characteristics
          are not shared.
        </p>
      </>
    )}
    <Textarea
      label="What was the person told about this?"
      labelClasses="govuk-label--m"
      hint="What is shared, with whom and why; and what they said"
      rows={4}
      {...field(again.errors, saidOr(again, { told_person: draft.words.toldPerson ?? undefined }), 'told_person')}
    />
  </TaskPage>
)
