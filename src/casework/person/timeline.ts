import { sql } from 'kysely'
import type { Scope } from '../../database/scope.ts'
import type { CaseKey } from '../../journal/append.ts'
import type { Instant } from '../../kernel/calendar.ts'
import { capital } from '../../kernel/words.ts'

/** Something that happened on a case, in words for everybody who may see it. */
export type Happened = { id: bigint; what: string; at: Instant; by: string | null; detail: string | null }

/** How many events stand on the case page, and on a page of the whole timeline. */
export const LATEST = 20
export const EVENTS_A_PAGE = 50

type Facts = Readonly<Record<string, unknown>>

/** What each kind of event is called on a timeline; another kind is named by its own words. */
const IN_WORDS: Readonly<Record<string, string>> = {
  'case.opened': 'Case opened',
  'case.closed': 'Case closed',
  'case.limited': 'Case limited to named people',
  'officer.changed': 'Officer changed',
  'identity.changed': 'Name or date of birth changed',
  'identifier.added': 'Identifier added',
  'identifier.clash': 'Another organisation opened a case with the same identifier',
  'import.person': 'Read from another system',
  'risk.assessed': 'Full risk assessment read',
  'contact.changed': 'Contact details changed',
  'adjustments.changed': 'Adjustments changed',
  'sentence.recorded': 'Sentence recorded',
  'sentence.allocated': 'Sentence allocated',
  'sentence.changed': 'Sentence changed',
  'requirement.added': 'Requirement added',
  'requirement.progressed': 'Progress on a requirement recorded',
  'needs.assessed': 'Needs assessed',
  'risk.changed': 'Risk changed',
  'note.written': 'Note written',
  'note.corrected': 'Note corrected',
  'session.booked': 'Appointment booked',
  'session.recorded': 'Appointment recorded',
  'session.rescheduled': 'Appointment moved',
  'goal.set': 'Goal set',
  'goal.changed': 'Goal changed',
  'step.added': 'Step added',
  'step.changed': 'Step changed',
  'step.achieved': 'Step achieved',
  'step.undone': 'Step no longer achieved',
  'plan.changed': 'Plan changed',
  'plan.completed': 'Plan declared complete',
  'referral.sent': 'Referral sent',
  'referral.accepted': 'Referral accepted',
  'referral.declined': 'Referral declined',
  'referral.returned': 'Referral returned for information',
  'referral.withdrawn': 'Referral withdrawn',
  'service.ended': 'Service ended',
  'handover.offered': 'Hand-over offered',
  'handover.accepted': 'Hand-over accepted',
  'handover.refused': 'Hand-over refused',
  'handover.effective': 'Responsibility handed over',
  'obligation.opened': 'A promise began',
  'obligation.met': 'A promise was kept',
  'obligation.missed': 'A promise was missed',
  'obligation.fell_due': 'A promise fell due',
  'glass.broken': 'Glass broken',
}

/** An event's name in plain words: `unpaid_work.arranged` is "Unpaid work: arranged". */
export function eventInWords(kind: string): string {
  const known = IN_WORDS[kind]
  if (known !== undefined) return known
  const [thing = '', happened = ''] = kind.split('.').map(part => part.replaceAll(/[_-]/g, ' '))
  const start = capital(thing)
  return happened === '' ? start : `${start}: ${happened}`
}

/** What the facts of an event add to its name. */
export function detailOf(kind: string, facts: Facts): string | null {
  const fact = (name: string) => (typeof facts[name] === 'string' ? facts[name] : null)
  switch (kind) {
    case 'risk.changed':
      return `From ${fact('before') ?? 'not assessed'} to ${fact('level') ?? 'not assessed'}.`
    case 'import.person':
      return fact('change') && capital(`${fact('change')}.`)
    case 'case.closed':
      return fact('reason') && `Because: ${fact('reason')}.`
    case 'session.recorded':
      return attended(fact('attendance'), fact('absence'))
    case 'sentence.recorded':
    case 'sentence.allocated':
      return fact('kind') && capital(`${fact('kind')}.`)
    default:
      return null
  }
}

function attended(attendance: string | null, absence: string | null): string | null {
  if (attendance === 'yes') return 'Attended.'
  if (attendance === 'late') return 'Attended late.'
  if (attendance !== 'no') return null
  return absence === null ? 'Missed.' : `Missed, ${absence}.`
}

type EventRow = {
  id: bigint
  kind: string
  occurred_at: Instant
  facts: Facts | null
  worker: string | null
  organisation: string | null
}

/** Events of a case that the viewer may see, newest first, from before the event `before`. */
export async function timelineOf(
  tx: Scope,
  { area, caseId }: CaseKey,
  { before, most }: { before: bigint | null; most: number },
): Promise<Happened[]> {
  const found = await sql<EventRow>`
    SELECT e.id, e.kind, e.occurred_at, e.facts, w.name AS worker, o.name AS organisation
      FROM journal.event e LEFT JOIN directory.worker w ON w.worker = e.worker
      LEFT JOIN directory.organisation o ON o.organisation = e.organisation
     WHERE e.area = ${area} AND e.case_id = ${caseId} AND (${before}::bigint IS NULL OR e.id < ${before}::bigint)
     ORDER BY e.id DESC LIMIT ${most}`.execute(tx.db)
  return found.rows.map(row => ({
    id: row.id,
    what: eventInWords(row.kind),
    at: row.occurred_at,
    by: [row.worker, row.organisation].filter(name => name !== null).join(', ') || null,
    detail: detailOf(row.kind, row.facts ?? {}),
  }))
}
