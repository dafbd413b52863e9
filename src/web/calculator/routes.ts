import { Type } from 'typebox'
import { notFound, WeftError } from '../../kernel/errors.ts'
import { saidOf } from '../routing/input.ts'
import { page, type Route } from '../routing/route.ts'
import { CalculatorListPage, type CalculatorModel, CalculatorPage } from './pages/calculator.tsx'
import { inputFrom, questionsOf, saidByExample } from './questions.ts'
import { CALCULATOR_RULES, runRule } from './rules.ts'

const open = { permission: 'anyone', zone: 'public', purpose: 'calculate' } as const

/** The address takes whatever fields the rule has; the rule reads them by its own schema. */
const anyFields = Type.Object({
  rule: Type.Enum(CALCULATOR_RULES.map(rule => rule.name)),
  run: Type.Optional(Type.Literal('yes')),
  ...Object.fromEntries(
    CALCULATOR_RULES.flatMap(rule => Object.keys(rule.input.properties)).map(name => [
      name,
      Type.Optional(Type.String({ maxLength: 20_000 })),
    ]),
  ),
})

function modelOf(name: string, run: boolean, sent: Record<string, unknown>): CalculatorModel {
  const rule = CALCULATOR_RULES.find(each => each.name === name)
  if (!rule) throw notFound()
  const questions = questionsOf(rule.input)
  const { title, about, source } = rule
  const asked = { name, title, about, source, questions }
  if (!run) return { ...asked, said: saidByExample(questions, rule.example), errors: [], answer: undefined }
  try {
    const { result, working } = runRule(name, inputFrom(questions, sent))
    return { ...asked, said: saidOf(sent), errors: [], answer: { result: JSON.stringify(result, null, 2), working } }
  } catch (error) {
    if (!(error instanceof WeftError)) throw error
    const errors =
      error.fields.length > 0
        ? error.fields.map(each => ({ ...each, field: each.field.split('.')[0] ?? '' }))
        : [{ field: '', sentence: error.sentence }]
    return { ...asked, said: saidOf(sent), errors, answer: undefined }
  }
}

export const calculatorRoutes: readonly Route[] = [
  page({
    ...open,
    path: '/calculator',
    about: 'The rules that can be tried',
    input: Type.Object({}),
    load: async () => ({ rules: CALCULATOR_RULES.map(({ name, title, about }) => ({ name, title, about })) }),
    view: CalculatorListPage,
  }),
  page({
    ...open,
    path: '/calculator/:rule',
    about: 'One rule, on figures of your own, with its working',
    input: anyFields,
    load: async (_, input) => modelOf(input.rule, input.run === 'yes', input),
    view: CalculatorPage,
  }),
]
