import type { ComponentChildren } from 'preact'
import { classNames, idList } from './class-names.ts'

/** What every question of a form may carry. The element's id is its name unless `id` says otherwise. */
export type Question = {
  name: string
  id?: string | undefined
  hint?: ComponentChildren
  error?: ComponentChildren
  describedBy?: string | undefined
  groupClasses?: string | undefined
  classes?: string | undefined
  disabled?: boolean | undefined
}

export type Labelled = {
  label: ComponentChildren
  labelClasses?: string | undefined
  /** The label is the page's only heading. */
  pageHeading?: boolean | undefined
}

export const idOf = (question: Question): string => question.id ?? question.name

/** The ids of the hint and of the error of a question, after whatever else describes it. */
export const describedBy = (question: Question): string | undefined =>
  idList(
    question.describedBy,
    question.hint !== undefined && `${idOf(question)}-hint`,
    question.error !== undefined && `${idOf(question)}-error`,
  )

export const Label = ({
  children,
  target,
  classes,
  pageHeading,
}: {
  children?: ComponentChildren
  /** The id of what it names. */
  target?: string | undefined
  classes?: string | undefined
  pageHeading?: boolean | undefined
}) => {
  if (children === undefined || children === '') return null
  const label = (
    <label class={classNames('govuk-label', classes)} for={target}>
      {children}
    </label>
  )
  return pageHeading ? <h1 class="govuk-label-wrapper">{label}</h1> : label
}

export const Hint = ({
  children,
  id,
  classes,
}: {
  children?: ComponentChildren
  id?: string | undefined
  classes?: string | undefined
}) => (
  <div id={id} class={classNames('govuk-hint', classes)}>
    {children}
  </div>
)

export const ErrorMessage = ({
  children,
  id,
  classes,
  visuallyHiddenText = 'Error',
}: {
  children?: ComponentChildren
  id?: string | undefined
  classes?: string | undefined
  visuallyHiddenText?: string | undefined
}) => (
  <p id={id} class={classNames('govuk-error-message', classes)}>
    {visuallyHiddenText && (
      <>
        <span class="govuk-visually-hidden">{visuallyHiddenText}:</span>{' '}
      </>
    )}
    {children}
  </p>
)

/** The hint and the error, in the order in which they are read. */
export const HintAndError = ({ question }: { question: Question }) => (
  <>
    {question.hint !== undefined && <Hint id={`${idOf(question)}-hint`}>{question.hint}</Hint>}
    {question.error !== undefined && <ErrorMessage id={`${idOf(question)}-error`}>{question.error}</ErrorMessage>}
  </>
)

export const FormGroup = ({ question, children }: { question: Question; children?: ComponentChildren }) => (
  <div
    class={classNames(
      'govuk-form-group',
      question.error !== undefined && 'govuk-form-group--error',
      question.groupClasses,
    )}
  >
    {children}
  </div>
)

export type Legend = {
  legend?: ComponentChildren
  /** `govuk-fieldset__legend--s`, `--m`, `--l` or `--xl`. */
  legendClasses?: string | undefined
  /** The legend is the page's only heading. */
  pageHeading?: boolean | undefined
}

export const Fieldset = ({
  legend,
  legendClasses,
  pageHeading,
  classes,
  describedBy,
  role,
  children,
}: Legend & {
  classes?: string | undefined
  describedBy?: string | undefined
  role?: 'group' | undefined
  children?: ComponentChildren
}) => (
  <fieldset class={classNames('govuk-fieldset', classes)} role={role} aria-describedby={describedBy}>
    {legend !== undefined && (
      <legend class={classNames('govuk-fieldset__legend', legendClasses)}>
        {pageHeading ? <h1 class="govuk-fieldset__heading">{legend}</h1> : legend}
      </legend>
    )}
    {children}
  </fieldset>
)
