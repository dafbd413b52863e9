import { actsFor, all, policy, when } from '../../access/policy.ts'
import type { Actor, Role } from '../../database/scope.ts'
import { nextReferralState, type ReferralMove, type ReferralState, STATE_WORDS } from './referral.ts'

const WITH_RECORDS: readonly Role[] = ['practitioner', 'case manager']

/** What the policies look at: who sent it, who was asked, who is responsible for the person now, and how it stands. */
export type ReferralSubject = {
  state: ReferralState
  sender: string
  provider: string | null
  responsible: string | null
}

const stands = (referral: ReferralSubject, move: ReferralMove) =>
  when(
    nextReferralState(referral.state, move) !== undefined,
    `This referral is: ${STATE_WORDS[referral.state].toLowerCase()}. That can no longer be done.`,
  )

/** The organisation that sent it, and whoever is responsible for the person since. */
const asks = (actor: Actor, referral: ReferralSubject, sentence: string) =>
  when(
    actor.organisation !== null &&
      actor.organisation !== referral.provider &&
      (actor.organisation === referral.sender || actor.organisation === referral.responsible),
    sentence,
  )

export const readReferrals = policy('read referrals', ['practitioner', 'case manager', 'partner manager'], () => true)

export const readReferral = policy('read a referral', WITH_RECORDS, () => true)

export const startReferral = policy('start a referral', WITH_RECORDS, (actor, of: { responsible: string | null }) =>
  actsFor(actor, of.responsible, 'Only the organisation responsible for this person may refer them to a service.'),
)

export const writeDraft = policy('write this referral', WITH_RECORDS, (actor, referral: ReferralSubject) =>
  all(
    actsFor(actor, referral.responsible, 'Only the organisation responsible for this person may write a referral.'),
    actsFor(actor, referral.sender, 'Only the organisation that began this draft may write it.'),
    when(referral.state === 'draft', 'This referral was sent. Change it on its own page.'),
  ),
)

export const sendReferral = policy('send this referral', WITH_RECORDS, (actor, referral: ReferralSubject) =>
  all(
    asks(actor, referral, 'Only the organisation that wrote this referral may send it.'),
    actsFor(actor, referral.responsible, 'Only the organisation responsible for this person may send a referral.'),
    stands(referral, 'send'),
  ),
)

export const withdrawReferral = policy('withdraw this referral', WITH_RECORDS, (actor, referral: ReferralSubject) =>
  all(
    asks(actor, referral, 'Only the organisation that sent this referral may withdraw it.'),
    stands(referral, 'withdraw'),
  ),
)

const answer = (act: string, move: ReferralMove) =>
  policy(act, ['case manager'], (actor, referral: ReferralSubject) =>
    all(
      actsFor(actor, referral.provider, 'Only the organisation that was asked may answer this referral.'),
      when(actor.organisation !== referral.sender, 'The organisation that sent a referral cannot answer it.'),
      stands(referral, move),
    ),
  )

export const acceptReferral = answer('accept this referral', 'accept')
export const declineReferral = answer('decline this referral', 'decline')
export const askForInformation = answer('ask for information on this referral', 'askForInformation')

export const changeReferral = policy('change this referral', WITH_RECORDS, (actor, referral: ReferralSubject) =>
  all(
    asks(actor, referral, 'Only the organisation that sent this referral may change it.'),
    when(
      referral.state === 'sent' || referral.state === 'returned' || referral.state === 'accepted',
      `This referral is: ${STATE_WORDS[referral.state].toLowerCase()}. It is changed while it is open.`,
    ),
  ),
)
