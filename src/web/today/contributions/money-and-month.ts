import { areasOverseen, type Scope } from '../../../database/scope.ts'
import { endOfDay } from '../../../kernel/calendar.ts'
import { monthInWords, parseMonth } from '../../../kernel/month.ts'
import type { TodayItem } from '../item.ts'

const holds = (tx: Scope, ...roles: string[]) => tx.actor.roles.some(role => roles.includes(role))

/** Months to confirm, to freeze, to review and to close, for those who do it. */
export async function monthsToWork(tx: Scope): Promise<TodayItem[]> {
  const overseen = areasOverseen(tx.actor)
  if (!holds(tx, 'partner manager', 'supply-chain manager', 'commissioner')) return []
  const cycles = await tx.db
    .selectFrom('performance.cycle as c')
    .innerJoin('directory.area as a', 'a.area', 'c.area')
    .select(['c.area', 'a.name', 'c.month', 'c.state', 'c.gather_by', 'c.freeze_by', 'c.review_by'])
    .where('c.state', 'in', ['gathering', 'frozen', 'reviewed'])
    .orderBy('c.month')
    .execute()
  const answered = await tx.db
    .selectFrom('performance.confirmation')
    .select(['area', 'month'])
    .where('organisation', '=', tx.actor.organisation ?? '')
    .execute()
  const own = await tx.db
    .selectFrom('performance.figure')
    .select(['area', 'month'])
    .distinct()
    .where('organisation', '=', tx.actor.organisation ?? '')
    .execute()
  const has = (list: readonly { area: string; month: string }[], cycle: { area: string; month: string }) =>
    list.some(each => each.area === cycle.area && each.month === cycle.month)
  return cycles.flatMap(cycle => {
    const item = {
      kind: 'month',
      kindTitle: 'The month',
      about: `${monthInWords(parseMonth(cycle.month))}, ${cycle.name}`,
      href: `/areas/${cycle.area}/months/${cycle.month}`,
      holder: tx.actor.organisationName,
      rank: 1,
    }
    const steps: TodayItem[] = []
    if (cycle.state === 'gathering' && holds(tx, 'partner manager') && has(own, cycle) && !has(answered, cycle))
      steps.push({ ...item, title: 'Confirm your figures or dispute a row', due: endOfDay(cycle.gather_by) })
    if (!overseen.includes(cycle.area)) return steps
    if (cycle.state === 'gathering' && holds(tx, 'supply-chain manager'))
      steps.push({ ...item, title: 'Settle disputes and freeze the month', due: endOfDay(cycle.freeze_by) })
    if (cycle.state === 'frozen') steps.push({ ...item, title: 'Review the month', due: endOfDay(cycle.review_by) })
    if (cycle.state === 'reviewed') steps.push({ ...item, title: 'Close the month', due: endOfDay(cycle.review_by) })
    return steps
  })
}

/** Disputes of figures that somebody who oversees the area has to settle. */
export async function disputesToSettle(tx: Scope): Promise<TodayItem[]> {
  if (!holds(tx, 'supply-chain manager')) return []
  const open = await tx.db
    .selectFrom('performance.dispute as d')
    .innerJoin('performance.cycle as c', join => join.onRef('c.area', '=', 'd.area').onRef('c.month', '=', 'd.month'))
    .innerJoin('directory.organisation as o', 'o.organisation', 'd.organisation')
    .select(['d.dispute', 'd.area', 'd.month', 'd.organisation', 'o.name', 'c.freeze_by'])
    .where('d.state', '=', 'open')
    .where('d.area', 'in', [...areasOverseen(tx.actor), ''])
    .orderBy('d.made_at')
    .limit(200)
    .execute()
  return open
    .filter(dispute => dispute.organisation !== tx.actor.organisation)
    .map(dispute => ({
      kind: 'dispute',
      kindTitle: 'Disputes',
      title: 'Settle a dispute of a figure',
      about: `${dispute.name}, ${monthInWords(parseMonth(dispute.month))}`,
      href: `/areas/${dispute.area}/months/${dispute.month}/disputes/${dispute.dispute}`,
      due: endOfDay(dispute.freeze_by),
      holder: tx.actor.organisationName,
      rank: 1,
    }))
}

/** Statements that wait for the actor's approval, and disputed lines that wait for an answer of the actor's side. */
export async function statementsToApprove(tx: Scope): Promise<TodayItem[]> {
  if (!holds(tx, 'finance', 'commissioner', 'partner manager')) return []
  const organisation = tx.actor.organisation ?? ''
  const waiting = holds(tx, 'finance', 'commissioner')
    ? await tx.db
        .selectFrom('payment.statement as s')
        .innerJoin('directory.organisation as o', 'o.organisation', 's.payee')
        .select(['s.statement', 's.state', 'o.name', 's.month'])
        .where('s.payer', '=', organisation)
        .where('s.state', '<>', 'approved')
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('payment.approval as a')
                .select('a.place')
                .whereRef('a.statement', '=', 's.statement')
                .where('a.worker', '=', tx.actor.worker ?? ''),
            ),
          ),
        )
        .orderBy('s.month')
        .limit(200)
        .execute()
    : []
  const disputed = await tx.db
    .selectFrom('payment.line_dispute as d')
    .innerJoin('payment.statement as s', 's.statement', 'd.statement')
    .select(['d.statement', 'd.dispute', 'd.line'])
    .where('d.state', '=', 'open')
    .where('d.made_for', '<>', organisation)
    .where(({ or, eb }) => or([eb('s.payer', '=', organisation), eb('s.payee', '=', organisation)]))
    .orderBy('d.made_at')
    .limit(200)
    .execute()
  const item = { kind: 'statement', kindTitle: 'Statements', due: null, holder: tx.actor.organisationName, rank: 1 }
  return [
    ...waiting.map(each => ({
      ...item,
      title: each.state === 'issued' ? 'Approve a statement' : 'Give the second approval of a statement',
      about: `${each.name}, ${monthInWords(parseMonth(each.month))}`,
      href: `/statements/${each.statement}`,
    })),
    ...disputed.map(each => ({
      ...item,
      title: 'Answer a disputed line',
      about: `${each.statement}, line ${each.line}`,
      href: `/statements/${each.statement}/disputes/${each.dispute}`,
    })),
  ]
}
