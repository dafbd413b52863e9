import type { ComponentChildren } from 'preact'
import { classNames } from './class-names.ts'

export type PageStep = {
  href: string
  text?: ComponentChildren
  /** What the next or the previous page is called. */
  labelText?: ComponentChildren
}

export type PageItem =
  | { ellipsis: true }
  | { number: number | string; href: string; current?: boolean | undefined; visuallyHiddenText?: string | undefined }

/** Pages of a long list; without `items`, only the previous and the next page. */
export const Pagination = ({
  previous,
  next,
  items,
  label = 'Pagination',
  classes,
}: {
  previous?: PageStep | undefined
  next?: PageStep | undefined
  items?: readonly PageItem[] | undefined
  label?: string | undefined
  classes?: string | undefined
}) => {
  const block = items === undefined && (previous !== undefined || next !== undefined)
  return (
    <nav class={classNames('govuk-pagination', block && 'govuk-pagination--block', classes)} aria-label={label}>
      {previous && <Step step={previous} direction="prev" block={block} />}
      {items && (
        <ul class="govuk-pagination__list">
          {items.map(item => (
            <Item item={item} />
          ))}
        </ul>
      )}
      {next && <Step step={next} direction="next" block={block} />}
    </nav>
  )
}

const Item = ({ item }: { item: PageItem }) =>
  'ellipsis' in item ? (
    <li class="govuk-pagination__item govuk-pagination__item--ellipsis">⋯</li>
  ) : (
    <li class={classNames('govuk-pagination__item', item.current && 'govuk-pagination__item--current')}>
      <a
        class="govuk-link govuk-pagination__link"
        href={item.href}
        aria-label={item.visuallyHiddenText ?? `Page ${item.number}`}
        aria-current={item.current ? 'page' : undefined}
      >
        {item.number}
      </a>
    </li>
  )

type Direction = 'prev' | 'next'

const Step = ({ step, direction, block }: { step: PageStep; direction: Direction; block: boolean }) => {
  const labelled = step.labelText !== undefined
  const leads = block || direction === 'prev'
  return (
    <div class={`govuk-pagination__${direction}`}>
      <a class="govuk-link govuk-pagination__link" href={step.href} rel={direction}>
        {leads && <Arrow direction={direction} />}
        <span
          class={classNames(
            'govuk-pagination__link-title',
            block && !labelled && 'govuk-pagination__link-title--decorated',
          )}
        >
          {step.text ?? (
            <>
              {direction === 'prev' ? 'Previous' : 'Next'}
              <span class="govuk-visually-hidden"> page</span>
            </>
          )}
        </span>
        {labelled && block && (
          <>
            <span class="govuk-visually-hidden">:</span>{' '}
            <span class="govuk-pagination__link-label">{step.labelText}</span>
          </>
        )}
        {!leads && <Arrow direction={direction} />}
      </a>
    </div>
  )
}

const ARROWS = {
  prev: 'm6.5938-0.0078125-6.7266 6.7266 6.7441 6.4062 1.377-1.449-4.1856-3.9768h12.896v-2h-12.984l4.2931-4.293-1.414-1.414z',
  next: 'm8.107-0.0078125-1.4136 1.414 4.2926 4.293h-12.986v2h12.896l-4.1855 3.9766 1.377 1.4492 6.7441-6.4062-6.7246-6.7266z',
} as const satisfies Record<Direction, string>

const Arrow = ({ direction }: { direction: Direction }) => (
  <svg
    class={`govuk-pagination__icon govuk-pagination__icon--${direction}`}
    xmlns="http://www.w3.org/2000/svg"
    height="13"
    width="15"
    aria-hidden="true"
    focusable="false"
    viewBox="0 0 15 13"
  >
    <path d={ARROWS[direction]} />
  </svg>
)
