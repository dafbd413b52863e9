import { Type } from 'typebox'
import { COVERAGE_FILTERS, type CoverageFilter, offeredIn } from '../../agreements/coverage.ts'
import { demandIn, mayReadDemand } from '../../casework/referral/demand.ts'
import type { Scope } from '../../database/scope.ts'
import { areaOf, forcesOfArea } from '../../directory/reference/areas.ts'
import { PATHWAYS } from '../../directory/reference/needs.ts'
import { placesOfForce } from '../../directory/reference/places.ts'
import { londonDay } from '../../kernel/calendar.ts'
import { notFound } from '../../kernel/errors.ts'
import { addMonths, type Month, monthInWords, monthOf, previousMonth } from '../../kernel/month.ts'
import { capital, plural } from '../../kernel/words.ts'
import { BackLink, SubNavigation, Table } from '../components/index.ts'
import { Page } from '../layout/page.tsx'
import { choice, optional } from '../routing/fields.ts'
import { page, type Route } from '../routing/route.ts'
import { type HoleFound, holeOf, holesInWords, MONTHS_OF_DEMAND } from './holes.ts'

type Asked = { area: string; who?: CoverageFilter | undefined; by?: 'force' | 'district' | undefined }

async function load(tx: Scope, { area, who = 'everyone', by }: Asked) {
  const known = areaOf(area)
  if (known === undefined) throw notFound()
  const forces = forcesOfArea(area)
  const only = forces.length === 1 ? forces[0] : undefined
  const districts = only !== undefined && by !== 'force'
  const places = districts ? placesOfForce(only.code).map(({ code, name }) => ({ code, name })) : forces
  const offered = await offeredIn(tx, { area, by: districts ? 'place' : 'force', filter: who })
  const to = previousMonth(monthOf(londonDay(tx.now)))
  const referred = await referredIn(tx, { area, who, months: [addMonths(to, 1 - MONTHS_OF_DEMAND), to] })
  const cells = PATHWAYS.flatMap(need =>
    places.map(place => {
      const found = offered.find(cell => cell.need === need.code && cell.place === place.code)
      const demand = (referred?.demand ?? []).filter(
        row => row.need === need.code && (districts ? row.place : row.force) === place.code,
      )
      return {
        need: need.code,
        place: place.code,
        offered: found ?? null,
        hole: holeOf(found, who) ?? null,
        referrals: referred === null ? null : sum(demand.map(row => row.referrals)),
        people: referred === null ? null : sum(demand.map(row => row.people)),
      }
    }),
  )
  const counted = sum(cells.map(cell => cell.referrals ?? 0))
  return {
    area,
    areaName: known.name,
    who,
    districts,
    places: places.map(({ code, name }) => ({ code, name })),
    needs: PATHWAYS.map(({ code, label }) => ({ code, label })),
    cells,
    /** Months in which referrals were counted, and those that stand in no cell; null: not counted for this viewer or question. */
    referred:
      referred === null
        ? null
        : { from: referred.from, to: referred.to, elsewhere: sum(referred.demand.map(row => row.referrals)) - counted },
  }
}

const sum = (counts: readonly number[]): number => counts.reduce((so, count) => so + count, 0)

/** Referrals are counted for everyone alone: cut finer, a small count could be one person that somebody knows. */
async function referredIn(
  tx: Scope,
  { area, who, months: [from, to] }: { area: string; who: CoverageFilter; months: readonly [Month, Month] },
) {
  if (who !== 'everyone' || !(await mayReadDemand(tx, area))) return null
  return { from, to, demand: await demandIn(tx, { area, from, to }) }
}

type Model = Awaited<ReturnType<typeof load>>

const QUERIES: Readonly<Record<CoverageFilter, string>> = {
  everyone: '',
  women: '&sex=women',
  'under 25': '&age=18',
  'high risk': '&risk=high',
  custody: '&custody=yes',
}

/** Need by place: what is offered to whom, and every hole in plain words. */
const CoveragePage = ({ area, areaName, who, districts, places, needs, cells, referred }: Model) => {
  const holes = cells.flatMap<HoleFound>(({ hole, ...cell }) => (hole === null ? [] : [{ ...cell, hole }]))
  const names = {
    needs: new Map(needs.map(need => [need.code, need.label])),
    places: new Map(places.map(place => [place.code, place.name])),
  }
  return (
    <Page title={`Coverage of ${areaName}`} wide>
      <BackLink href={`/areas/${area}`}>{areaName}</BackLink>
      <h1 class="govuk-heading-l">Coverage of {areaName}</h1>
      <SubNavigation
        label="Who it is for"
        items={COVERAGE_FILTERS.map(each => ({
          text: capital(each),
          href: `/coverage/${area}?who=${encodeURIComponent(each)}`,
          current: each === who,
        }))}
      />
      <p class="govuk-body-l">
        {holes.length === 0
          ? 'Every need has an open offer in every place.'
          : `${plural(holes.length, 'hole')} among ${cells.length} needs and places.`}
      </p>
      <Table
        caption={`What is offered to ${who === 'everyone' ? 'anyone' : who}, need by place`}
        head={['Need', ...places.map(place => place.name)]}
        firstCellIsHeader
        phone="scroll"
        classes="weft-coverage"
        rows={needs.map(need => [
          need.label,
          ...places.map(place => {
            const cell = cells.find(each => each.need === need.code && each.place === place.code)
            const query = `need=${need.code}&area=${area}&${districts ? 'place' : 'force'}=${place.code}${QUERIES[who]}`
            return {
              text: cell && <Cell {...cell} href={`/offers?${query}`} />,
              classes: cell?.hole ? 'weft-coverage__hole' : undefined,
            }
          }),
        ])}
      />
      {holes.length > 0 && (
        <>
          <h2 class="govuk-heading-m">Holes</h2>
          <ul class="govuk-list govuk-list--bullet">
            {holesInWords(holes, names).map(words => (
              <li>{words}</li>
            ))}
          </ul>
        </>
      )}
      <p class="govuk-body">
        An offer for a whole police force area counts in each of its districts. Places are those that partners have
        said; an offer without a number counts as open.
      </p>
      <p class="govuk-body">{demandWords({ who, referred, districts })}</p>
    </Page>
  )
}

const Cell = ({ offered, hole, referrals, href }: Model['cells'][number] & { href: string }) => (
  <>
    {hole !== null && <strong class="weft-coverage__word">Hole</strong>}{' '}
    {offered === null ? (
      'No offer'
    ) : (
      <a class="govuk-link" href={href}>
        {offered.offers === 0 ? `${offered.paused} paused` : plural(offered.offers, 'offer')}
      </a>
    )}
    {offered !== null && offered.sized > 0 && `, ${plural(offered.capacity, 'place')}`}{' '}
    {offered?.shortestWait !== undefined && offered?.shortestWait !== null && (
      <span class="weft-coverage__wait">Wait {plural(offered.shortestWait, 'day')}</span>
    )}{' '}
    {referrals !== null && <span class="weft-coverage__wait">{`${referrals} referred`}</span>}
  </>
)

/** What the counts of referrals are, or why there are none. */
function demandWords({ who, referred, districts }: Pick<Model, 'who' | 'referred' | 'districts'>): string {
  if (who !== 'everyone')
    return 'Referrals are counted for everyone together only. Choose Everyone to see how many were sent.'
  if (referred === null) return 'How many were referred is shown to organisations at work in this area.'
  const span = `${monthInWords(referred.from)} to ${monthInWords(referred.to)}`
  const where = districts ? 'district' : 'police-force area'
  const elsewhere =
    referred.elsewhere === 0
      ? ''
      : ` ${plural(referred.elsewhere, 'more is', 'more are')} in no place of this grid, since the record does not say where the person lives or they live elsewhere.`
  return `Referred: referrals first sent from ${span}, by the ${where} in which the person lives; a referral for two needs counts in both.${elsewhere} A need that nobody offers is seldom referred for, so a count of nought does not say that nobody needs it.`
}

export const coverageRoutes: readonly Route[] = [
  page({
    path: '/coverage/:area',
    about: 'Need by place: what is offered to whom, and every hole in plain words',
    permission: 'signed in',
    purpose: 'look at coverage',
    zone: 'contract',
    input: Type.Object({
      area: Type.String({ pattern: '^C\\d\\d$' }),
      who: optional(choice('whom it is for', COVERAGE_FILTERS)),
      by: optional(choice('police force areas or districts', ['force', 'district'])),
    }),
    load,
    view: CoveragePage,
  }),
]
