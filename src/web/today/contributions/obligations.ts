import { type Actor, seesRecords } from '../../../database/scope.ts'
import { londonDay } from '../../../kernel/calendar.ts'
import { dateInWords, plural } from '../../../kernel/words.ts'
import { heldCounts, type OpenObligation, openObligations } from '../../../obligations/read-model.ts'
import { subjectInWords, taskInWords } from '../../../obligations/words.ts'
import type { Contributor, TodayItem } from '../item.ts'

/** Open obligations that the organisation holds, and those that others hold past their time and owe to it. */
export const obligationsHeld: Contributor = async tx => {
  if (!seesRecords(tx.actor)) return []
  return (await openObligations(tx)).map(one => itemOf(one, tx.actor))
}

function itemOf(one: OpenObligation, actor: Actor): TodayItem {
  const clockHref = `/obligations/${one.area}/${one.caseId}/${one.obligation}`
  const theirs = one.holder !== actor.organisation
  const title = taskInWords(one)
  return {
    kind: one.code,
    kindTitle: one.title,
    title,
    about: aboutOf(one),
    href: theirs ? clockHref : one.link,
    clockHref,
    due: one.dueAt,
    holder: one.holderName,
    case: { area: one.area, caseId: one.caseId },
    ...standing(one, actor, theirs),
  }
}

const aboutOf = ({ code, subject, startedAt }: OpenObligation): string =>
  code === 'record-session' ? `session of ${dateInWords(londonDay(startedAt))}` : subjectInWords(subject)

/** A practitioner's own first, then the team's; a case manager's unallocated first; what others must do last. */
function standing(one: OpenObligation, actor: Actor, theirs: boolean): Pick<TodayItem, 'rank' | 'mark'> {
  if (theirs) return { rank: 3, mark: 'waiting for others' }
  if (one.mine) return { rank: 0, mark: 'yours' }
  if (one.unallocated && actor.roles.includes('case manager')) return { rank: 0, mark: 'unallocated' }
  return { rank: 1 }
}

const LIST_OF: Readonly<Record<string, string>> = {
  'answer-referral': '/referrals',
  'initial-assessment': '/referrals',
  'record-session': '/referrals',
  'end-of-service-report': '/referrals',
}

/** For a partner manager who sees no records: how many there are of each, and the list they stand in. */
export const countsHeld: Contributor = async tx => {
  if (!tx.actor.roles.includes('partner manager') || seesRecords(tx.actor)) return []
  return (await heldCounts(tx)).map(({ code, title, open, overdue, nextDue }) => ({
    kind: code,
    kindTitle: title,
    title: `${title}: ${plural(open, 'is open', 'are open')}`,
    about: overdue === 0 ? 'none overdue' : plural(overdue, 'is overdue', 'are overdue'),
    href: LIST_OF[code] ?? `/definitions#${code}`,
    due: nextDue,
    holder: tx.actor.organisationName,
    rank: 1,
  }))
}
