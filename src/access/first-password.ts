import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import type { Scope, Scopes } from '../database/scope.ts'
import { prove } from '../database/scope-key.ts'
import { append } from '../journal/append.ts'
import type { Instant } from '../kernel/calendar.ts'
import { WeftError } from '../kernel/errors.ts'
import { hashPassword } from './sign-in.ts'
import type { User } from './users.ts'

/** A password that was set by another is good for so long, and only for choosing an own one. */
export const GIVEN_DAYS = 7

/** Without those that are taken for others when read out or written by hand. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'
const GROUPS = 4
const LETTERS_EACH = 5

/** When a password given now ends. */
export const givenUntil = (now: Instant): Instant => now.add({ hours: GIVEN_DAYS * 24 })

/** Almost 99 random bits, in groups that can be read out. */
export const makePassword = (): string =>
  Array.from({ length: GROUPS }, () =>
    Array.from({ length: LETTERS_EACH }, () => LETTERS.charAt(randomInt(LETTERS.length))).join(''),
  ).join('-')

/** Whether an administrator may give a member a first password: not one who chose their own, nor one who is another's too. */
export const mayBeGiven = ({ ended, password, elsewhere }: User): boolean => !ended && password !== 'own' && !elsewhere

/** Gives a member a first password and returns it, this once. Refuses with `not_allowed` who may not be given one. */
export async function giveFirstPassword(tx: Scope, key: Scopes['key'], worker: string): Promise<string> {
  const password = makePassword()
  const until = String(Math.floor(givenUntil(tx.now).epochMilliseconds / 1000))
  const proof = prove(key, 'given', worker, await hashPassword(password), until)
  const found = await sql<{ given: boolean }>`SELECT access.give_password(${proof}) AS given`.execute(tx.db)
  if (found.rows[0]?.given !== true)
    throw new WeftError(
      'not_allowed',
      'This person has a password of their own, or works for another organisation too. Whoever runs Weft can set another.',
    )
  await append(tx, 'user.first_password_given', { subject: `worker ${worker}` })
  return password
}
