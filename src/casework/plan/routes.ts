import { Temporal } from 'temporal-polyfill'
import { Type } from 'typebox'
import { may } from '../../access/policy.ts'
import type { Scope } from '../../database/scope.ts'
import { PATHWAYS } from '../../directory/reference/needs.ts'
import { londonDay } from '../../kernel/calendar.ts'
import { notFound } from '../../kernel/errors.ts'
import { caseParams, choice, code, day, line, optional, text, whole } from '../../web/routing/fields.ts'
import { action, form, page, type Route } from '../../web/routing/route.ts'
import { type CaseInput, caseInput, dayOf, keyOf, onCase, showsCase } from '../case-route.ts'
import { mayKnow } from '../information-class.ts'
import { keepRecord, seeCases } from '../person/policy.ts'
import { caseHeader, caseUrl } from '../read-model.ts'
import { nextAppointment } from '../supervision/next-appointment.ts'
import { AboutPage, AchievePage, GoalPage, StepPage, UndoPage } from './pages/forms.tsx'
import { PlanPage } from './pages/plan-page.tsx'
import { PrintPage } from './pages/print-page.tsx'
import { type Goal, type Plan, planOf } from './plan.ts'
import { recordStep } from './policy.ts'
import { addGoal, changeGoal, completePlan, describePlan } from './set-goals.ts'
import { achieveStep, addStep, changeStep, stepsSubject, undoStep } from './take-steps.ts'

const planUrl = (input: CaseInput) => `${caseUrl(keyOf(input))}/plan`

const goalInput = Type.Object({ ...caseParams, goal: code('a goal') })
const stepInput = Type.Object({ ...caseParams, goal: code('a goal'), step: code('a step') })

const goalBody = {
  words: text('the goal', { most: 500 }),
  need: optional(
    choice(
      'a need',
      PATHWAYS.map(({ code }) => code),
    ),
  ),
  weight: whole('the weight', { least: 1, most: 100 }),
}
const stepBody = { words: line('the step'), weight: whole('the weight', { least: 1, most: 100 }) }

/** The plan as far as the viewer may know it. Refuses with `not_found` a plan that is not shared. */
async function planFor(tx: Scope, input: CaseInput) {
  const header = await caseHeader(tx, keyOf(input))
  if (!mayKnow(header.classes, 'needs')) throw notFound()
  return { header, plan: await planOf(tx, keyOf(input)) }
}

function findGoal(plan: Plan | null, goal: string): Goal {
  const found = plan?.goals.find(one => one.goal === goal)
  if (!found) throw notFound()
  return found
}

async function stepFor(tx: Scope, input: CaseInput & { goal: string; step: string }) {
  const { header, plan } = await planFor(tx, input)
  const goal = findGoal(plan, input.goal)
  const step = goal.steps.find(one => one.step === input.step)
  if (!step) throw notFound()
  return { header, goal: goal.goal, of: goal, step, today: londonDay(tx.now) }
}

const goalForms: Route[] = [
  form({
    ...onCase,
    path: '/cases/:area/:case_id/plan/goals/new',
    about: 'Set a goal of a plan',
    permission: keepRecord,
    input: caseInput,
    body: Type.Object(goalBody),
    shows: showsCase,
    load: async (tx, input) => ({ header: (await planFor(tx, input)).header, goal: null }),
    view: (model, again) => GoalPage({ model, again }),
    submit: (tx, input) => addGoal(tx, { ...input, key: keyOf(input), need: input.need ?? null }),
    then: (_, input) => ({ to: planUrl(input), flash: 'The goal is set.' }),
  }),
  form({
    ...onCase,
    path: '/cases/:area/:case_id/plan/goals/:goal',
    about: 'Change a goal of a plan',
    permission: keepRecord,
    input: goalInput,
    body: Type.Object({ ...goalBody, state: choice('whether the goal goes on', ['open', 'ended']) }),
    shows: showsCase,
    load: async (tx, input) => {
      const { header, plan } = await planFor(tx, input)
      const { goal, words, need, weight, state } = findGoal(plan, input.goal)
      return { header, goal: { goal, words, need, weight, state } }
    },
    view: (model, again) => GoalPage({ model, again }),
    submit: (tx, input) => changeGoal(tx, { ...input, key: keyOf(input), need: input.need ?? null }),
    then: (_, input) => ({ to: planUrl(input), flash: 'The goal is changed.' }),
  }),
]

const stepForms: Route[] = [
  form({
    ...onCase,
    path: '/cases/:area/:case_id/plan/goals/:goal/steps/new',
    about: 'Add a step to a goal',
    permission: keepRecord,
    input: goalInput,
    body: Type.Object(stepBody),
    shows: showsCase,
    load: async (tx, input) => {
      const { header, plan } = await planFor(tx, input)
      const { goal, words } = findGoal(plan, input.goal)
      return { header, goal: { goal, words }, step: null }
    },
    view: (model, again) => StepPage({ model, again }),
    submit: (tx, input) => addStep(tx, { ...input, key: keyOf(input) }),
    then: (_, input) => ({ to: planUrl(input), flash: 'The step is added.' }),
  }),
  form({
    ...onCase,
    path: '/cases/:area/:case_id/plan/goals/:goal/steps/:step',
    about: 'Change a step of a goal',
    permission: keepRecord,
    input: stepInput,
    body: Type.Object(stepBody),
    shows: showsCase,
    load: async (tx, input) => {
      const { header, of, step } = await stepFor(tx, input)
      const { words, weight, version } = step
      return { header, goal: { goal: of.goal, words: of.words }, step: { step: step.step, words, weight, version } }
    },
    view: (model, again) => StepPage({ model, again }),
    submit: (tx, input, version) => changeStep(tx, { ...input, key: keyOf(input), version }),
    then: (_, input) => ({ to: planUrl(input), flash: 'The step is changed.' }),
  }),
]

const stepActs: Route[] = [
  form({
    ...onCase,
    path: '/cases/:area/:case_id/plan/goals/:goal/steps/:step/achieve',
    about: 'Record that a step is achieved',
    permission: recordStep,
    input: stepInput,
    body: Type.Object({ on: day('the day'), evidence: text('what shows it', { most: 1000 }) }),
    shows: showsCase,
    load: stepAct,
    view: (model, again) => AchievePage({ model, again }),
    submit: (tx, input, version) =>
      achieveStep(tx, { ...input, key: keyOf(input), on: Temporal.PlainDate.from(input.on), version }),
    then: (_, input) => ({ to: planUrl(input), flash: 'The step is achieved.' }),
  }),
  form({
    ...onCase,
    path: '/cases/:area/:case_id/plan/goals/:goal/steps/:step/undo',
    about: 'Record that a step is no longer achieved',
    permission: recordStep,
    input: stepInput,
    body: Type.Object({ reason: text('the reason', { most: 1000 }) }),
    shows: showsCase,
    load: stepAct,
    view: (model, again) => UndoPage({ model, again }),
    submit: (tx, input, version) => undoStep(tx, { ...input, key: keyOf(input), version }),
    then: (_, input) => ({ to: planUrl(input), flash: 'The step is open again.' }),
  }),
]

async function stepAct(tx: Scope, input: CaseInput & { goal: string; step: string }) {
  const { header, goal, step, today } = await stepFor(tx, input)
  return { header, goal, step: { step: step.step, words: step.words, state: step.state, version: step.version }, today }
}

/** The plan of a person: goals in their words, steps, and the page that is theirs. */
export const planRoutes: Route[] = [
  page({
    ...onCase,
    path: '/cases/:area/:case_id/plan',
    about: 'The plan of a person, with goals and steps',
    permission: seeCases,
    input: caseInput,
    shows: showsCase,
    load: async (tx, input) => {
      const { header, plan } = await planFor(tx, input)
      const moves = {
        keep: may(tx.actor, keepRecord, header),
        steps: may(tx.actor, recordStep, await stepsSubject(tx, keyOf(input))),
      }
      return { header, plan, moves }
    },
    view: model => PlanPage({ model }),
  }),
  page({
    ...onCase,
    path: '/cases/:area/:case_id/plan/print',
    about: "The person's own page of the plan, for one sheet",
    permission: seeCases,
    input: caseInput,
    shows: showsCase,
    load: async (tx, input) => {
      const { header, plan } = await planFor(tx, input)
      if (plan === null) throw notFound()
      return { header, plan, next: await nextAppointment(tx, keyOf(input)), today: londonDay(tx.now) }
    },
    view: model => PrintPage({ model }),
  }),
  form({
    ...onCase,
    path: '/cases/:area/:case_id/plan/about',
    about: 'Say what the plan is about and when it is looked at again',
    permission: keepRecord,
    input: caseInput,
    body: Type.Object({
      own_words: optional(text('their words', { most: 1000 })),
      review_on: optional(day('the day')),
    }),
    shows: showsCase,
    load: async (tx, input) => {
      const { header, plan } = await planFor(tx, input)
      return {
        header,
        ownWords: plan?.ownWords ?? null,
        reviewOn: plan?.reviewOn ?? null,
        version: plan?.version ?? 1,
      }
    },
    view: (model, again) => AboutPage({ model, again }),
    submit: (tx, input, version) =>
      describePlan(tx, {
        key: keyOf(input),
        ownWords: input.own_words ?? null,
        reviewOn: dayOf(input.review_on),
        version,
      }),
    then: (_, input) => ({ to: planUrl(input), flash: 'The plan is changed.' }),
  }),
  action({
    ...onCase,
    path: '/cases/:area/:case_id/plan/complete',
    about: 'Declare the plan complete',
    permission: keepRecord,
    input: caseInput,
    body: Type.Object({}),
    submit: (tx, input) => completePlan(tx, keyOf(input)),
    then: (_, input) => ({ to: planUrl(input), flash: 'The plan is declared complete.' }),
  }),
  ...goalForms,
  ...stepForms,
  ...stepActs,
]
