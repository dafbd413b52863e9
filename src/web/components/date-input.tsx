import { classNames } from './class-names.ts'
import { describedBy, Fieldset, FormGroup, HintAndError, Label, type Legend, type Question } from './question.tsx'

export type DatePart = 'day' | 'month' | 'year'
export type DateWords = Readonly<Partial<Record<DatePart, string | number | undefined>>>

const PARTS: readonly { part: DatePart; label: string; width: number }[] = [
  { part: 'day', label: 'Day', width: 2 },
  { part: 'month', label: 'Month', width: 2 },
  { part: 'year', label: 'Year', width: 4 },
]

/**
 * A memorable date in three boxes, sent as `name-day`, `name-month` and `name-year`. The first box has the question's
 * name as its id, so that the error summary lands on it. `wrong` lists the boxes at fault; none listed marks all three.
 */
export const DateInput = (
  question: Question &
    Legend & {
      values?: DateWords | undefined
      wrong?: readonly DatePart[] | undefined
      autocomplete?: 'bday' | undefined
    },
) => {
  const { name, id, legend, values, wrong, error, autocomplete } = question
  const idOfPart = (part: DatePart) => (id === undefined && part === 'day' ? name : `${id ?? name}-${part}`)
  const isWrong = (part: DatePart) => error !== undefined && (wrong === undefined || wrong.includes(part))
  const inner = (
    <>
      <HintAndError question={question} />
      <div class={classNames('govuk-date-input', question.classes)} id={id ?? `${name}-date`}>
        {PARTS.map(({ part, label, width }) => (
          <div class="govuk-date-input__item">
            <div class="govuk-form-group">
              <Label target={idOfPart(part)} classes="govuk-date-input__label">
                {label}
              </Label>
              <input
                class={classNames(
                  'govuk-input govuk-date-input__input',
                  isWrong(part) && 'govuk-input--error',
                  `govuk-input--width-${width}`,
                )}
                id={idOfPart(part)}
                name={`${name}-${part}`}
                type="text"
                value={values?.[part]}
                autocomplete={autocomplete && `${autocomplete}-${part}`}
                inputmode="numeric"
              />
            </div>
          </div>
        ))}
      </div>
    </>
  )
  return (
    <FormGroup question={question}>
      {legend === undefined ? (
        inner
      ) : (
        <Fieldset
          legend={legend}
          legendClasses={question.legendClasses}
          pageHeading={question.pageHeading}
          role="group"
          describedBy={describedBy(question)}
        >
          {inner}
        </Fieldset>
      )}
    </FormGroup>
  )
}
