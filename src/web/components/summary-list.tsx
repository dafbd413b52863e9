import type { ComponentChildren } from 'preact'
import { classNames, type HeadingLevel, headingOf } from './class-names.ts'

/** `visuallyHiddenText` says what is changed, for those who hear "Change" alone. */
export type SummaryAction = {
  href: string
  text: ComponentChildren
  visuallyHiddenText?: string | undefined
  classes?: string | undefined
}

export type SummaryRow = {
  key: ComponentChildren
  value: ComponentChildren
  actions?: readonly SummaryAction[] | undefined
  classes?: string | undefined
}

export type SummaryCard = {
  title?: ComponentChildren
  headingLevel?: HeadingLevel | undefined
  actions?: readonly SummaryAction[] | undefined
  classes?: string | undefined
}

/** What is known of one thing: a key, its value and what may be done about it. */
export const SummaryList = ({
  rows,
  card,
  classes,
}: {
  rows: readonly SummaryRow[]
  card?: SummaryCard | undefined
  classes?: string | undefined
}) => {
  const anyActions = rows.some(row => row.actions && row.actions.length > 0)
  const list = (
    <dl class={classNames('govuk-summary-list', classes)}>
      {rows.map(row => (
        <Row row={row} anyActions={anyActions} cardTitle={card?.title} />
      ))}
    </dl>
  )
  return card ? <Card card={card}>{list}</Card> : list
}

const Row = ({
  row,
  anyActions,
  cardTitle,
}: {
  row: SummaryRow
  anyActions: boolean
  cardTitle: ComponentChildren
}) => (
  <div
    class={classNames(
      'govuk-summary-list__row',
      anyActions && !row.actions?.length && 'govuk-summary-list__row--no-actions',
      row.classes,
    )}
  >
    <dt class="govuk-summary-list__key">{row.key}</dt>
    <dd class="govuk-summary-list__value">{row.value}</dd>
    {row.actions && row.actions.length > 0 && (
      <dd class="govuk-summary-list__actions">
        {row.actions.length === 1 ? (
          row.actions.map(action => <ActionLink action={action} cardTitle={cardTitle} />)
        ) : (
          <ul class="govuk-summary-list__actions-list">
            {row.actions.map(action => (
              <li class="govuk-summary-list__actions-list-item">
                <ActionLink action={action} cardTitle={cardTitle} />
              </li>
            ))}
          </ul>
        )}
      </dd>
    )}
  </div>
)

const ActionLink = ({ action, cardTitle }: { action: SummaryAction; cardTitle: ComponentChildren }) => (
  <a class={classNames('govuk-link', action.classes)} href={action.href}>
    {action.text}
    {(action.visuallyHiddenText || cardTitle !== undefined) && (
      <span class="govuk-visually-hidden">
        {action.visuallyHiddenText && ` ${action.visuallyHiddenText}`}
        {cardTitle !== undefined && <> ({cardTitle})</>}
      </span>
    )}
  </a>
)

const Card = ({ card, children }: { card: SummaryCard; children: ComponentChildren }) => {
  const Heading = headingOf(card.headingLevel ?? 2)
  return (
    <div class={classNames('govuk-summary-card', card.classes)}>
      <div class="govuk-summary-card__title-wrapper">
        {card.title !== undefined && <Heading class="govuk-summary-card__title">{card.title}</Heading>}
        {card.actions?.length === 1 && (
          <div class="govuk-summary-card__actions">
            {card.actions.map(action => (
              <ActionLink action={action} cardTitle={card.title} />
            ))}
          </div>
        )}
        {card.actions && card.actions.length > 1 && (
          <ul class="govuk-summary-card__actions">
            {card.actions.map(action => (
              <li class="govuk-summary-card__action">
                <ActionLink action={action} cardTitle={card.title} />
              </li>
            ))}
          </ul>
        )}
      </div>
      <div class="govuk-summary-card__content">{children}</div>
    </div>
  )
}
