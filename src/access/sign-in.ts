import { randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { Secret, TOTP } from 'otpauth'
import type { Scopes } from '../database/scope.ts'
import { prove } from '../database/scope-key.ts'
import { invalid, WeftError } from '../kernel/errors.ts'
import { hashOf } from './token-hash.ts'

/** argon2id with 19 MiB, two passes, one lane: the first choice of OWASP's password storage advice. */
const ARGON = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const
const SESSION_HOURS = 12
const LEAST_PASSWORD = 12
const STEP_SECONDS = 30

const REFUSED =
  'The e-mail address, password or code is not right, or the account is locked for a while. Check them and try again.'

type Account = {
  worker: string
  name: string
  password_hash: string | null
  totp_secret: string | null
  totp_confirmed: boolean
  totp_last_step: bigint
  locked_until: { epochMilliseconds: number } | null
}

/** A hash to compare with where there is no account, so that the time taken tells nobody who has one. */
const NOBODYS_HASH = hash(randomBytes(16).toString('hex'), ARGON)

export const hashPassword = (password: string): Promise<string> => hash(password, ARGON)

/** Refuses with `input.invalid` a password that is too short or too long. */
export function checkPassword(password: string): void {
  if (password.length < LEAST_PASSWORD || password.length > 200)
    throw invalid({ field: 'password', sentence: `Choose a password of at least ${LEAST_PASSWORD} characters` })
}

/** A second factor of six digits (RFC 6238), as an authenticator app makes it. */
export const totpOf = (secret: string, email: string): TOTP =>
  new TOTP({
    issuer: 'Weft',
    label: email,
    secret: Secret.fromBase32(secret),
    period: STEP_SECONDS,
    digits: 6,
    algorithm: 'SHA1',
  })

/** The step of the code, where it is right, of this step or a neighbour, and was not used before. */
export function stepOf(totp: TOTP, code: string, last: bigint): number | undefined {
  const delta = totp.validate({ token: code.replaceAll(/\s/g, ''), window: 1 })
  if (delta === null) return undefined
  const step = Math.floor(Date.now() / 1000 / STEP_SECONDS) + delta
  return BigInt(step) > last ? step : undefined
}

/** What a browser keeps: the token goes into its cookie, its hash into the database. */
export type OpenedSession = { token: string; organisation: string | undefined; seconds: number }

/**
 * Signs in with e-mail, password and, where the account has a second factor, its code. Five failures lock the account for two
 * minutes, each more for twice as long, to an hour. Refuses with `access.refused` in the same words whatever was wrong.
 */
export async function signIn(
  { pool, key }: Scopes,
  { email, password, code }: { email: string; password: string; code: string | undefined },
): Promise<OpenedSession> {
  const found = await pool.query<Account>('SELECT * FROM access.account_of($1)', [email.trim().toLowerCase()])
  const account = found.rows[0]
  const right = await verify(account?.password_hash ?? (await NOBODYS_HASH), password).catch(() => false)
  const locked = account?.locked_until != null && account.locked_until.epochMilliseconds > Date.now()
  if (account === undefined || account.password_hash === null || locked) throw new WeftError('access.refused', REFUSED)
  const step = secondFactor(account, code)
  if (!right || step === undefined) {
    await pool.query('SELECT access.record_attempt($1)', [prove(key, 'attempt', account.worker, 'failed', '0')])
    throw new WeftError('access.refused', REFUSED)
  }
  await pool.query('SELECT access.record_attempt($1)', [prove(key, 'attempt', account.worker, 'passed', String(step))])
  return openSession({ pool, key }, account.worker)
}

function secondFactor(account: Account, code: string | undefined): number | undefined {
  if (!account.totp_confirmed || account.totp_secret === null) return 0
  return code === undefined
    ? undefined
    : stepOf(totpOf(account.totp_secret, account.name), code, account.totp_last_step)
}

/** Opens a session for a worker who has proven who they are; it acts for the first organisation in which they hold a role. */
export async function openSession({ pool, key }: Pick<Scopes, 'pool' | 'key'>, worker: string): Promise<OpenedSession> {
  const places = await pool.query<{ organisation: string }>('SELECT organisation FROM access.organisations_of($1)', [
    worker,
  ])
  const token = randomBytes(32).toString('base64url')
  const organisation = places.rows[0]?.organisation
  const seconds = SESSION_HOURS * 3600
  const until = Math.floor(Date.now() / 1000) + seconds
  const csrf = randomBytes(24).toString('base64url')
  await pool.query('SELECT access.open_session($1)', [
    prove(key, 'session', hashOf(token).toString('hex'), worker, organisation ?? '', csrf, String(until)),
  ])
  return { token, organisation, seconds }
}
