import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { secretOf } from './secret.ts'

const folder = mkdtempSync(join(tmpdir(), 'weft-secret-'))
afterAll(() => rmSync(folder, { recursive: true }))
const fileOf = (name: string, words: string) => {
  const file = join(folder, name)
  writeFileSync(file, words, { mode: 0o600 })
  return file
}

test('a secret comes from the environment, or from the file named there without its last line end', () => {
  expect(secretOf('WEFT_KEY', { WEFT_KEY: 'plain' })).toBe('plain')
  expect(secretOf('WEFT_KEY', { WEFT_KEY_FILE: fileOf('key', 'kept\n') })).toBe('kept')
  expect(secretOf('WEFT_KEY', {})).toBeUndefined()
})

test.each([
  ['both are set', () => ({ WEFT_KEY: 'hidden', WEFT_KEY_FILE: fileOf('both', 'hidden') }), 'not both'],
  ['there is no such file', () => ({ WEFT_KEY_FILE: join(folder, 'none') }), 'cannot be read'],
  ['the file is empty', () => ({ WEFT_KEY_FILE: fileOf('empty', '\n') }), 'is empty'],
])('where %s the refusal names the variable and not the secret', (_, environment, sentence) => {
  expect(() => secretOf('WEFT_KEY', environment())).toThrow(expect.objectContaining({ code: 'setup.refused' }))
  expect(() => secretOf('WEFT_KEY', environment())).toThrow(sentence)
  expect(() => secretOf('WEFT_KEY', environment())).not.toThrow('hidden')
})
