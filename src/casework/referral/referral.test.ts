import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Actor } from '../../database/scope.ts'
import { nextServiceState, SERVICE_MOVES, SERVICE_STATES, type ServiceState } from '../service/service.ts'
import * as policies from './policy.ts'
import {
  nextReferralState,
  REFERRAL_MOVES,
  REFERRAL_STATES,
  type ReferralState,
  TASKS,
  tasksAfter,
} from './referral.ts'

/** The table of the domain page, said a second time. */
const LEGAL: readonly [ReferralState, ReferralState][] = [
  ['draft', 'sent'],
  ['sent', 'accepted'],
  ['sent', 'declined'],
  ['sent', 'returned'],
  ['sent', 'withdrawn'],
  ['returned', 'sent'],
  ['returned', 'withdrawn'],
]
const ORDER: readonly ServiceState[] = ['waiting', 'assessing', 'planned', 'delivering', 'ended']

test('no run of moves takes a referral along a step that the domain does not have', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...REFERRAL_MOVES), { maxLength: 30 }), moves => {
      let state: ReferralState = 'draft'
      for (const move of moves) {
        const next = nextReferralState(state, move)
        if (next === undefined) continue
        expect(LEGAL).toContainEqual([state, next])
        state = next
      }
    }),
  )
})

test('every state of a referral is reached, and an answered one never changes', () => {
  for (const state of REFERRAL_STATES.filter(each => each !== 'draft'))
    expect(LEGAL.map(([, to]) => to)).toContain(state)
  for (const state of ['accepted', 'declined', 'withdrawn'] as const)
    for (const move of REFERRAL_MOVES) expect(nextReferralState(state, move)).toBeUndefined()
})

test('a service only goes on, one step at a time, and may end from wherever it stands', () => {
  for (const state of SERVICE_STATES)
    for (const move of SERVICE_MOVES) {
      const next = nextServiceState(state, move)
      if (next === undefined) continue
      expect(ORDER.indexOf(next)).toBe(move === 'end' ? 4 : ORDER.indexOf(state) + 1)
    }
  for (const state of SERVICE_STATES.filter(each => each !== 'ended'))
    expect(nextServiceState(state, 'end')).toBe('ended')
  for (const move of SERVICE_MOVES) expect(nextServiceState('ended', move)).toBeUndefined()
})

test('other needs undo the provider, and another provider undoes what was agreed to be shared', () => {
  const all = TASKS.map(task => task.code)
  expect(tasksAfter(all, 'needs', true)).not.toContain('provider')
  expect(tasksAfter(all, 'needs', true)).not.toContain('sharing')
  expect(tasksAfter(all, 'provider', true)).not.toContain('sharing')
  expect(tasksAfter(all, 'provider', true)).toContain('provider')
  expect(tasksAfter(all, 'needs', false)).toHaveLength(all.length)
})

const someone = (organisation: string, role: Actor['roles'][number]): Actor => ({
  worker: 'w',
  name: 'W',
  organisation,
  organisationName: organisation,
  roles: [role],
  areas: [],
})

test('whoever is asked never sends or withdraws, whoever asks never answers, in any state', () => {
  for (const state of REFERRAL_STATES) {
    const subject = { state, sender: 'a', provider: 'b', responsible: 'a' }
    for (const answer of [policies.acceptReferral, policies.declineReferral, policies.askForInformation])
      expect(answer.check(someone('a', 'case manager'), subject)).not.toBe(true)
    for (const act of [policies.sendReferral, policies.withdrawReferral, policies.changeReferral])
      expect(act.check(someone('b', 'case manager'), subject)).not.toBe(true)
  }
})

test('only a case manager answers, and a stranger is told why not', () => {
  const subject = { state: 'sent', sender: 'a', provider: 'b', responsible: 'a' } as const
  expect(policies.acceptReferral.check(someone('b', 'case manager'), subject)).toBe(true)
  expect(policies.acceptReferral.check(someone('b', 'practitioner'), subject)).toEqual({
    because: 'Your role does not allow you to accept this referral.',
  })
  expect(policies.acceptReferral.check(someone('c', 'case manager'), subject)).toEqual({
    because: 'Only the organisation that was asked may answer this referral.',
  })
})
