import { Table } from '../table.tsx'

/** People a month who need it and places a month there are, for one need in one place. */
export type CoverageCell = {
  need: string
  place: string
  demand: number
  capacity: number
  /** How long people wait, in words: "9 days". */
  wait?: string | undefined
  /** What is missing and how many people a month fall into it, in plain words. */
  hole?: string | undefined
  href?: string | undefined
}

/** Need by place: demand against places, and every hole, in its cell and once more as a list in plain words. */
export const CoverageGrid = ({
  caption,
  needs,
  places,
  cells,
}: {
  caption: string
  needs: readonly string[]
  places: readonly string[]
  cells: readonly CoverageCell[]
}) => {
  const cellAt = (need: string, place: string) => cells.find(cell => cell.need === need && cell.place === place)
  const holes = cells.filter(cell => cell.hole !== undefined)
  return (
    <>
      <Table
        caption={caption}
        head={['Need', ...places]}
        firstCellIsHeader
        phone="scroll"
        rows={needs.map(need => [
          need,
          ...places.map(place => {
            const cell = cellAt(need, place)
            return {
              text: cell === undefined ? 'Not known' : <Covered cell={cell} />,
              classes: cell?.hole === undefined ? undefined : 'weft-coverage__hole',
            }
          }),
        ])}
      />
      <Holes holes={holes} />
    </>
  )
}

const Covered = ({ cell }: { cell: CoverageCell }) => (
  <>
    {cell.hole !== undefined && <strong class="weft-coverage__word">Hole</strong>}{' '}
    <span>
      {cell.href === undefined ? (
        `${cell.demand} needed`
      ) : (
        <a class="govuk-link" href={cell.href}>{`${cell.demand} needed`}</a>
      )}
      {`, ${cell.capacity} ${cell.capacity === 1 ? 'place' : 'places'}`}
    </span>{' '}
    {cell.wait !== undefined && <span class="weft-coverage__wait">{`Wait ${cell.wait}`}</span>}
  </>
)

const Holes = ({ holes }: { holes: readonly CoverageCell[] }) =>
  holes.length === 0 ? (
    <p class="govuk-body">Every need has a place everywhere.</p>
  ) : (
    <ul class="govuk-list govuk-list--bullet">
      {holes.map(({ need, place, hole }) => (
        <li>{`${need}, ${place}: ${hole}`}</li>
      ))}
    </ul>
  )
