/** Why a provider declines a referral. Our own list: figures are kept by reason and by need (casework.md, Answer). */
export const DECLINE_REASONS = [
  { code: 'full', label: 'We are full' },
  { code: 'not_eligible', label: 'The person is outside what the service is for' },
  { code: 'not_in_place', label: 'We do not work where the person lives' },
  { code: 'risk_too_high', label: 'The risk is higher than the service may take' },
  { code: 'need_beyond_service', label: 'The need is more than the service can meet' },
  { code: 'too_little_time', label: 'Too little of the sentence is left' },
  { code: 'already_served', label: 'The person already has this service' },
  { code: 'conflict', label: 'Somebody already with us must be kept apart from the person' },
  { code: 'no_funding', label: 'No agreement pays for it' },
  { code: 'other', label: 'Another reason' },
] as const

export type DeclineReason = (typeof DECLINE_REASONS)[number]['code']

/** The five groups of the reasons for ending early. Source: facts-integration.md 1, casework.md (End of service). */
export const END_REASON_GROUPS = [
  { code: 'problem', label: 'Problem with the referral' },
  { code: 'person', label: 'Related to the person' },
  { code: 'sentence', label: 'Related to the sentence' },
  { code: 'early', label: 'Finished early' },
  { code: 'other', label: 'Other' },
] as const

export type EndReasonGroup = (typeof END_REASON_GROUPS)[number]['code']

/** Why a service ends before its planned end; `source` is the reason's code in the Ministry's reports. */
export const END_REASONS = [
  { code: 'ineligible', group: 'problem', source: 'INE', label: 'Not eligible' },
  { code: 'mistaken', group: 'problem', source: 'MIS', label: 'Referred by mistake, or twice' },
  { code: 'not_engaged', group: 'person', source: 'NOT', label: 'Did not engage' },
  { code: 'met_elsewhere', group: 'person', source: 'NEE', label: 'Needs met elsewhere' },
  { code: 'moved', group: 'person', source: 'MOV', label: 'Moved out of the area' },
  { code: 'work_or_caring', group: 'person', source: 'WOR', label: 'Work or caring duties' },
  { code: 'died', group: 'person', source: 'USE', label: 'Died' },
  { code: 'acquitted', group: 'sentence', source: 'ACQ', label: 'Acquitted on appeal' },
  { code: 'returned_to_custody', group: 'sentence', source: 'RET', label: 'Returned to custody' },
  { code: 'revoked', group: 'sentence', source: 'SER', label: 'Sentence revoked' },
  { code: 'expired', group: 'sentence', source: 'SEE', label: 'Sentence expired' },
  { code: 'completed', group: 'early', source: 'EAR', label: 'Completed before the planned end' },
  { code: 'other', group: 'other', source: 'ANO', label: 'Another reason' },
] as const satisfies readonly { code: string; group: EndReasonGroup; source: string; label: string }[]

export type EndReason = (typeof END_REASONS)[number]['code']

/** What may be changed about a referral after it is sent. Source: casework.md (Changes after sending), 18 topics. */
export const CHANGE_TOPICS = [
  { code: 'complexity', label: 'Complexity' },
  { code: 'outcomes', label: 'Outcomes wanted' },
  { code: 'finish_date', label: 'Date to finish by' },
  { code: 'days', label: 'Most days it may use' },
  { code: 'responsibilities', label: 'Responsibilities to work around' },
  { code: 'accessibility', label: 'Access needs' },
  { code: 'further_information', label: 'Further information' },
  { code: 'interpreter', label: 'Interpreter' },
  { code: 'reason', label: 'Reason for the referral' },
  { code: 'prison', label: 'Prison' },
  { code: 'release_date', label: 'Expected release date' },
  { code: 'expected_office', label: 'Expected probation office' },
  { code: 'officer_name', label: "Officer's name" },
  { code: 'officer_email', label: "Officer's e-mail" },
  { code: 'officer_phone', label: "Officer's phone" },
  { code: 'team_phone', label: "Team's phone" },
  { code: 'officer_office', label: "Officer's probation office" },
  { code: 'officer_unit', label: "Officer's probation delivery unit" },
] as const

export type ChangeTopic = (typeof CHANGE_TOPICS)[number]['code']

/** Why a session did not happen; `source` is the code in the Ministry's referral service (facts-integration.md 1). */
export const NO_SESSION_REASONS = [
  { code: 'person_acceptable', source: 'POP_ACCEPTABLE', label: 'The person could not, with good reason' },
  { code: 'person_not_acceptable', source: 'POP_UNACCEPTABLE', label: 'The person did not, without good reason' },
  { code: 'logistics', source: 'LOGISTICS', label: 'The service could not hold it' },
] as const

export type NoSessionReason = (typeof NO_SESSION_REASONS)[number]['code']

/**
 * Why a receiver declines a hand-over. Our own list (handover.md, States). An escalation whose high risk is confirmed
 * is never declined for any of them; nothing here is about the receiver's convenience.
 */
export const HANDOVER_DECLINE_REASONS = [
  { code: 'not_our_area', label: 'The person does not live in our area' },
  { code: 'not_our_tier', label: 'The risk does not call for our organisation' },
  { code: 'move_not_settled', label: 'The move is not certain or the address is not suitable' },
  { code: 'sentence_ending', label: 'The sentence ends before the hand-over would take effect' },
  { code: 'enforcement_in_hand', label: 'Enforcement already begun should finish where it began' },
  { code: 'no_capacity', label: 'We have no place by the date asked for' },
  { code: 'outside_agreement', label: 'Our agreement does not cover the service' },
  { code: 'other', label: 'Another reason' },
] as const

export type HandoverDeclineReason = (typeof HANDOVER_DECLINE_REASONS)[number]['code']
