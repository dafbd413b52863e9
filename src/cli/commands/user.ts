import { text } from 'node:stream/consumers'
import pg from 'pg'
import { checkPassword } from '../../access/check-password.ts'
import { hashPassword } from '../../access/sign-in.ts'
import { invalid, WeftError } from '../../kernel/errors.ts'
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

/** `weft user add`: a person of an organisation, with the password of standard input. */
export async function addUser({ email, name, organisation, role, json }: NewUser): Promise<void> {
  const password = await wordOf()
  const address = email.trim().toLowerCase()
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
    await client.query('INSERT INTO access.account (worker, password_hash) VALUES ($1, $2)', [
      worker,
      await hashPassword(password),
    ])
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
      ? JSON.stringify({ worker, email: address, organisation, roles: role })
      : `Added ${name}, who signs in as ${address}.`,
  )
}

function refusalOf(error: unknown, email: string): unknown {
  if (!(error instanceof pg.DatabaseError)) return error
  if (error.code === '23505') return invalid({ field: 'email', sentence: `${email} is already in use.` })
  if (error.code === '23514') return invalid({ field: 'role', sentence: 'One of the roles is not a role of Weft.' })
  return error
}

/** `weft user password`: sets the password of standard input and lifts a lock. */
export async function setUserPassword({ email }: { email: string }): Promise<void> {
  const password = await wordOf()
  const address = email.trim().toLowerCase()
  const changed = await asLoader(async client => {
    await checkPassword(password, { about: [address, ...(await namesOf(client, address))] })
    return client.query(
      `UPDATE access.account SET password_hash = $2, failures = 0, locked_until = NULL, changed_at = now()
        WHERE worker = (SELECT worker FROM directory.worker WHERE email = $1)`,
      [address, await hashPassword(password)],
    )
  })
  if (changed.rowCount === 0) throw new WeftError('not_found', `Nobody signs in as ${email}.`)
  console.log(`The password of ${email} is set.`)
}

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
