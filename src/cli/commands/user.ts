import { text } from 'node:stream/consumers'
import pg from 'pg'
import { Temporal } from 'temporal-polyfill'
import { checkPassword } from '../../access/check-password.ts'
import { givenUntil } from '../../access/first-password.ts'
import { hashPassword } from '../../access/sign-in.ts'
import { invalid, WeftError } from '../../kernel/errors.ts'
import { instantInWords } from '../../kernel/words.ts'
import { openInstallation, ownerUrlOf } from '../installation.ts'

type NewUser = { email: string; name: string; organisation: string; role: string[]; json?: boolean }

/** Works as the loader, over the owner's connection. */
async function asLoader<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const installation = await openInstallation()
  const client = new pg.Client({ connectionString: ownerUrlOf(installation) })
  try {
    await client.connect()
    await client.query('SET ROLE weft_loader')
    return await work(client)
  } finally {
    await client.end()
    await installation.stop()
  }
}

const wordOf = async () => (await text(process.stdin)).replace(/\r?\n$/, '')

/** `weft user add`: a person of an organisation, with the password of standard input, which is their first and has an end. */
export async function addUser({ email, name, organisation, role, json }: NewUser): Promise<void> {
  const password = await wordOf()
  const address = email.trim().toLowerCase()
  const until = givenUntil(Temporal.Now.instant())
  const worker = address.replaceAll(/[^a-z0-9]+/g, '-')
  await asLoader(async client => {
    const known = await client.query<{ name: string }>(
      'SELECT name FROM directory.organisation WHERE organisation = $1',
      [organisation],
    )
    const [found] = known.rows
    if (found === undefined)
      throw invalid({ field: 'organisation', sentence: `There is no organisation ${organisation}.` })
    await checkPassword(password, { about: [name, address, organisation, found.name] })
    await client.query('BEGIN')
    await client.query('INSERT INTO directory.worker (worker, name, email) VALUES ($1, $2, $3)', [
      worker,
      name,
      address,
    ])
    await client.query(
      "INSERT INTO access.account (worker, password_hash, password_origin, given_until) VALUES ($1, $2, 'given', $3)",
      [worker, await hashPassword(password), until.toString()],
    )
    await client.query(
      'INSERT INTO directory.post (worker, organisation, role, from_day) SELECT $1, $2, r, current_date FROM unnest($3::text[]) r',
      [worker, organisation, role],
    )
    await client.query('COMMIT')
  }).catch(error => {
    throw refusalOf(error, address)
  })
  console.log(
    json
      ? JSON.stringify({ worker, email: address, organisation, roles: role, passwordUntil: until.toString() })
      : `Added ${name}, who signs in as ${address}. ${chosenBy(until)}`,
  )
}

const chosenBy = (until: Temporal.Instant) =>
  `It is good until ${instantInWords(until)}, and only for choosing an own one.`

function refusalOf(error: unknown, email: string): unknown {
  if (!(error instanceof pg.DatabaseError)) return error
  if (error.code === '23505') return invalid({ field: 'email', sentence: `${email} is already in use.` })
  if (error.code === '23514') return invalid({ field: 'role', sentence: 'One of the roles is not a role of Weft.' })
  return error
}

type LostPassword = { email: string; lostSecondFactor: boolean }

/** `weft user password`: sets the password of standard input, with an end, lifts a lock and ends sessions and tokens; where it is lost, the second factor too. */
export async function setUserPassword({ email, lostSecondFactor }: LostPassword): Promise<void> {
  const password = await wordOf()
  const address = email.trim().toLowerCase()
  const until = givenUntil(Temporal.Now.instant())
  const changed = await asLoader(async client => {
    await checkPassword(password, { about: [address, ...(await namesOf(client, address))] })
    return client.query(SET_PASSWORD, [address, await hashPassword(password), until.toString(), lostSecondFactor])
  })
  if (changed.rowCount === 0) throw new WeftError('not_found', `Nobody signs in as ${email}.`)
  console.log(`The password of ${email} is set. ${chosenBy(until)}`)
}

const SET_PASSWORD = `
  WITH who AS (SELECT worker FROM directory.worker WHERE email = $1),
  ended AS (DELETE FROM access.session WHERE worker = (SELECT worker FROM who)),
  revoked AS (UPDATE access.token SET revoked_at = now() WHERE worker = (SELECT worker FROM who) AND revoked_at IS NULL)
  UPDATE access.account SET password_hash = $2, password_origin = 'given', given_until = $3, failures = 0, locked_until = NULL, changed_at = now(),
    totp_secret = CASE WHEN $4 THEN NULL ELSE totp_secret END, totp_confirmed = totp_confirmed AND NOT $4
   WHERE worker = (SELECT worker FROM who)`

/** Of whoever signs in with this address: the own name, and those of the organisations. */
async function namesOf(client: pg.Client, address: string): Promise<string[]> {
  const found = await client.query<{ name: string }>(
    `SELECT name FROM directory.worker WHERE email = $1
      UNION SELECT o.name FROM directory.worker w JOIN directory.post USING (worker) JOIN directory.organisation o USING (organisation)
       WHERE w.email = $1`,
    [address],
  )
  return found.rows.map(({ name }) => name)
}

/** `weft user list`. */
export async function listUsers({ json }: { json?: boolean }): Promise<void> {
  const users = await asLoader(client =>
    client.query<{ email: string; name: string; organisation: string; roles: string[] }>(
      `SELECT w.email, w.name, p.organisation, array_agg(DISTINCT p.role ORDER BY p.role) AS roles
         FROM directory.worker w JOIN directory.post p USING (worker) WHERE w.active AND (p.to_day IS NULL OR p.to_day >= current_date)
        GROUP BY 1, 2, 3 ORDER BY 3, 2`,
    ),
  )
  if (json) return console.log(JSON.stringify(users.rows))
  for (const { email, name, organisation, roles } of users.rows)
    console.log(`${email}  ${name}, ${organisation}: ${roles.join(', ')}`)
}
