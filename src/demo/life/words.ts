import type { NeedCode } from '../../directory/reference/needs.ts'

/** What people say matters to them, in the plan. */
export const OWN_WORDS = [
  'I want to see my children at weekends again.',
  'A place of my own, even a small one.',
  'To get through a year without going back.',
  'I want to work with my hands again.',
  'I want people to stop expecting the worst of me.',
  'To be well enough to look after my mum.',
] as const

/** A goal for each need, with the small wins that lead to it. */
export const GOAL_WORDS: Readonly<Record<NeedCode, { readonly goal: string; readonly steps: readonly string[] }>> = {
  accommodation: {
    goal: 'A settled place to live',
    steps: ['Go to the housing appointment', 'Hand in the papers for a tenancy', 'Move in'],
  },
  ete: { goal: 'Work or training that lasts', steps: ['Write a CV', 'Start a course', 'Go to an interview'] },
  finance: {
    goal: 'Money that reaches the end of the month',
    steps: ['List all debts', 'Agree a plan with those owed'],
  },
  relationships: { goal: 'Get on better with the family', steps: ['Write to them', 'Meet with somebody to help'] },
  lifestyle: {
    goal: 'Spend time with people who are good for me',
    steps: ['Try one new group', 'Go back a second time', 'Bring a friend'],
  },
  drugs: { goal: 'Stay off drugs', steps: ['See the recovery worker', 'Four weeks clean', 'Twelve weeks clean'] },
  alcohol: { goal: 'Drink less, or not at all', steps: ['Keep a diary for a week', 'See the recovery worker'] },
  emotional_wellbeing: { goal: 'Feel steadier', steps: ['See the doctor', 'Find what helps on a bad day'] },
  thinking: {
    goal: 'Stop and think first',
    steps: ['Say what happened last time', 'Try another way once', 'Do it again'],
  },
  attitudes: { goal: 'See what it did to others', steps: ['Talk it through', 'Write it down'] },
}
