import type { VNode } from 'preact'
import { monthInWords } from '../../kernel/month.ts'
import { capital, instantInWords, plural } from '../../kernel/words.ts'
import { BackLink, InsetText, Pagination, Table } from '../../web/components/index.ts'
import { Page } from '../../web/layout/page.tsx'
import type { KeptFigure, ShownRecord } from '../figures/read-model.ts'
import { WHOLE_AREA } from '../measure.ts'
import { ownerOf } from './figure.tsx'
import { figureHref } from './figure-href.ts'

export type RowsModel = KeptFigure & {
  areaName: string
  title: string
  shown: bigint
  page: number
  /** Whether there is a page after this one. */
  more: boolean
  rows: ShownRecord[]
}

export const RowsPage = (model: RowsModel): VNode => {
  const whole = model.organisation === WHOLE_AREA
  const here = `${figureHref(model)}/rows`
  return (
    <Page title={`Records behind ${model.title}`} section={ownerOf(model)}>
      <BackLink href={figureHref(model)}>Back to the figure</BackLink>
      <span class="govuk-caption-l">{`${ownerOf(model)}, ${monthInWords(model.month)}`}</span>
      <h1 class="govuk-heading-l">{`Records behind “${model.title}”`}</h1>
      <InsetText>
        {`${model.shown.toLocaleString('en-GB')} of the ${plural(model.records, 'record')} that ${
          model.records === 1n ? 'counts' : 'count'
        } can be shown to you; some rows are not shown to you.`}
      </InsetText>
      <Table
        caption="Records, those that count first"
        captionClasses="govuk-visually-hidden"
        head={['Record', ...(whole ? ['Organisation'] : []), 'When', 'How it counts']}
        firstCellIsHeader
        phone="stack"
        empty="No record behind this figure can be shown to you. Records stand here for those who work with the person."
        rows={model.rows.map(row => [
          <a class="govuk-link" href={row.link}>
            {capital(row.record)}
          </a>,
          ...(whole ? [row.organisationName ?? model.areaName] : []),
          instantInWords(row.at),
          countsAs(row),
        ])}
      />
      {(model.page > 1 || model.more) && (
        <Pagination
          label="Records"
          previous={model.page > 1 ? { href: `${here}?page=${model.page - 1}` } : undefined}
          next={model.more ? { href: `${here}?page=${model.page + 1}` } : undefined}
        />
      )}
    </Page>
  )
}

const countsAs = ({ excluded, part, numerator, denominator }: ShownRecord): string =>
  excluded === null ? `${numerator} of ${denominator}${part === null ? '' : `: ${part}`}` : `Excluded: ${excluded}`
