import { renderToString } from 'preact-render-to-string'
import { expect, test } from 'vitest'
import { ShellContext } from '../layout/shell.ts'
import { Checkboxes, choices, DateInput, dateField, ErrorSummary, Form, field, TextInput } from './index.ts'

const errors = [
  { field: 'start', sentence: 'Enter a start date.' },
  { field: 'reason', sentence: 'Say why.' },
  { field: 'needs', sentence: 'Choose a need.' },
]
const said = { 'start-day': '31', 'start-month': '2', 'start-year': '2026', reason: '<b>late</b>', needs: ['housing'] }

const ids = (html: string) => Array.from(html.matchAll(/ id="([^"]*)"/g), ([, id]) => id)

test('a form carries the session token of its shell, a key of its own and the version that was seen', () => {
  const html = renderToString(
    <ShellContext.Provider value={{ path: '/', csrf: 'token', navigation: [] }}>
      <Form action="/send" version={7} idempotency="once" />
    </ShellContext.Provider>,
  )
  expect(html).toContain('<form action="/send" method="post"')
  expect(html).toContain('name="_csrf" value="token"')
  expect(html).toContain('name="_key" value="once"')
  expect(html).toContain('name="_version" value="7"')
})

test('two forms have two keys, and a form of a thing that is not there yet has no version', () => {
  const form = () => renderToString(<Form action="/send" />)
  expect(form()).not.toBe(form())
  expect(form()).not.toContain('_version')
})

test('every link of the error summary lands on an element that can take the focus', () => {
  const html = renderToString(
    <>
      <ErrorSummary errors={errors} />
      <DateInput legend="Start" {...dateField(errors, said, 'start')} />
      <TextInput label="Reason" {...field(errors, said, 'reason')} />
      <Checkboxes legend="Needs" items={[{ value: 'housing', text: 'Housing' }]} {...choices(errors, said, 'needs')} />
    </>,
  )
  for (const { field: name } of errors) expect(html).toMatch(new RegExp(`<input[^>]* id="${name}"`))
  expect(new Set(ids(html)).size).toBe(ids(html).length)
})

test('an answer that was refused keeps the words of the person, escaped', () => {
  const html = renderToString(<TextInput label="Reason" {...field(errors, said, 'reason')} />)
  expect(html).toContain('value="&lt;b>late&lt;/b>"')
  expect(html).toContain('aria-describedby="reason-error"')
})

test('the boxes of a date keep what was written and are named after the question', () => {
  const html = renderToString(<DateInput legend="Start" {...dateField([], said, 'start')} />)
  expect(html).toMatch(/name="start-day"[^>]* value="31"/)
  expect(html).toMatch(/name="start-month"[^>]* value="2"/)
  expect(html).toMatch(/name="start-year"[^>]* value="2026"/)
})

test('only the boxes at fault are marked', () => {
  const html = renderToString(<DateInput legend="Start" {...dateField(errors, said, 'start')} wrong={['day']} />)
  expect(html.match(/govuk-input--error/g)).toHaveLength(1)
})

test('what was ticked is ticked again', () => {
  const html = renderToString(
    <Checkboxes
      legend="Needs"
      items={[
        { value: 'housing', text: 'Housing' },
        { value: 'debt', text: 'Debt' },
      ]}
      {...choices([], said, 'needs')}
    />,
  )
  expect(html).toMatch(/value="housing"[^>]* checked/)
  expect(html).not.toMatch(/value="debt"[^>]* checked/)
})
