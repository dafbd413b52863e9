import type { ComponentChildren } from 'preact'
import { classNames } from './class-names.ts'

type ButtonProps = {
  children?: ComponentChildren
  /** A link that looks like a button: for going somewhere, never for a change. */
  href?: string | undefined
  kind?: 'secondary' | 'warning' | 'inverse' | undefined
  start?: boolean | undefined
  type?: 'submit' | 'button' | 'reset' | undefined
  name?: string | undefined
  value?: string | undefined
  id?: string | undefined
  disabled?: boolean | undefined
  hidden?: boolean | undefined
  /** The id of what it opens or changes. */
  controls?: string | undefined
  /** Read out in place of the text. */
  label?: string | undefined
  /** Where the form goes when this button sends it, if not to the form's own action. */
  formAction?: string | undefined
  preventDoubleClick?: boolean | undefined
  classes?: string | undefined
}

/** A button sends the form that it stands in. */
export const Button = (props: ButtonProps) => {
  const looks = classNames(
    'govuk-button',
    props.kind && `govuk-button--${props.kind}`,
    props.classes,
    props.start && 'govuk-button--start',
  )
  if (props.href !== undefined) {
    return (
      // biome-ignore lint/a11y/useSemanticElements: the published markup of a link that looks like a button
      <a href={props.href} role="button" draggable={false} class={looks} data-module="govuk-button" id={props.id}>
        <Words {...props} />
      </a>
    )
  }
  return (
    <button
      type={props.type ?? 'submit'}
      value={props.value}
      name={props.name}
      disabled={props.disabled}
      aria-disabled={props.disabled ? 'true' : undefined}
      aria-controls={props.controls}
      aria-label={props.label}
      hidden={props.hidden}
      formAction={props.formAction}
      data-prevent-double-click={props.preventDoubleClick === undefined ? undefined : String(props.preventDoubleClick)}
      class={looks}
      data-module="govuk-button"
      id={props.id}
    >
      <Words {...props} />
    </button>
  )
}

/** Markup in a start button is held together by a span, since its parts would lose the spaces between them. */
const Words = ({ children, start }: ButtonProps) => (
  <>
    {start && typeof children !== 'string' ? <span>{children}</span> : children}
    {start && <StartIcon />}
  </>
)

const StartIcon = () => (
  <svg
    class="govuk-button__start-icon"
    xmlns="http://www.w3.org/2000/svg"
    width="17.5"
    height="19"
    viewBox="0 0 33 40"
    aria-hidden="true"
    focusable="false"
  >
    <path fill="currentColor" d="M0 0h13l20 20-20 20H0l20-20z" />
  </svg>
)

/** Buttons and links beside each other, below each other on a phone. */
export const ButtonGroup = ({ children }: { children?: ComponentChildren }) => (
  <div class="govuk-button-group">{children}</div>
)
