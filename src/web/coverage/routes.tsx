import { Type } from 'typebox'
import { COVERAGE_FILTERS, type CoverageFilter, type Offered, offeredIn } from '../../agreements/coverage.ts'
import type { Scope } from '../../database/scope.ts'
import { areaOf, forcesOfArea } from '../../directory/reference/areas.ts'
import { PATHWAYS } from '../../directory/reference/needs.ts'
import { placesOfForce } from '../../directory/reference/places.ts'
import { notFound } from '../../kernel/errors.ts'
import { plural } from '../../kernel/words.ts'
import { BackLink, SubNavigation, Table } from '../components/index.ts'
import { Page } from '../layout/page.tsx'
import { choice, optional } from '../routing/fields.ts'
import { page, type Route } from '../routing/route.ts'
import { holeOf } from './holes.ts'

type Asked = { area: string; who?: CoverageFilter | undefined; by?: 'force' | 'district' | undefined }

async function load(tx: Scope, { area, who = 'everyone', by }: Asked) {
  const known = areaOf(area)
  if (known === undefined) throw notFound()
  const forces = forcesOfArea(area)
  const only = forces.length === 1 ? forces[0] : undefined
  const districts = only !== undefined && by !== 'force'
  const places = districts ? placesOfForce(only.code).map(({ code, name }) => ({ code, name })) : forces
  const offered = await offeredIn(tx, { area, by: districts ? 'place' : 'force', filter: who })
  const cells = PATHWAYS.flatMap(need =>
    places.map(place => {
      const found = offered.find(cell => cell.need === need.code && cell.place === place.code)
      return { need: need.code, place: place.code, offered: found ?? null, hole: holeOf(found, who) ?? null }
    }),
  )
  return {
    area,
    areaName: known.name,
    who,
    districts,
    places: places.map(({ code, name }) => ({ code, name })),
    needs: PATHWAYS.map(({ code, label }) => ({ code, label })),
    cells,
  }
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
const CoveragePage = ({ area, areaName, who, districts, places, needs, cells }: Model) => {
  const holes = cells.filter(cell => cell.hole !== null)
  return (
    <Page title={`Coverage of ${areaName}`} wide>
      <BackLink href={`/areas/${area}`}>{areaName}</BackLink>
      <h1 class="govuk-heading-l">Coverage of {areaName}</h1>
      <SubNavigation
        label="Who it is for"
        items={COVERAGE_FILTERS.map(each => ({
          text: each.charAt(0).toUpperCase() + each.slice(1),
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
              text: <Cell offered={cell?.offered ?? null} hole={cell?.hole ?? null} href={`/offers?${query}`} />,
              classes: cell?.hole ? 'weft-coverage__hole' : undefined,
            }
          }),
        ])}
      />
      {holes.length > 0 && (
        <>
          <h2 class="govuk-heading-m">Holes</h2>
          <ul class="govuk-list govuk-list--bullet">
            {holesInWords(holes, needs, places).map(words => (
              <li>{words}</li>
            ))}
          </ul>
        </>
      )}
      <p class="govuk-body">
        An offer for a whole police force area counts in each of its districts. Places are those that partners have
        said; an offer without a number counts as open.
      </p>
    </Page>
  )
}

const Cell = ({ offered, hole, href }: { offered: Offered | null; hole: string | null; href: string }) => (
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
    )}
  </>
)

/** One sentence for each need and kind of hole; a need that is missing everywhere is said once. */
function holesInWords(holes: Model['cells'], needs: Model['needs'], places: Model['places']): string[] {
  const nameOf = new Map(places.map(place => [place.code, place.name]))
  return needs.flatMap(need => {
    const mine = holes.filter(cell => cell.need === need.code)
    return [...new Set(mine.map(cell => cell.hole ?? ''))].map(hole => {
      const where = mine.filter(cell => cell.hole === hole).map(cell => nameOf.get(cell.place) ?? cell.place)
      return `${need.label}, ${where.length === places.length ? 'everywhere' : where.join(', ')}: ${hole}`
    })
  })
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
