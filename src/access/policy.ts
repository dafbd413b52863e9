import type { Actor, Role } from '../database/scope.ts'
import { WeftError } from '../kernel/errors.ts'

/** What a policy answers: yes, or the reason why not, as the person is told it. */
export type Answer = true | { because: string }

/**
 * Who may do one thing, as sentences that return a reason. `act` completes "You may not …"; `roles` are those that may do it
 * at all, and are the gate of the route; `rule` looks at the thing itself.
 */
export type Policy<Subject> = {
  act: string
  roles: readonly Role[]
  check(actor: Actor, subject: Subject): Answer
}

/** Declares who may do one thing. */
export const policy = <Subject>(
  act: string,
  roles: readonly Role[],
  rule: (actor: Actor, subject: Subject) => Answer,
): Policy<Subject> => ({
  act,
  roles,
  check: (actor, subject) =>
    all(holds(actor, roles, `Your role does not allow you to ${act}.`), () => rule(actor, subject)),
})

/** The first reason against, or yes. Later answers may be given as functions, so that they are asked only if needed. */
export function all(...answers: readonly (Answer | (() => Answer))[]): Answer {
  for (const given of answers) {
    const answer = typeof given === 'function' ? given() : given
    if (answer !== true) return answer
  }
  return true
}

export const because = (sentence: string): Answer => ({ because: sentence })

export const when = (condition: boolean, sentence: string): Answer => condition || because(sentence)

export const holds = (actor: Actor, roles: readonly Role[], sentence: string): Answer =>
  when(
    actor.roles.some(role => roles.includes(role)),
    sentence,
  )

export const actsFor = (actor: Actor, organisation: string | null, sentence: string): Answer =>
  when(actor.organisation !== null && actor.organisation === organisation, sentence)

/** Refuses with `not_allowed` and the reason where the policy says no. */
export function allow<Subject>(actor: Actor, asked: Policy<Subject>, subject: Subject): void {
  const answer = asked.check(actor, subject)
  if (answer !== true) throw new WeftError('not_allowed', answer.because)
}

/** Whether a page shows the button. */
export const may = <Subject>(actor: Actor, asked: Policy<Subject>, subject: Subject): boolean =>
  asked.check(actor, subject) === true
