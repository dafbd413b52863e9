import { randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { Secret, TOTP } from 'otpauth'
import { NOBODY, type Scopes, withScope } from '../database/scope.ts'
import { prove } from '../database/scope-key.ts'
import { append } from '../journal/append.ts'
import { WeftError } from '../kernel/errors.ts'
import { hashOf } from './token-hash.ts'

/** argon2id with 19 MiB, two passes, one lane: the first choice of OWASP's password storage advice. */
const ARGON = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const
const SESSION_HOURS = 12
const STEP_SECONDS = 30
/** No code of a worker: with it the same statements are sent as for one. */
const NOBODY_KNOWN = '-'

const REFUSED =
  'The e-mail address, password or code is not right, a first password was not used in time, or the account is locked for a while. Check them and try again.'

/** What sign-in compares with. */
export type Account = {
  worker: string
  name: string
  email: string
  password_hash: string | null
  totp_secret: string | null
  totp_confirmed: boolean
  totp_last_step: bigint
  locked_until: { epochMilliseconds: number } | null
}

/** A hash to compare with where there is no account, so that the time taken tells nobody who has one. */
const NOBODYS_HASH = hash(randomBytes(16).toString('hex'), ARGON)

export const hashPassword = (password: string): Promise<string> => hash(password, ARGON)

/** Whether the password is the account's; where there is none it takes as long and is not. */
export async function isPassword(account: Account | undefined, password: string): Promise<boolean> {
  const right = await verify(account?.password_hash ?? (await NOBODYS_HASH), password).catch(() => false)
  return right && account?.password_hash != null
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

/** The account of an active worker, by e-mail address or code. A bar is in neither. */
export async function accountOf(
  { pool, key }: Pick<Scopes, 'pool' | 'key'>,
  by: 'email' | 'worker',
  value: string,
): Promise<Account | undefined> {
  if (value.includes('|')) return undefined
  const found = await pool.query<Account>('SELECT * FROM access.account_of($1)', [prove(key, 'account', by, value)])
  return found.rows[0]
}

/** What a browser keeps: the token goes into its cookie, its hash into the database. */
export type OpenedSession = { token: string; organisation: string | undefined; seconds: number }

/**
 * Signs in with e-mail, password and, where the account has a second factor, its code. Five failures lock the account for two
 * minutes, each more for twice as long, to an hour. Refuses with `access.refused` in the same words whatever was wrong.
 * A session that the browser had before is ended.
 */
export async function signIn(
  scopes: Scopes,
  given: { email: string; password: string; code: string | undefined; before?: Buffer | undefined },
): Promise<OpenedSession> {
  const { pool, key } = scopes
  const account = await accountOf(scopes, 'email', given.email.trim().toLowerCase())
  const right = await isPassword(account, given.password)
  const locked = account?.locked_until != null && account.locked_until.epochMilliseconds > Date.now()
  const step = account === undefined ? undefined : secondFactor(account, given.code)
  if (account === undefined || !right || locked || step === undefined) {
    // Of nobody there is nothing to count; the statement is sent all the same, so that the time taken tells nobody who has an account.
    if (!locked)
      await pool.query('SELECT access.record_attempt($1)', [
        prove(key, 'attempt', account?.worker ?? NOBODY_KNOWN, 'failed', '0'),
      ])
    await record(scopes, 'access.refused', account?.worker)
    throw new WeftError('access.refused', REFUSED)
  }
  const passed = await pool.query<{ stands: boolean }>('SELECT access.record_attempt($1) AS stands', [
    prove(key, 'attempt', account.worker, 'passed', String(step)),
  ])
  if (passed.rows[0]?.stands !== true) throw new WeftError('access.refused', REFUSED)
  if (given.before) await pool.query('SELECT access.end_session($1)', [given.before])
  const opened = await openSession(scopes, account.worker)
  await record(scopes, 'access.signed_in', account.worker)
  return opened
}

/** Ends the session of this cookie and writes it down. */
export async function signOut(scopes: Scopes, hash: Buffer, worker: string | null): Promise<void> {
  await scopes.pool.query('SELECT access.end_session($1)', [hash])
  await record(scopes, 'access.signed_out', worker ?? undefined)
}

/** Written for the organisation of the worker; of someone unknown nothing is written but that it happened. */
async function record(scopes: Scopes, kind: string, worker: string | undefined): Promise<void> {
  const organisation = (await placesOf(scopes, worker ?? NOBODY_KNOWN))[0]?.organisation ?? null
  const actor = { ...NOBODY, worker: worker ?? null, organisation }
  await withScope(scopes, { actor, purpose: 'sign in', kind: 'reads' }, tx =>
    append(tx, kind, { subject: worker === undefined ? 'nobody known' : `worker ${worker}` }),
  )
}

function secondFactor(account: Account, code: string | undefined): number | undefined {
  if (!account.totp_confirmed || account.totp_secret === null) return 0
  return code === undefined
    ? undefined
    : stepOf(totpOf(account.totp_secret, account.email), code, account.totp_last_step)
}

/** An organisation in which a worker holds a role today. */
export type Place = {
  organisation: string
  name: string
  roles: readonly string[]
  /** Chosen by each person, or required of all. */
  second_factor: 'chosen' | 'required'
}

export async function placesOf({ pool }: Pick<Scopes, 'pool'>, worker: string): Promise<readonly Place[]> {
  const found = await pool.query<Place>('SELECT * FROM access.organisations_of($1)', [worker])
  return found.rows
}

/** Opens a session for a worker who has proven who they are; it acts for the first organisation in which they hold a role. */
export async function openSession({ pool, key }: Pick<Scopes, 'pool' | 'key'>, worker: string): Promise<OpenedSession> {
  const token = randomBytes(32).toString('base64url')
  const organisation = (await placesOf({ pool }, worker))[0]?.organisation
  const seconds = SESSION_HOURS * 3600
  const until = Math.floor(Date.now() / 1000) + seconds
  const csrf = randomBytes(24).toString('base64url')
  await pool.query('SELECT access.open_session($1)', [
    prove(key, 'session', hashOf(token).toString('hex'), worker, organisation ?? '', csrf, String(until)),
  ])
  return { token, organisation, seconds }
}
