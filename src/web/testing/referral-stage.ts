import { Temporal } from 'temporal-polyfill'
import { acceptReferral } from '../../casework/referral/answer-referral.ts'
import * as draft from '../../casework/referral/draft/save-draft.ts'
import { startDraft } from '../../casework/referral/draft/start-draft.ts'
import type { ReferralKey } from '../../casework/referral/lock-referral.ts'
import { referralUrl } from '../../casework/referral/read-model.ts'
import { sendReferral } from '../../casework/referral/send-referral.ts'
import type { CaseKey } from '../../journal/append.ts'
import type { World } from './world.ts'

/** A referral in the test partnership, and its address. */
export type StagedReferral = ReferralKey & { url: string }

/** Writes an agreement by which the Lantern Trust is paid for accommodation in West Yorkshire, and two offers. Once per world. */
export async function stageAgreement({ database }: World): Promise<void> {
  const lines = [
    `INSERT INTO agreements.agreement (agreement, kind, title, from_day, state, source) VALUES ('SUB-1', 'subcontract', 'Housing in Airedale', '2020-01-01', 'in force', 'test')`,
    `INSERT INTO agreements.party (agreement, organisation, part) VALUES ('SUB-1', 'airedale-lead', 'payer'), ('SUB-1', 'lantern-trust', 'subcontractor')`,
    `INSERT INTO agreements.reach (agreement, area, force) VALUES ('SUB-1', 'C05', 'E23000010')`,
    `INSERT INTO agreements.version (agreement, version, from_month, reason) VALUES ('SUB-1', 1, '2020-01', 'first')`,
    `INSERT INTO agreements.line (agreement, version, line, provider, category, title, women, men, highest_risk) VALUES ('SUB-1', 1, 1, 'lantern-trust', 'accommodation', 'Housing advice', true, true, 'high')`,
    `INSERT INTO agreements.offer (offer, organisation, category, title, women, men, highest_risk, wait_days, languages, source)
     VALUES ('O-1', 'lantern-trust', 'accommodation', 'Housing advice', true, true, 'high', 9, '{English,Urdu}', 'test'),
            ('O-2', 'harbour-house', 'accommodation', 'A room in a shared house', false, true, 'medium', 30, '{}', 'test')`,
    `INSERT INTO agreements.offer_place (offer, area, force) VALUES ('O-1', 'C05', 'E23000010'), ('O-2', 'C05', 'E23000010')`,
  ]
  for (const line of lines) await database.load(line)
}

/** A case in West Yorkshire with risk, sentence and an adjustment. `Zebedee Quillfeather` is no word of any page. */
export async function stageCase(world: World, risk = 'medium'): Promise<CaseKey> {
  const key = await world.openCase('lead-officer', {
    firstName: 'Zebedee',
    lastName: 'Quillfeather',
    force: 'E23000010',
    identifiers: [{ kind: 'crn', value: `X${String(Math.floor(Math.random() * 1e6)).padStart(6, '0')}` }],
  })
  const { area, caseId } = key
  await world.database.load(
    `INSERT INTO casework.risk_level (area, case_id, level, warnings) VALUES ($1, $2, $3, '{"Do not visit alone"}')`,
    [area, caseId, risk],
  )
  await world.database.load(
    `INSERT INTO casework.risk_summary (area, case_id, nature) VALUES ($1, $2, 'Quillfeather shouts when afraid')`,
    [area, caseId],
  )
  await world.database.load(
    `INSERT INTO casework.sentence_outline (area, case_id, kind, ends_month) VALUES ($1, $2, 'community order', '2027-07')`,
    [area, caseId],
  )
  await world.database.load(
    `INSERT INTO casework.adjustment (area, case_id, adjustment, words) VALUES ($1, $2, 1, 'Large print')`,
    [area, caseId],
  )
  return key
}

/** A draft with every task done, to the Lantern Trust, or unfunded to Harbour House. */
export async function stageDraft(
  world: World,
  given: { to?: 'lantern-trust SUB-1 1' | 'harbour-house'; on?: CaseKey } = {},
): Promise<StagedReferral> {
  const onCase = given.on ?? (await stageCase(world))
  const choice = given.to ?? 'lantern-trust SUB-1 1'
  const key = await world.act('lead-officer', async tx => {
    const made = await startDraft(tx, { ...onCase, category: 'accommodation' })
    await draft.confirmPerson(tx, made)
    await draft.saveNeeds(tx, {
      ...made,
      needs: ['accommodation'],
      outcomes: ['accommodation.tenancy', 'accommodation.kept', 'accommodation.barriers'],
      reason: 'Zebedee Quillfeather sleeps on a floor',
    })
    await draft.chooseProvider(tx, {
      ...made,
      choice,
      ...(choice === 'harbour-house' ? { unfunded_reason: 'Nobody else has a room' } : {}),
    })
    await draft.saveComplexity(tx, { ...made, complexity: 'medium' })
    await draft.saveTime(tx, {
      ...made,
      most_days: 12,
      finish_by: tx.now.toZonedDateTimeISO('UTC').toPlainDate().add({ days: 120 }),
    })
    await draft.saveRisk(tx, { ...made, risk_to_share: 'Zebedee is calm in the mornings' })
    await draft.saveAccess(tx, { ...made, access_needs: 'Step-free rooms', interpreter: 'Urdu' })
    await draft.saveSharing(tx, { ...made, told_person: 'Zebedee knows and agrees' })
    return made
  })
  return { ...key, url: referralUrl(key) }
}

/** A draft, sent. */
export async function stageSent(world: World, given: Parameters<typeof stageDraft>[1] = {}): Promise<StagedReferral> {
  const referral = await stageDraft(world, given)
  await world.act('lead-officer', tx => sendReferral(tx, referral))
  return referral
}

/** A referral sent and accepted by its provider's case manager, with a start date reached. */
export async function stageAccepted(
  world: World,
  given: Parameters<typeof stageDraft>[1] = {},
): Promise<StagedReferral> {
  const referral = await stageSent(world, given)
  const manager = given.to === 'harbour-house' ? 'harbour-manager' : 'lantern-manager'
  await world.act(manager, tx => acceptReferral(tx, { ...referral, start_on: Temporal.PlainDate.from('2026-01-05') }))
  return referral
}

/** Facts of the events of one kind about a referral or one of its sessions, oldest first. */
export async function eventsOf(world: World, reference: string, kind: string): Promise<Record<string, unknown>[]> {
  const found = await world.database.load(
    `SELECT facts FROM journal.event WHERE kind = $2 AND facts->>'reference' = $1 ORDER BY id`,
    [reference, kind],
  )
  return found.rows.map(row => row.facts)
}
