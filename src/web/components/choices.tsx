import type { ComponentChildren } from 'preact'
import { classNames, idList } from './class-names.ts'
import {
  describedBy,
  Fieldset,
  FormGroup,
  Hint,
  HintAndError,
  idOf,
  Label,
  type Legend,
  type Question,
} from './question.tsx'

export type Choice = {
  value: string | number
  text: ComponentChildren
  hint?: ComponentChildren
  /** Overrides what `value` or `values` of the whole question say. */
  checked?: boolean | undefined
  disabled?: boolean | undefined
  /** Questions that are asked only when this is chosen; without scripts they are always shown. */
  conditional?: ComponentChildren
  id?: string | undefined
  name?: string | undefined
  /** `exclusive`: choosing it clears the others, such as "None of these". */
  behaviour?: 'exclusive' | undefined
}

export type Divider = { divider: string }

type Choices = Question & Legend & { items: readonly (Choice | Divider)[]; fieldsetClasses?: string | undefined }

/** One of a few. The first radio has the question's own id, so that the error summary lands on it. */
export const Radios = (question: Choices & { value?: string | number | undefined }) => (
  <ChoiceGroup
    question={question}
    kind="radios"
    type="radio"
    isChosen={value => isGiven(question.value) && String(value) === String(question.value)}
  />
)

/** Any of a few. The first checkbox has the question's own id, so that the error summary lands on it. */
export const Checkboxes = (question: Choices & { values?: readonly (string | number)[] | undefined }) => {
  const chosen = new Set(question.values?.map(String))
  return (
    <ChoiceGroup question={question} kind="checkboxes" type="checkbox" isChosen={value => chosen.has(String(value))} />
  )
}

const isGiven = (value: string | number | undefined) => value !== undefined && value !== ''

type Group = {
  question: Choices
  kind: 'radios' | 'checkboxes'
  type: 'radio' | 'checkbox'
  isChosen: (value: string | number) => boolean
}

const ChoiceGroup = ({ question, kind, type, isChosen }: Group) => {
  const grouped = question.legend !== undefined
  const inner = (
    <>
      <HintAndError question={question} />
      <div class={classNames(`govuk-${kind}`, question.classes)} data-module={`govuk-${kind}`}>
        {question.items.map((item, at) =>
          'divider' in item ? (
            <div class={`govuk-${kind}__divider`}>{item.divider}</div>
          ) : (
            <ChoiceItem
              item={item}
              kind={kind}
              type={type}
              id={item.id ?? (at === 0 ? idOf(question) : `${idOf(question)}-${at + 1}`)}
              name={item.name ?? question.name}
              checked={item.checked ?? isChosen(item.value)}
              describedBy={grouped || kind === 'radios' ? undefined : question.describedBy}
            />
          ),
        )}
      </div>
    </>
  )
  return (
    <FormGroup question={question}>
      {grouped ? (
        <Fieldset
          legend={question.legend}
          legendClasses={question.legendClasses}
          pageHeading={question.pageHeading}
          classes={question.fieldsetClasses}
          describedBy={describedBy(question)}
        >
          {inner}
        </Fieldset>
      ) : (
        inner
      )}
    </FormGroup>
  )
}

type Item = {
  item: Choice
  kind: Group['kind']
  type: Group['type']
  id: string
  name: string
  checked: boolean
  describedBy: string | undefined
}

const ChoiceItem = ({ item, kind, type, id, name, checked, describedBy }: Item) => {
  const reveals = item.conditional !== undefined && item.conditional !== false
  const hasHint = item.hint !== undefined
  return (
    <>
      <div class={`govuk-${kind}__item`}>
        <input
          class={`govuk-${kind}__input`}
          id={id}
          name={name}
          type={type}
          value={item.value}
          checked={checked}
          disabled={item.disabled}
          data-aria-controls={reveals ? `conditional-${id}` : undefined}
          data-behaviour={item.behaviour}
          aria-describedby={idList(describedBy, hasHint && `${id}-item-hint`)}
        />
        <Label target={id} classes={`govuk-${kind}__label`}>
          {item.text}
        </Label>
        {hasHint && (
          <Hint id={`${id}-item-hint`} classes={`govuk-${kind}__hint`}>
            {item.hint}
          </Hint>
        )}
      </div>
      {reveals && (
        <div
          class={classNames(`govuk-${kind}__conditional`, !checked && `govuk-${kind}__conditional--hidden`)}
          id={`conditional-${id}`}
        >
          {item.conditional}
        </div>
      )}
    </>
  )
}
