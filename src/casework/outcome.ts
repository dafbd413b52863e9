/** How far one outcome was reached at the end of a service. */
export const ACHIEVEMENTS = ['achieved', 'partly', 'not'] as const
export type Achievement = (typeof ACHIEVEMENTS)[number]

const HALVES: Readonly<Record<Achievement, number>> = { achieved: 2, partly: 1, not: 0 }

/** `score` of `outOf`; no outcome is nought of nought and has no share. */
export type OutcomeScore = { readonly score: number; readonly outOf: number }

/** Achieved 1, partly 0.5, not 0, summed over their number: one achieved and two partly of three are 2 of 3. Source: casework.md. */
export const outcomeScore = (achievements: readonly Achievement[]): OutcomeScore => ({
  score: achievements.reduce((halves, achievement) => halves + HALVES[achievement], 0) / 2,
  outOf: achievements.length,
})
