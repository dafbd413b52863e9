import { randomBytes } from 'node:crypto'
import { Secret } from 'otpauth'
import type { Scopes } from '../database/scope.ts'
import { prove } from '../database/scope-key.ts'
import { invalid, WeftError } from '../kernel/errors.ts'
import { listInWords } from '../kernel/words.ts'
import { checkPassword } from './check-password.ts'
import { accountOf, hashPassword, isPassword, placesOf, stepOf, totpOf } from './sign-in.ts'
import { hashOf } from './token-hash.ts'

type Door = Pick<Scopes, 'pool' | 'key'>

/**
 * Sets a worker's password, ends every session and token of theirs and lifts a lock. Refuses with `input.invalid` one that is
 * too short or easily guessed (`checkPassword`).
 */
export async function setPassword({ pool, key }: Door, worker: string, password: string, field = 'password') {
  const account = await accountOf({ pool, key }, 'worker', worker)
  const places = await placesOf({ pool }, worker)
  const about = [account?.name ?? '', account?.email ?? worker, ...places.map(({ name }) => name)]
  await checkPassword(password, { field, about })
  await pool.query('SELECT access.set_secret($1)', [prove(key, 'password', worker, await hashPassword(password))])
}

/** Changes a password by who knows the old one. Refuses with `input.invalid`. */
export async function changePassword(door: Door, worker: string, { old, fresh }: { old: string; fresh: string }) {
  await askPassword(door, worker, { field: 'old', password: old })
  if (old === fresh) throw invalid({ field: 'fresh', sentence: 'Choose a password other than the old one' })
  await setPassword(door, worker, fresh, 'fresh')
}

/** Refuses with `input.invalid` where the password is not the worker's; a wrong one counts towards the lock. */
export async function askPassword(
  door: Door,
  worker: string,
  { field, password }: { field: string; password: string },
) {
  const account = await accountOf(door, 'worker', worker)
  const locked = account?.locked_until != null && account.locked_until.epochMilliseconds > Date.now()
  if ((await isPassword(account, password)) && !locked) return
  if (!locked)
    await door.pool.query('SELECT access.record_attempt($1)', [prove(door.key, 'attempt', worker, 'failed', '0')])
  throw invalid({ field, sentence: 'Enter your present password; after five wrong ones wait a few minutes' })
}

/** What the page of the second factor shows: on, being set up with this secret, or off. */
export type SecondFactor = { state: 'on' } | { state: 'off' } | { state: 'being set up'; secret: string; uri: string }

export async function secondFactorOf(door: Door, worker: string): Promise<SecondFactor> {
  const account = await accountOf(door, 'worker', worker)
  if (account?.totp_secret == null) return { state: 'off' }
  if (account.totp_confirmed) return { state: 'on' }
  const uri = totpOf(account.totp_secret, account.email).toString()
  return { state: 'being set up', secret: account.totp_secret, uri }
}

/** A worker in one of their sessions. When the second factor changes, their other sessions end. */
export type Seated = { worker: string; session: Buffer }

/** Starts setting up a second factor, anew where there was one; the password is asked, since the old factor ends here. */
export async function startSecondFactor(door: Door, { worker, session }: Seated, password: string): Promise<void> {
  await askPassword(door, worker, { field: 'password', password })
  const secret = Secret.fromHex(randomBytes(20).toString('hex')).base32
  await door.pool.query('SELECT access.set_secret($1)', [
    prove(door.key, 'totp', worker, secret, session.toString('hex')),
  ])
}

/** Turns the second factor on by its first code, which cannot be used again. Refuses with `input.invalid`. */
export async function confirmSecondFactor(door: Door, { worker, session }: Seated, code: string): Promise<void> {
  const account = await accountOf(door, 'worker', worker)
  const step =
    account?.totp_secret == null || account.totp_confirmed
      ? undefined
      : stepOf(totpOf(account.totp_secret, account.email), code, account.totp_last_step)
  if (step === undefined)
    throw invalid({ field: 'code', sentence: 'Enter the six digits that your app shows now for Weft' })
  const proof = prove(door.key, 'totp-confirmed', worker, String(step), session.toString('hex'))
  await door.pool.query('SELECT access.set_secret($1)', [proof])
}

/**
 * Ends the second factor by who knows the password. Refuses with `input.invalid` another password, and with `not_allowed` whose
 * organisation requires one.
 */
export async function removeSecondFactor(door: Door, { worker, session }: Seated, password: string): Promise<void> {
  await askPassword(door, worker, { field: 'password', password })
  const demanding = await demandingOf(door, worker)
  if (demanding.length > 0)
    throw new WeftError(
      'not_allowed',
      `${listInWords(demanding)} asks everybody for a second factor. Set it up anew instead.`,
    )
  await door.pool.query('SELECT access.set_secret($1)', [
    prove(door.key, 'totp-removed', worker, session.toString('hex')),
  ])
}

/** The names of the organisations of a worker that require a second factor. */
export async function demandingOf(door: Pick<Scopes, 'pool'>, worker: string): Promise<string[]> {
  return (await placesOf(door, worker)).filter(place => place.second_factor === 'required').map(({ name }) => name)
}

/** What a new API token may do, for whom (no worker: the organisation's own system), until when. */
export type NewToken = {
  name: string
  worker: string | null
  organisation: string
  reach: 'read' | 'write'
  until: { epochMilliseconds: number }
}

/** Makes an API token and returns it, this once; the database keeps its SHA-256. */
export async function makeToken({ pool, key }: Door, token: NewToken): Promise<string> {
  const secret = `weft_${randomBytes(32).toString('base64url')}`
  const proof = prove(
    key,
    'token',
    hashOf(secret).toString('hex'),
    randomBytes(6).toString('hex'),
    Buffer.from(token.name, 'utf8').toString('hex'),
    token.worker ?? '',
    token.organisation,
    token.reach,
    String(Math.floor(token.until.epochMilliseconds / 1000)),
  )
  await pool.query('SELECT access.make_token($1)', [proof])
  return secret
}

/** Makes a session act for another organisation in which its worker holds a role. */
export async function actFor({ pool, key }: Door, session: Buffer, organisation: string): Promise<void> {
  await pool.query('SELECT access.act_for($1)', [prove(key, 'act', session.toString('hex'), organisation)])
}
