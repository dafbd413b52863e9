import { Fragment } from 'preact'
import { monthInWords } from '../../kernel/month.ts'
import { capital, listInWords } from '../../kernel/words.ts'
import { againstPromised } from '../../payment/statement/statement.ts'
import { figureHref } from '../../performance/pages/figure-href.ts'
import { Details, Table } from '../components/index.ts'
import type { CameOfIt, LineCame, MonthCame } from './came-of-it.ts'

/** What came of the promised volumes, month by month; what is under the minimum is said in words first. */
export const CameOfItPart = ({ from, to, lines }: CameOfIt) => {
  const [first, ...others] = lines
  if (first === undefined) return null
  return (
    <>
      <h2 class="govuk-heading-m">What came of it</h2>
      <p class="govuk-body">{findingOf(lines)}</p>
      <Line {...first} />
      {others.length > 0 && (
        <Details summary="Each line, month by month">
          {others.map(line => (
            <Line {...line} />
          ))}
        </Details>
      )}
      <p class="govuk-body">
        Each referral accepted in the month is one start, as the{' '}
        <a class="govuk-link" href="/measures/referral-starts">
          definition of accepted starts
        </a>{' '}
        has it; a statement counts the same. A figure holds every start of its organisation in the area, under whichever
        agreement. Until its month is frozen a count may still change.
        {from !== to && ` The months are those of ${to.slice(0, 4)} so far.`}
      </p>
    </>
  )
}

/** More months than these are told by their number; the table names each. */
const MOST_NAMED = 3

/** Lines under their minimum in months that are over, or that none is. */
export function findingOf(lines: readonly LineCame[]): string {
  const single = lines.filter(line => line.line !== null)
  const over = single.flatMap(line => line.months).filter(month => month.over && month.promised !== null)
  if (over.length === 0) return 'No month with a promised volume is over yet this year.'
  const under = single.flatMap(line => {
    const told = line.months.filter(month => month.over && month.promised !== null)
    const months = told.filter(isUnder).map(month => monthInWords(month.month))
    if (months.length === 0) return []
    const when = months.length > MOST_NAMED ? `${months.length} of ${told.length} months` : listInWords(months)
    return [`${line.title} in ${when}`]
  })
  return under.length === 0
    ? 'In every month that is over, starts reached the minimum.'
    : `Under the minimum: ${under.join('; ')}.`
}

const isUnder = ({ promised, starts }: Pick<MonthCame, 'promised' | 'starts'>) =>
  promised !== null && starts < promised.minimum

const Line = ({ title, months, total }: LineCame) => (
  <Table
    caption={title}
    phone="stack"
    head={['Month', 'Minimum', 'Expected', 'Accepted starts', 'Against the promise', 'Counted in']}
    numeric={[1, 2, 3]}
    firstCellIsHeader
    rows={[
      ...months.map(month => [monthInWords(month.month), ...numbersOf(month), wordsOf(month), <Sources {...month} />]),
      ['Total', ...numbersOf(total), totalWords(months, total), 'The months above'],
    ]}
  />
)

const numbersOf = ({ promised, starts, disputed }: Omit<MonthCame, 'month'>) => [
  promised?.minimum ?? 'None agreed',
  promised?.expected ?? 'None agreed',
  disputed === 0 ? starts : `${starts}, and ${disputed} disputed`,
]

const wordsOf = (month: MonthCame) => {
  if (month.promised === null) return 'No volume is promised for this month'
  const words = month.over
    ? capital(againstPromised(month.starts, month.promised))
    : toCome(month.starts, month.promised)
  return isUnder(month) && month.over ? <strong>{words}</strong> : words
}

/** Of a month that is not over nothing is missing yet. */
function toCome(starts: number, { minimum, expected }: { minimum: number; expected: number }): string {
  if (starts < minimum) return `Not over: ${minimum - starts} more to the minimum`
  return starts < expected ? `Not over: ${expected - starts} more to the expected` : 'As expected or more already'
}

const totalWords = (months: readonly MonthCame[], total: LineCame['total']) => {
  if (total.promised === null) return 'No volume is promised'
  if (months.some(month => month.promised === null)) return 'Not every month has a promised volume'
  const words = capital(againstPromised(total.starts, total.promised))
  return total.over ? words : `${words}, with a month that is not over`
}

const Sources = ({ figures, statement }: MonthCame) => {
  const links = [
    ...(statement === null ? [] : [{ href: `/statements/${statement}`, words: 'Statement' }]),
    ...figures.map((figure, at) => ({
      href: figureHref(figure),
      words: figures.length === 1 ? 'Figure' : `Figure ${at + 1}`,
    })),
  ]
  if (links.length === 0) return <>Nothing yet</>
  return (
    <>
      {links.map(({ href, words }, at) => (
        <Fragment key={href}>
          {at > 0 && ', '}
          <a class="govuk-link" href={href}>
            {words}
          </a>
        </Fragment>
      ))}
    </>
  )
}
