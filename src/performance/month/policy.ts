import { actsFor, all, policy, when } from '../../access/policy.ts'
import { areasOverseen } from '../../database/scope.ts'
import { type CycleState, cycleInWords } from './cycle.ts'

/** A month of an area, and the organisation whose figures are spoken of. */
export type MonthOf = { area: string; state: CycleState; organisation: string }

const stillGathered = (month: MonthOf) =>
  when(month.state === 'gathering', `This month is ${cycleInWords(month.state)}, so its figures stand.`)

export const answerFigures = policy<MonthOf>(
  'confirm or dispute figures',
  ['partner manager', 'case manager'],
  (actor, month) =>
    all(actsFor(actor, month.organisation, 'Each organisation answers for its own figures.'), stillGathered(month)),
)

export const settleDispute = policy<MonthOf>('settle a dispute', ['supply-chain manager'], (actor, month) =>
  all(
    when(areasOverseen(actor).includes(month.area), 'Disputes of an area are settled by who oversees it.'),
    when(
      actor.organisation !== month.organisation,
      'Nobody settles a dispute of their own organisation. Ask the commissioner or the integrator.',
    ),
  ),
)

export const runCycle = policy<{ area: string }>('move the month on', ['supply-chain manager'], (actor, month) =>
  when(areasOverseen(actor).includes(month.area), 'The month of an area is moved on by who oversees it.'),
)

export const reviewCycle = policy<{ area: string }>(
  'review the month',
  ['supply-chain manager', 'commissioner', 'CRT member'],
  (actor, month) =>
    when(areasOverseen(actor).includes(month.area), 'The month of an area is reviewed by who oversees it.'),
)
