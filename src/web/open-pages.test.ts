import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { CALCULATOR_RULES } from './calculator/rules.ts'
import { openWorld, type World } from './testing/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
})
afterAll(() => world.close())

test.each(['/help', '/accessibility', '/privacy', '/api', '/calculator', '/sign-in'])(
  '%s needs no sign-in',
  async url => {
    const answer = await world.app.inject(url)
    expect(answer.statusCode).toBe(200)
    expect(answer.body).toContain('<h1')
  },
)

test.each(CALCULATOR_RULES.map(rule => rule.name))('the page of the rule %s answers its own example', async name => {
  const shown = await world.app.inject(`/calculator/${name}`)
  expect(shown.statusCode).toBe(200)
  const form = new URLSearchParams({ run: 'yes' })
  for (const [, field, words] of shown.body.matchAll(/<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)<\/textarea>/g))
    form.set(field ?? '', unescaped(words ?? ''))
  for (const [tag] of shown.body.matchAll(/<input[^>]*>/g)) {
    const name_ = /name="([^"]+)"/.exec(tag)?.[1]
    const value = /value="([^"]*)"/.exec(tag)?.[1]
    if (name_ && value !== undefined && (!tag.includes('type="radio"') || tag.includes('checked')))
      form.set(name_, unescaped(value))
  }
  const answered = await world.app.inject(`/calculator/${name}?${form}`)
  expect(answered.body.includes('How it was reached')).toBe(true)
})

const unescaped = (html: string) =>
  html.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

test('a rule that cannot read what was written names the field and keeps the words', async () => {
  const answer = await world.app.inject('/calculator/business-days?run=yes&from=next+Tuesday')
  expect(answer.body).toContain('There is a problem')
  expect(answer.body).toContain('next Tuesday')
})

test('the description of the interface is OpenAPI 3.1 and lists every route under /api', async () => {
  const description = (await world.app.inject('/api/openapi.json')).json<{
    openapi: string
    paths: Record<string, unknown>
  }>()
  expect(description.openapi).toBe('3.1.0')
  expect(Object.keys(description.paths)).toContain('/api/calculator/{rule}')
})

test('the same page is JSON under /api, with a tag that saves sending it again', async () => {
  const first = await world.app.inject('/api/calculator')
  expect(first.json()).toHaveProperty('rules')
  const again = await world.app.inject({
    url: '/api/calculator',
    headers: { 'if-none-match': String(first.headers.etag) },
  })
  expect(again.statusCode).toBe(304)
})
