import { expect, test } from 'vitest'
import { checkPassword, PUBLIC_PASSWORD } from './check-password.ts'

const about = ['Amira Holdsworth', 'amira.holdsworth@airedale-lead.example', 'Airedale Lead Trust']
const check = (password: string) => checkPassword(password, { field: 'fresh', about })

test.each([
  ['well known', 'password1234'],
  ['well known, with capitals', 'Password123456'],
  ['a row of keys', 'qwertyuiop123'],
  ['one letter', 'a'.repeat(60)],
  ['the product', 'weftweftweft'],
  ['the product and the field', 'Weft-probation'],
  ['the person', 'amiraholdsworth'],
  ['the e-mail address', 'amira.holdsworth@airedale-lead.example'],
  ['the organisation', 'AiredaleLeadTrust1'],
  ['the demonstration', PUBLIC_PASSWORD],
])('a password that is %s is refused', async (_, password) => {
  await expect(check(password)).rejects.toMatchObject({
    code: 'input.invalid',
    fields: [{ field: 'fresh', sentence: expect.stringContaining('harder to guess') }],
  })
})

test.each([['short'], ['x'.repeat(201)]])('a password of the wrong length is refused', async password => {
  await expect(check(password)).rejects.toMatchObject({
    fields: [{ sentence: expect.stringContaining('12 to 200 characters') }],
  })
})

test.each([['shuttle and loom and heddle'], ['a wholly new password'], ['correct-horse lamp 9']])(
  'a password that is hard to guess is taken, whatever it is made of: %s',
  async password => {
    await expect(check(password)).resolves.toBeUndefined()
  },
)
