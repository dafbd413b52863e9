import type { ComponentChildren } from 'preact'
import type { FieldError } from '../../kernel/errors.ts'
import { classNames, type HeadingLevel, headingOf } from './class-names.ts'

type Plain = { children?: ComponentChildren; classes?: string | undefined }

/** What is opened by those who want it. `summary` says what is inside. */
export const Details = ({
  summary,
  open,
  id,
  classes,
  children,
}: Plain & { summary: ComponentChildren; open?: boolean | undefined; id?: string | undefined }) => (
  <details id={id} class={classNames('govuk-details', classes)} open={open}>
    <summary class="govuk-details__summary">
      <span class="govuk-details__summary-text">{summary}</span>
    </summary>
    <div class="govuk-details__text">{children}</div>
  </details>
)

export const InsetText = ({ children, id, classes }: Plain & { id?: string | undefined }) => (
  <div id={id} class={classNames('govuk-inset-text', classes)}>
    {children}
  </div>
)

export const WarningText = ({
  children,
  classes,
  iconFallbackText = 'Warning',
}: Plain & { iconFallbackText?: string | undefined }) => (
  <div class={classNames('govuk-warning-text', classes)}>
    <span class="govuk-warning-text__icon" aria-hidden="true">
      !
    </span>
    <strong class="govuk-warning-text__text">
      <span class="govuk-visually-hidden">{iconFallbackText}</span> {children}
    </strong>
  </div>
)

export type TagColour = 'grey' | 'green' | 'teal' | 'blue' | 'purple' | 'magenta' | 'red' | 'orange' | 'yellow'

/** A state in a word. The word says it; the colour only repeats it. */
export const Tag = ({ children, colour, classes }: Plain & { colour?: TagColour | undefined }) => (
  <strong class={classNames('govuk-tag', colour && `govuk-tag--${colour}`, classes)}>{children}</strong>
)

export const Panel = ({
  title,
  headingLevel = 1,
  classes,
  children,
}: Plain & { title: ComponentChildren; headingLevel?: HeadingLevel | undefined }) => {
  const Heading = headingOf(headingLevel)
  return (
    <div class={classNames('govuk-panel govuk-panel--confirmation', classes)}>
      <Heading class="govuk-panel__title">{title}</Heading>
      {children !== undefined && <div class="govuk-panel__body">{children}</div>}
    </div>
  )
}

/** What the last act did, or what everyone must know. `text` is one sentence; more goes in as children. */
export const NotificationBanner = ({
  kind,
  title,
  titleId = 'govuk-notification-banner-title',
  headingLevel = 2,
  role,
  disableAutoFocus,
  text,
  classes,
  children,
}: Plain & {
  kind?: 'success' | 'important' | undefined
  title?: ComponentChildren
  titleId?: string | undefined
  headingLevel?: HeadingLevel | undefined
  role?: 'alert' | 'region' | 'banner' | undefined
  disableAutoFocus?: boolean | undefined
  text?: string | undefined
}) => {
  const succeeded = kind === 'success'
  const Heading = headingOf(headingLevel)
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: its role is always one that is named
    <div
      class={classNames('govuk-notification-banner', succeeded && 'govuk-notification-banner--success', classes)}
      role={role ?? (succeeded ? 'alert' : 'region')}
      aria-labelledby={titleId}
      data-module="govuk-notification-banner"
      data-disable-auto-focus={disableAutoFocus === undefined ? undefined : String(disableAutoFocus)}
    >
      <div class="govuk-notification-banner__header">
        <Heading class="govuk-notification-banner__title" id={titleId}>
          {title ?? (succeeded ? 'Success' : 'Important')}
        </Heading>
      </div>
      <div class="govuk-notification-banner__content">
        {children ?? (text !== undefined && <p class="govuk-notification-banner__heading">{text}</p>)}
      </div>
    </div>
  )
}

/** Everything to mend, at the top of the page. An error whose field is empty belongs to no field and is not a link. */
export const ErrorSummary = ({
  errors,
  title = 'There is a problem',
  description,
  disableAutoFocus,
  classes,
}: {
  errors: readonly FieldError[]
  title?: ComponentChildren
  description?: ComponentChildren
  disableAutoFocus?: boolean | undefined
  classes?: string | undefined
}) => (
  <div
    class={classNames('govuk-error-summary', classes)}
    data-disable-auto-focus={disableAutoFocus === undefined ? undefined : String(disableAutoFocus)}
    data-module="govuk-error-summary"
  >
    <div role="alert">
      <h2 class="govuk-error-summary__title">{title}</h2>
      <div class="govuk-error-summary__body">
        {description !== undefined && <p>{description}</p>}
        {errors.length > 0 && (
          <ul class="govuk-list govuk-error-summary__list">
            {errors.map(error => (
              <li>{error.field === '' ? error.sentence : <a href={`#${error.field}`}>{error.sentence}</a>}</li>
            ))}
          </ul>
        )}
      </div>
    </div>
  </div>
)
