import { PATHWAYS } from '../../../directory/reference/needs.ts'
import type { PlainDate } from '../../../kernel/calendar.ts'
import { DateInput, dateField, field, Radios, Select, Textarea, TextInput } from '../../../web/components/index.ts'
import type { Again } from '../../../web/routing/route.ts'
import { CaseFormPage } from '../../person/pages/case-form.tsx'
import { saidOr } from '../../person/pages/edit-pages.tsx'
import { type CaseHeader, caseUrl } from '../../read-model.ts'

const WEIGHT_HINT = 'How much it counts beside the others: 1 is usual, 3 is three times as much'
const back = (header: CaseHeader) => `${caseUrl(header)}/plan`
const needs = [{ value: '', text: 'No one need' }, ...PATHWAYS.map(({ code, label }) => ({ value: code, text: label }))]

const Weight = ({ again, value }: { again: Again; value: string | undefined }) => (
  <TextInput
    label="Weight"
    hint={WEIGHT_HINT}
    {...field(again.errors, { weight: value }, 'weight')}
    inputmode="numeric"
    classes="govuk-input--width-3"
  />
)

const wordsIn = (said: Again['said'], name: string) => {
  const words = said[name]
  return typeof words === 'string' ? words : undefined
}

export type GoalModel = {
  header: CaseHeader
  goal: { goal: string; words: string; need: string | null; weight: number; state: string } | null
}

export const GoalPage = ({ model: { header, goal }, again }: { model: GoalModel; again: Again }) => {
  const said = saidOr(again, {
    words: goal?.words ?? '',
    need: goal?.need ?? '',
    weight: String(goal?.weight ?? 1),
    state: goal?.state ?? 'open',
  })
  return (
    <CaseFormPage
      header={header}
      title={goal ? 'Change a goal' : 'Set a goal'}
      path={`/plan/goals/${goal?.goal ?? 'new'}`}
      errors={again.errors}
      back={back(header)}
    >
      <Textarea label="The goal, in the person's own words" rows={3} {...field(again.errors, said, 'words')} />
      <Select label="The need it is about" items={needs} {...field(again.errors, said, 'need')} />
      <Weight again={again} value={wordsIn(said, 'weight')} />
      {goal && (
        <Radios
          legend="Does the person still work on it?"
          legendClasses="govuk-fieldset__legend--s"
          items={[
            { value: 'open', text: 'Yes' },
            { value: 'ended', text: 'No, it has ended' },
          ]}
          {...field(again.errors, said, 'state')}
        />
      )}
    </CaseFormPage>
  )
}

export type StepModel = {
  header: CaseHeader
  goal: { goal: string; words: string }
  step: { step: string; words: string; weight: number; version: number } | null
}

export const StepPage = ({ model: { header, goal, step }, again }: { model: StepModel; again: Again }) => {
  const said = saidOr(again, { words: step?.words ?? '', weight: String(step?.weight ?? 1) })
  return (
    <CaseFormPage
      header={header}
      title={step ? 'Change a step' : 'Add a step'}
      path={`/plan/goals/${goal.goal}/steps/${step?.step ?? 'new'}`}
      errors={again.errors}
      version={step?.version}
      back={back(header)}
      intro={<p class="govuk-body">Towards: {goal.words}</p>}
    >
      <TextInput label="The step, a small win" {...field(again.errors, said, 'words')} />
      <Weight again={again} value={wordsIn(said, 'weight')} />
    </CaseFormPage>
  )
}

export type StepActModel = {
  header: CaseHeader
  goal: string
  step: { step: string; words: string; state: string; version: number }
  today: PlainDate
}

export const AchievePage = ({ model: { header, goal, step, today }, again }: { model: StepActModel; again: Again }) => {
  const said = saidOr(again, { 'on-day': `${today.day}`, 'on-month': `${today.month}`, 'on-year': `${today.year}` })
  return (
    <CaseFormPage
      header={header}
      title="A step is achieved"
      path={`/plan/goals/${goal}/steps/${step.step}/achieve`}
      errors={again.errors}
      version={step.version}
      back={back(header)}
      intro={<p class="govuk-body">{step.words}</p>}
    >
      <DateInput
        legend="On which day?"
        legendClasses="govuk-fieldset__legend--s"
        {...dateField(again.errors, said, 'on')}
      />
      <Textarea label="What shows it" rows={3} {...field(again.errors, said, 'evidence')} />
    </CaseFormPage>
  )
}

export const UndoPage = ({ model: { header, goal, step }, again }: { model: StepActModel; again: Again }) => (
  <CaseFormPage
    header={header}
    title="A step is no longer achieved"
    path={`/plan/goals/${goal}/steps/${step.step}/undo`}
    errors={again.errors}
    version={step.version}
    back={back(header)}
    intro={<p class="govuk-body">{step.words}</p>}
  >
    <Textarea label="Why not" rows={3} {...field(again.errors, again.said, 'reason')} />
  </CaseFormPage>
)

export type AboutModel = { header: CaseHeader; ownWords: string | null; reviewOn: PlainDate | null; version: number }

export const AboutPage = ({ model, again }: { model: AboutModel; again: Again }) => {
  const { header, ownWords, reviewOn, version } = model
  const said = saidOr(again, {
    own_words: ownWords ?? '',
    'review_on-day': reviewOn?.day.toString(),
    'review_on-month': reviewOn?.month.toString(),
    'review_on-year': reviewOn?.year.toString(),
  })
  return (
    <CaseFormPage
      header={header}
      title="About the plan"
      path="/plan/about"
      errors={again.errors}
      version={version}
      back={back(header)}
    >
      <Textarea
        label="What matters to the person, in their own words"
        rows={4}
        {...field(again.errors, said, 'own_words')}
      />
      <DateInput
        legend="When to look at the plan again"
        legendClasses="govuk-fieldset__legend--s"
        {...dateField(again.errors, said, 'review_on')}
      />
    </CaseFormPage>
  )
}
