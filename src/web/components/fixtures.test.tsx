import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { describe, expect, test } from 'vitest'
import { drawn } from './fixture-drawings.tsx'
import { type Options, optionsOf, pathsOf } from './fixture-options.ts'
import { normalised } from './normalised.ts'

/** The options that our typed properties do not have, by component. A fixture that uses one is not drawn. */
const WITHOUT: Readonly<Record<string, readonly string[]>> = {
  breadcrumbs: ['items[].attributes'],
  checkboxes: ['items[]', 'items[].attributes', 'items[].label', 'fieldset.attributes'],
  radios: ['items[]', 'items[].attributes', 'items[].label', 'fieldset.attributes'],
  'date-input': ['items', 'day', 'month', 'year'],
  'error-summary': ['errorList[].attributes', 'errorList[].html'],
  'file-upload': ['javascript', 'value'],
  input: ['prefix.classes', 'prefix.attributes', 'suffix.classes', 'suffix.attributes', 'inputWrapper'],
  pagination: ['items[]', 'items[].attributes', 'next.attributes', 'previous.attributes'],
  panel: ['actions', 'classes'],
  'password-input': [
    'value',
    'showPasswordText',
    'hidePasswordText',
    'showPasswordAriaLabelText',
    'hidePasswordAriaLabelText',
    'passwordShownAnnouncementText',
    'passwordHiddenAnnouncementText',
  ],
  select: ['items[]', 'items[].attributes'],
  'service-navigation': ['navigation[]', 'slots', 'menuButtonText', 'menuButtonLabel', 'ariaLabel'],
  'summary-list': [
    'rows[]',
    'rows[].key.classes',
    'rows[].value.classes',
    'rows[].actions.classes',
    'rows[].actions.items[]',
    'rows[].actions.items[].attributes',
    'card.attributes',
  ],
  table: ['rows[]', 'head[].attributes', 'rows[][].attributes'],
  'task-list': ['items[]', 'items[].status.tag.attributes'],
}

/** How many fixtures of each component are drawn, so that an upgrade of GOV.UK Frontend shows what it added. */
const DRAWN: Readonly<Record<string, number>> = {
  button: 36,
  input: 39,
  'back-link': 6,
  breadcrumbs: 10,
  checkboxes: 0,
  'date-input': 2,
  details: 9,
  'error-message': 8,
  'error-summary': 15,
  fieldset: 17,
  'file-upload': 15,
  'generic-header': 6,
  hint: 5,
  'inset-text': 5,
  label: 16,
  'notification-banner': 19,
  pagination: 5,
  panel: 7,
  'password-input': 9,
  radios: 0,
  select: 2,
  'service-navigation': 6,
  'skip-link': 8,
  'summary-list': 0,
  table: 16,
  tag: 11,
  'task-list': 0,
  textarea: 17,
  'warning-text': 7,
}

type Fixture = { name: string; options: Options; html: string }

const require = createRequire(import.meta.url)
const folder = require.resolve('govuk-frontend/dist/govuk/govuk-frontend.min.js').replace(/[^/\\]+$/, '')

const fixturesOf = (component: string): Fixture[] => {
  const file: unknown = JSON.parse(readFileSync(`${folder}components/${component}/fixtures.json`, 'utf8'))
  return optionsOf(file)
    .list('fixtures')
    .map(fixture => ({
      name: fixture.text('name') ?? '',
      options: optionsOf(fixture.at('options')),
      html: fixture.text('html') ?? '',
    }))
}

const canBeDrawn = (component: string, options: Options) => {
  if (component === 'date-input' && options.text('namePrefix') === undefined) return false
  const without = ['attributes', ...(WITHOUT[component] ?? [])]
  return !pathsOf(options.whole).some(path =>
    without.some(
      option =>
        path === option || path.startsWith(`${option}.`) || (path.startsWith(`${option}[`) && !option.endsWith('[]')),
    ),
  )
}

const markup = (draw: (options: Options) => VNode, options: Options) => options.withHtml(renderToString(draw(options)))

describe.each(Object.entries(drawn))('%s', (component, draw) => {
  const fixtures = fixturesOf(component).filter(({ options }) => canBeDrawn(component, options))

  test.each(fixtures)('has the published markup: $name', ({ options, html }) => {
    expect(normalised(markup(draw, options))).toBe(normalised(html))
  })

  test('is drawn from as many published fixtures as were counted', () => {
    expect(fixtures.length).toBe(DRAWN[component])
  })
})
