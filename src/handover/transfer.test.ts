import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import {
  declineReasonsOf,
  isOpen,
  landBy,
  moved,
  nextState,
  type RoleInArea,
  receiversOf,
  TRANSFER_KINDS,
  TRANSFER_STATES,
  type TransferMove,
} from './transfer.ts'

const MOVES: readonly TransferMove[] = ['offer', 'accept', 'return', 'decline', 'withdraw', 'takeEffect', 'land']
const ENDS = ['landed', 'declined', 'withdrawn']

describe('the states of a hand-over', () => {
  test.each([
    ['draft', 'offer', 'offered'],
    ['offered', 'return', 'returned'],
    ['returned', 'offer', 'offered'],
    ['offered', 'accept', 'accepted'],
    ['accepted', 'takeEffect', 'effective'],
    ['effective', 'land', 'landed'],
    ['offered', 'decline', 'declined'],
    ['draft', 'withdraw', 'withdrawn'],
    ['returned', 'withdraw', 'withdrawn'],
  ] as const)('%s: %s makes it %s', (from, move, to) => expect(moved(from, move)).toBe(to))

  test.each([
    ['accepted', 'withdraw'],
    ['accepted', 'accept'],
    ['accepted', 'decline'],
    ['returned', 'accept'],
    ['draft', 'accept'],
    ['withdrawn', 'offer'],
    ['effective', 'takeEffect'],
    ['landed', 'land'],
  ] as const)('%s: %s is refused with how it stands', (from, move) => {
    expect(() => moved(from, move)).toThrow(
      expect.objectContaining({ code: 'state.refused', message: expect.stringMatching(/^This hand-over .*\./) }),
    )
  })

  test('whatever is tried in whatever order, it takes effect only after an acceptance of an offer, and an end is final', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...MOVES), { maxLength: 30 }), tries => {
        const path = ['draft'] as (typeof TRANSFER_STATES)[number][]
        for (const move of tries) {
          const state = path.at(-1) ?? 'draft'
          const next = nextState(state, move)
          if (ENDS.includes(state)) expect(next).toBeUndefined()
          if (next !== undefined) path.push(next)
        }
        const effect = path.indexOf('effective')
        if (effect !== -1) expect(path.slice(effect - 2, effect)).toEqual(['offered', 'accepted'])
        expect(path.slice(0, -1).filter(state => ENDS.includes(state))).toEqual([])
      }),
    )
  })

  test('every open state can still end, and no other is open', () => {
    const ends = (state: (typeof TRANSFER_STATES)[number]): boolean =>
      ENDS.includes(state) || MOVES.some(move => nextState(state, move) !== undefined)
    expect(TRANSFER_STATES.filter(ends)).toEqual([...TRANSFER_STATES])
    expect(TRANSFER_STATES.filter(isOpen)).toEqual(['draft', 'offered', 'returned', 'accepted'])
  })
})

test('no kind is declined for want of room, and each may be for another reason in words', () => {
  for (const kind of TRANSFER_KINDS) {
    const codes = declineReasonsOf(kind).map(({ code }) => code)
    expect(codes).not.toContain('no_capacity')
    expect(codes.at(-1)).toBe('other')
  }
})

test.each([
  ['release', '2026-12-24', '2026-12-30T00:00:00Z'],
  ['release', '2026-10-05', '2026-10-07T00:00:00+01:00'],
  ['area move', '2026-10-02', '2026-10-10T00:00:00+01:00'],
] as const)('a %s of %s lands in time before %s', (kind, day, instant) => {
  expect(landBy(kind, Temporal.PlainDate.from(day)).equals(Temporal.Instant.from(instant))).toBe(true)
})

describe('who may receive', () => {
  const ROLES: RoleInArea[] = [
    { organisation: 'here-lead', area: 'C05', role: 'lead provider' },
    { organisation: 'here-nps', area: 'C05', role: 'probation service' },
    { organisation: 'here-prison', area: 'C05', role: 'prison' },
    { organisation: 'here-charity', area: 'C05', role: 'delivery partner' },
    { organisation: 'there-lead', area: 'C09', role: 'lead provider' },
    { organisation: 'there-nps', area: 'C09', role: 'probation service' },
    { organisation: 'here-lead', area: 'C12', role: 'lead provider' },
  ]
  const names = (kind: 'release' | 'area move', sender: string) =>
    receiversOf({ kind, sender, fromArea: 'C05' }, ROLES).map(({ organisation, area }) => `${area} ${organisation}`)

  test('an area move goes to the peer in another area', () => {
    expect(names('area move', 'here-lead')).toEqual(['C09 there-lead'])
    expect(names('area move', 'here-nps')).toEqual(['C09 there-nps'])
  })

  test('a release goes to whoever answers for people in the community, never to a prison, a charity or back', () => {
    expect(names('release', 'here-prison')).toEqual([
      'C05 here-lead',
      'C05 here-nps',
      'C09 there-lead',
      'C09 there-nps',
      'C12 here-lead',
    ])
    expect(names('release', 'here-lead')).toEqual(['C05 here-nps', 'C09 there-lead', 'C09 there-nps'])
  })
})
