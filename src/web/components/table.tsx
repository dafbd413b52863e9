import { isValidElement, type VNode } from 'preact'
import { classNames } from './class-names.ts'

type CellWords = VNode | string | number | bigint | null | undefined | false

export type CellSpan = {
  text: CellWords
  numeric?: boolean | undefined
  colspan?: number | undefined
  rowspan?: number | undefined
  classes?: string | undefined
}

export type Cell = CellWords | CellSpan

/**
 * Rows and columns. `numeric` lists the columns, counted from 0, whose figures stand to the right. With `phone="scroll"`
 * a wide table scrolls inside its own frame, with `phone="stack"` each row becomes a small list where there is no room for
 * columns, on a narrow screen or with large words (it needs a head in words). `empty` is said when there is no row.
 */
export const Table = ({
  caption,
  captionClasses,
  head,
  rows,
  numeric = [],
  firstCellIsHeader,
  phone,
  empty,
  classes,
}: {
  caption?: string | undefined
  captionClasses?: string | undefined
  head?: readonly Cell[] | undefined
  rows: readonly (readonly Cell[])[]
  numeric?: readonly number[] | undefined
  firstCellIsHeader?: boolean | undefined
  phone?: 'scroll' | 'stack' | undefined
  empty?: string | undefined
  classes?: string | undefined
}) => {
  if (rows.length === 0 && empty !== undefined) return <p class="govuk-body">{empty}</p>
  const asNumber = new Set(numeric)
  const table = (
    <table class={classNames('govuk-table', phone === 'stack' && 'weft-table--stack', classes)}>
      {caption && <caption class={classNames('govuk-table__caption', captionClasses)}>{caption}</caption>}
      {head && (
        <thead class="govuk-table__head">
          <tr class="govuk-table__row">
            {head.map((cell, column) => (
              <HeadCell cell={spanOf(cell, asNumber.has(column))} />
            ))}
          </tr>
        </thead>
      )}
      <tbody class="govuk-table__body">
        {rows.map(row => (
          <tr class="govuk-table__row">
            {row.map((cell, column) => (
              <BodyCell
                cell={spanOf(cell, asNumber.has(column))}
                header={column === 0 && firstCellIsHeader === true}
                label={phone === 'stack' ? wordOf(head?.[column]) : undefined}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
  if (phone === 'stack') return <div class="weft-stack">{table}</div>
  if (phone !== 'scroll') return table
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must be reachable by keyboard
    <section class="weft-scroll" aria-label={caption ?? 'Table'} tabIndex={0}>
      {table}
    </section>
  )
}

const isSpan = (cell: Cell): cell is CellSpan =>
  typeof cell === 'object' && cell !== null && !isValidElement(cell) && 'text' in cell

const spanOf = (cell: Cell, numeric: boolean): CellSpan =>
  isSpan(cell) ? { ...cell, numeric: cell.numeric ?? numeric } : { text: cell, numeric }

const wordOf = (cell: Cell): string | undefined => {
  const text = isSpan(cell) ? cell.text : cell
  return typeof text === 'string' ? text : undefined
}

const HeadCell = ({ cell }: { cell: CellSpan }) => (
  <th
    scope="col"
    class={classNames('govuk-table__header', cell.numeric && 'govuk-table__header--numeric', cell.classes)}
    colSpan={cell.colspan}
    rowSpan={cell.rowspan}
  >
    {cell.text}
  </th>
)

const BodyCell = ({ cell, header, label }: { cell: CellSpan; header: boolean; label: string | undefined }) =>
  header ? (
    <th
      scope="row"
      class={classNames('govuk-table__header', cell.classes)}
      colSpan={cell.colspan}
      rowSpan={cell.rowspan}
    >
      {cell.text}
    </th>
  ) : (
    <td
      class={classNames('govuk-table__cell', cell.numeric && 'govuk-table__cell--numeric', cell.classes)}
      colSpan={cell.colspan}
      rowSpan={cell.rowspan}
      data-label={label}
    >
      {cell.text}
    </td>
  )
