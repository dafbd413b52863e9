import { businessDaysBetween, type Instant, lastDayInTime, londonDay } from '../kernel/calendar.ts'
import { dateInWords, plural } from '../kernel/words.ts'

/** `3 business days overdue`, `due today`, `due by 5 October 2026`. */
export function dueInWords(due: Instant, now: Instant): string {
  const [last, today] = [lastDayInTime(due), londonDay(now)]
  if (last.equals(today)) return 'due today'
  if (due.epochMilliseconds > now.epochMilliseconds) return `due by ${dateInWords(last)}`
  const days = businessDaysBetween(last, today)
  return days < 1 ? `overdue since ${dateInWords(last)}` : `${plural(days, 'business day')} overdue`
}

/** `referral AB1234AC`, `service plan of referral AB1234AC`: what an obligation is about, in words. */
export function subjectInWords(subject: string): string {
  const plan = /^(referral \S+) plan /.exec(subject)
  if (plan) return `service plan of ${plan[1]}`
  return /^(session|sentence|glass) /.exec(subject)?.[1] ?? subject
}

const BACK_WITH_SENDER: Readonly<Record<string, string>> = {
  'answer-referral': 'Send what the provider asked for',
  'handover-answered': 'Complete the returned hand-over',
}

/** What the holder has to do: what the definition says, or, where it came back to the one who asked, to send what was missing. */
export const taskInWords = (row: { code: string; title: string; holder: string; owedTo: string | null }): string =>
  (row.holder === row.owedTo ? BACK_WITH_SENDER[row.code] : undefined) ?? row.title
