import { expect, test } from 'vitest'
import { assetHref, assets } from './build.ts'

const text = (path: string) => assets().get(path)?.body.toString() ?? ''

test('the style sheet names no government font and draws no crest', () => {
  expect(text('/assets/weft.css')).toContain('.govuk-button')
  expect(text('/assets/weft.css')).toContain('.moj-timeline')
  expect(text('/assets/weft.css')).not.toMatch(/GDS Transport|@font-face|govuk-crest|sourceMappingURL/)
})

test('every file that the style sheet asks for is served', () => {
  const asked = Array.from(text('/assets/weft.css').matchAll(/url\((\/[^)]*)\)/g), ([, path]) => path ?? '')
  expect(asked.length).toBeGreaterThan(0)
  for (const path of asked) expect(assets().has(path)).toBe(true)
})

test('the script is one module that loads nothing more and starts the components', () => {
  const script = text('/assets/weft.js')
  expect(script).not.toMatch(/^import |export\{|sourceMappingURL/m)
  expect(script).toMatch(/function initAll\(/)
  expect(script).toContain('initAll()')
})

test('an address carries the hash of its content', () => {
  expect(assetHref('/assets/weft.css')).toBe(`/assets/weft.css?v=${assets().get('/assets/weft.css')?.hash}`)
  expect(() => assetHref('/assets/none.css')).toThrow('There is no asset /assets/none.css.')
})
