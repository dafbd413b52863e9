import type { ComponentChildren } from 'preact'
import { Button } from './button.tsx'
import { classNames } from './class-names.ts'
import { describedBy, FormGroup, HintAndError, idOf, Label, type Labelled, type Question } from './question.tsx'

type OneLine = Question &
  Labelled & {
    value?: string | number | undefined
    type?: keyof typeof INPUTS | undefined
    /** `none`, or what the browser may fill in. */
    autocomplete?: string | undefined
    autocapitalize?: 'none' | 'sentences' | 'words' | undefined
    inputmode?: 'numeric' | 'decimal' | 'text' | 'email' | 'tel' | 'search' | 'url' | undefined
    pattern?: string | undefined
    spellcheck?: boolean | undefined
    prefix?: ComponentChildren
    suffix?: ComponentChildren
  }

const LabelOf = ({ question }: { question: Question & Labelled }) => (
  <Label target={idOf(question)} classes={question.labelClasses} pageHeading={question.pageHeading}>
    {question.label}
  </Label>
)

const attributesOf = (question: OneLine) => ({
  class: classNames('govuk-input', question.classes, question.error !== undefined && 'govuk-input--error'),
  id: idOf(question),
  name: question.name,
  spellcheck: question.spellcheck,
  value: question.value,
  disabled: question.disabled,
  'aria-describedby': describedBy(question),
  autocomplete: question.autocomplete,
  autocapitalize: question.autocapitalize,
  pattern: question.pattern,
  inputmode: question.inputmode,
})

type Attributes = ReturnType<typeof attributesOf>

const INPUTS = {
  text: (attributes: Attributes) => <input {...attributes} type="text" />,
  email: (attributes: Attributes) => <input {...attributes} type="email" />,
  tel: (attributes: Attributes) => <input {...attributes} type="tel" />,
  url: (attributes: Attributes) => <input {...attributes} type="url" />,
  search: (attributes: Attributes) => <input {...attributes} type="search" />,
  number: (attributes: Attributes) => <input {...attributes} type="number" />,
  date: (attributes: Attributes) => <input {...attributes} type="date" />,
  time: (attributes: Attributes) => <input {...attributes} type="time" />,
} as const

/** Answers of one line. Money takes `prefix="£"`, whole numbers `inputmode="numeric"`. */
export const TextInput = (question: OneLine) => {
  const input = INPUTS[question.type ?? 'text'](attributesOf(question))
  const affixed = question.prefix !== undefined || question.suffix !== undefined
  return (
    <FormGroup question={question}>
      <LabelOf question={question} />
      <HintAndError question={question} />
      {affixed ? (
        <div class="govuk-input__wrapper">
          {question.prefix !== undefined && <Affix side="prefix">{question.prefix}</Affix>}
          {input}
          {question.suffix !== undefined && <Affix side="suffix">{question.suffix}</Affix>}
        </div>
      ) : (
        input
      )}
    </FormGroup>
  )
}

const Affix = ({ side, children }: { side: 'prefix' | 'suffix'; children?: ComponentChildren }) => (
  <div class={`govuk-input__${side}`} aria-hidden="true">
    {children}
  </div>
)

/** Answers of several lines. */
export const Textarea = (
  question: Question &
    Labelled & {
      value?: string | undefined
      rows?: number | undefined
      spellcheck?: boolean | undefined
      autocomplete?: string | undefined
    },
) => (
  <FormGroup question={question}>
    <LabelOf question={question} />
    <HintAndError question={question} />
    <textarea
      class={classNames('govuk-textarea', question.error !== undefined && 'govuk-textarea--error', question.classes)}
      id={idOf(question)}
      name={question.name}
      rows={question.rows ?? 5}
      spellcheck={question.spellcheck}
      disabled={question.disabled}
      aria-describedby={describedBy(question)}
      autocomplete={question.autocomplete}
      value={question.value}
    />
  </FormGroup>
)

export type SelectItem = {
  value?: string | number | undefined
  text: string
  disabled?: boolean | undefined
  selected?: boolean | undefined
}

/** One of many. `value` picks the item; an item without a value is chosen by its text. */
export const Select = (
  question: Question & Labelled & { items: readonly SelectItem[]; value?: string | number | undefined },
) => (
  <FormGroup question={question}>
    <LabelOf question={question} />
    <HintAndError question={question} />
    <select
      class={classNames('govuk-select', question.classes, question.error !== undefined && 'govuk-select--error')}
      id={idOf(question)}
      name={question.name}
      disabled={question.disabled}
      aria-describedby={describedBy(question)}
    >
      {question.items.map(item => (
        <option
          value={item.value}
          selected={item.selected ?? isSame(item.value ?? item.text, question.value)}
          disabled={item.disabled}
        >
          {item.text}
        </option>
      ))}
    </select>
  </FormGroup>
)

const isSame = (value: string | number, chosen: string | number | undefined) =>
  chosen !== undefined && chosen !== '' && String(value) === String(chosen)

/** Files. The form that holds it must be `multipart`. */
export const FileUpload = (
  question: Question & Labelled & { multiple?: boolean | undefined; accept?: string | undefined },
) => (
  <FormGroup question={question}>
    <LabelOf question={question} />
    <HintAndError question={question} />
    <input
      class={classNames(
        'govuk-file-upload',
        question.classes,
        question.error !== undefined && 'govuk-file-upload--error',
      )}
      id={idOf(question)}
      name={question.name}
      type="file"
      accept={question.accept}
      disabled={question.disabled}
      multiple={question.multiple}
      aria-describedby={describedBy(question)}
    />
  </FormGroup>
)

/** A password, with a button to show it where scripts run. It is never filled in again after an error. */
export const PasswordInput = (
  question: Question & Labelled & { autocomplete?: 'current-password' | 'new-password' | undefined },
) => (
  <div
    class={classNames(
      'govuk-form-group',
      question.error !== undefined && 'govuk-form-group--error',
      'govuk-password-input',
      question.groupClasses,
    )}
    data-module="govuk-password-input"
  >
    <LabelOf question={question} />
    <HintAndError question={question} />
    <div class="govuk-input__wrapper govuk-password-input__wrapper">
      <input
        class={classNames(
          'govuk-input govuk-password-input__input govuk-js-password-input-input',
          question.classes,
          question.error !== undefined && 'govuk-input--error',
        )}
        id={idOf(question)}
        name={question.name}
        type="password"
        spellcheck={false}
        disabled={question.disabled}
        aria-describedby={describedBy(question)}
        autocomplete={question.autocomplete ?? 'current-password'}
        autocapitalize="none"
      />
      <Button
        type="button"
        kind="secondary"
        classes="govuk-password-input__toggle govuk-js-password-input-toggle"
        controls={idOf(question)}
        label="Show password"
        hidden
      >
        Show
      </Button>
    </div>
  </div>
)
