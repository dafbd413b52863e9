import { HANDOVER_DECLINE_REASONS, type HandoverDeclineReason } from '../directory/reference/coded-reasons.ts'
import { dueAt, type Instant, type PlainDate, startOfDay } from '../kernel/calendar.ts'
import { WeftError } from '../kernel/errors.ts'

export const TRANSFER_KINDS = ['release', 'area move'] as const
export type TransferKind = (typeof TRANSFER_KINDS)[number]

export const TRANSFER_STATES = [
  'draft',
  'offered',
  'returned',
  'accepted',
  'effective',
  'landed',
  'declined',
  'withdrawn',
] as const
export type TransferState = (typeof TRANSFER_STATES)[number]

export type TransferMove = 'offer' | 'accept' | 'return' | 'decline' | 'withdraw' | 'takeEffect' | 'land'

/** What a hand-over may become next. Once accepted it is agreed between both, and takes effect. Source: handover.md, States. */
const NEXT: Readonly<Record<TransferState, Readonly<Partial<Record<TransferMove, TransferState>>>>> = {
  draft: { offer: 'offered', withdraw: 'withdrawn' },
  offered: { accept: 'accepted', return: 'returned', decline: 'declined', withdraw: 'withdrawn' },
  returned: { offer: 'offered', withdraw: 'withdrawn' },
  accepted: { takeEffect: 'effective' },
  effective: { land: 'landed' },
  landed: {},
  declined: {},
  withdrawn: {},
}

/** What the move makes of the state, or nothing where the state does not allow it. */
export const nextState = (state: TransferState, move: TransferMove): TransferState | undefined => NEXT[state][move]

/** As `nextState`. Refuses with `state.refused`, saying how the hand-over stands, where the state does not allow the move. */
export function moved(state: TransferState, move: TransferMove): TransferState {
  const next = nextState(state, move)
  if (next === undefined) throw new WeftError('state.refused', `${stateSentence(state)} Nothing was changed.`)
  return next
}

/** A hand-over that somebody must still answer, or that waits for its day. A case has one at most. */
export const isOpen = (state: TransferState): boolean =>
  state === 'draft' || state === 'offered' || state === 'returned' || state === 'accepted'

const SENTENCES: Readonly<Record<TransferState, string>> = {
  draft: 'This hand-over is a draft that has not been offered.',
  offered: 'This hand-over is offered and waits for its answer.',
  returned: 'This hand-over was returned to the sender for what is missing.',
  accepted: 'This hand-over was accepted and takes effect on its day.',
  effective: 'This hand-over has taken effect.',
  landed: 'This hand-over has landed.',
  declined: 'This hand-over was declined.',
  withdrawn: 'This hand-over was withdrawn.',
}

/** How a hand-over stands, as a sentence. */
export const stateSentence = (state: TransferState): string => SENTENCES[state]

/**
 * Why a receiver may decline, by kind: only what lies in the case. Release and area move follow the person, so that room,
 * tier and agreement are no reasons. Source: handover.md, States; facts.md 5.9 (no bargaining about acceptance).
 */
const DECLINE_CODES: Readonly<Record<TransferKind, readonly HandoverDeclineReason[]>> = {
  release: ['not_our_area', 'move_not_settled', 'sentence_ending', 'other'],
  'area move': ['not_our_area', 'move_not_settled', 'sentence_ending', 'enforcement_in_hand', 'other'],
}

export const declineReasonsOf = (kind: TransferKind) =>
  HANDOVER_DECLINE_REASONS.filter(({ code }) => DECLINE_CODES[kind].includes(code))

/** The words of a coded reason; the code itself where a source sent one that is not ours. */
export const declineLabel = (code: string): string =>
  HANDOVER_DECLINE_REASONS.find(reason => reason.code === code)?.label ?? code

/** Business days from the day of effect within which the first contact is in time. Source: handover.md, Clocks and holders. */
export const LANDING_DAYS: Readonly<Record<TransferKind, number>> = { release: 1, 'area move': 5 }

/** Business days from the first offer to the answer; a setting. Source: handover.md, Clocks and holders. */
export const ANSWER_DAYS: Readonly<Record<TransferKind, number>> = { release: 5, 'area move': 5 }

/** The instant before which first contact is in time. Refuses with `calendar.unknown` days beyond the known bank holidays. */
export const landBy = (kind: TransferKind, effectiveOn: PlainDate): Instant =>
  dueAt(startOfDay(effectiveOn), LANDING_DAYS[kind])

/** Organisations that may be responsible for a case, by what they are in an area. Source: handover.md, Kinds. */
export const RECEIVING_ROLES = ['lead provider', 'probation service'] as const

export type RoleInArea = { readonly organisation: string; readonly area: string; readonly role: string }

export type Receiver = { readonly organisation: string; readonly area: string }

/**
 * Who may be offered a case: for a release any organisation that answers for people in the community in its area; for an
 * area move the sender's peer, which is there what the sender is here, in another area. Never the sender itself.
 */
export function receiversOf(
  { kind, sender, fromArea }: { kind: TransferKind; sender: string; fromArea: string },
  roles: readonly RoleInArea[],
): Receiver[] {
  const receiving: readonly string[] = RECEIVING_ROLES
  const own = roles.filter(role => role.organisation === sender && role.area === fromArea).map(role => role.role)
  const fits = (role: RoleInArea) =>
    role.organisation !== sender &&
    receiving.includes(role.role) &&
    (kind === 'release' || (role.area !== fromArea && own.includes(role.role)))
  const found = new Map(
    roles.filter(fits).map(({ organisation, area }) => [`${area}.${organisation}`, { organisation, area }]),
  )
  return [...found.values()]
}
