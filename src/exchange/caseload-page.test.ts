import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { openSession } from '../access/sign-in.ts'
import { hashOf } from '../access/token-hash.ts'
import { buildServer } from '../web/server.ts'
import { openWorld, type World } from '../web/testing/world.ts'
import { MOST_BYTES } from './caseload/caseload-text.ts'
import { COLUMNS, type ColumnName } from './caseload/columns.ts'

const URL = '/imports/caseload'
let world: World
let token: string
let csrf: string
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
})
afterAll(() => world.close())
beforeEach(async () => {
  ;({ token, csrf } = await signInAs('lead-manager'))
})

async function signInAs(worker: string) {
  const opened = await openSession(world.database.scopes, worker)
  const found = await world.database.scopes.pool.query<{ csrf: string }>('SELECT csrf FROM access.session_of($1)', [
    hashOf(opened.token),
  ])
  return { token: opened.token, csrf: found.rows[0]?.csrf ?? '' }
}

const HEADING = COLUMNS.map(column => column.name).join(',')
const OURS: Partial<Record<ColumnName, string>> = {
  responsible_organisation: 'airedale-lead',
  officer_email: 'lead-officer@airedale-lead.example',
  prison_number: '',
  pnc: '',
}
const row = (change: Partial<Record<ColumnName, string>>) =>
  COLUMNS.map(({ name, example }) => `"${({ ...OURS, ...change }[name] ?? example).replaceAll('"', '""')}"`).join(',')
const caseload = (...rows: string[]) => [HEADING, ...rows, ''].join('\r\n')

type Part = { name: string; value: string | Uint8Array; file?: string; type?: string }

/** A body as a browser writes it. */
function parts(given: readonly Part[]): Buffer {
  const written = given.flatMap(({ name, value, file, type = 'text/csv' }) => [
    `--weft\r\nContent-Disposition: form-data; name="${name}"${file === undefined ? '' : `; filename="${file}"\r\nContent-Type: ${type}`}\r\n\r\n`,
    value,
    '\r\n',
  ])
  return Buffer.concat([...written, '--weft--\r\n'].map(each => Buffer.from(each as string)))
}

const sendTo = (app: World['app'], given: readonly Part[], headers: Record<string, string> = {}) =>
  app.inject({
    method: 'POST',
    url: URL,
    cookies: { weft_session: token },
    headers: { 'content-type': 'multipart/form-data; boundary=weft', ...headers },
    payload: parts(given),
  })

const fields = (given: Record<string, string>): Part[] =>
  Object.entries({ _csrf: csrf, step: 'preview', area: 'C05', ...given }).map(([name, value]) => ({ name, value }))
const previewOf = (value: string | Uint8Array, file = 'caseload.csv', given: Record<string, string> = {}) =>
  sendTo(world.app, [...fields(given), { name: 'file', value, file }])

const keptIn = (body: string) => /name="kept" value="([^"]*)"/.exec(body)?.[1] ?? ''
const countOf = async (crn: string) =>
  Number(
    (await world.database.load('SELECT count(*) AS n FROM casework.identifier WHERE value = $1', [crn])).rows[0]?.n,
  )

test('a file is previewed with each bad row by line and field, and nothing is written', async () => {
  const answer = await previewOf(
    caseload(row({ crn: 'X700001' }), row({ crn: 'X700002', sex: 'unknown' }), row({ crn: 'X700003', needs: 'gold' })),
    'C:\\Cases\\north <team>.csv',
  )
  expect(answer.statusCode).toBe(200)
  expect(answer.headers['cache-control']).toBe('no-store')
  expect(answer.body).toContain('Preview of north team.csv')
  expect(answer.body).toContain('1 new case, 0 changed, 0 unchanged, 0 not kept, 2 bad rows.')
  expect(answer.body).toContain('Bad rows: 2')
  expect(answer.body).toMatch(/data-label="Line">3<.*data-label="Field">sex</s)
  expect(answer.body).toMatch(/data-label="Line">4<.*data-label="Field">needs</s)
  expect(await countOf('X700001')).toBe(0)
})

test('what was previewed is kept without choosing the file again: the good rows, or all or none', async () => {
  const { body } = await previewOf(caseload(row({ crn: 'X710001' }), row({ crn: 'X710002', sex: 'unknown' })))
  expect(body).toContain('Keep 1 good row and leave out 1')
  const kept = { step: 'keep', kept: keptIn(body), file_name: 'caseload.csv' }
  const none = await sendTo(world.app, fields({ ...kept, bad: 'write nothing' }))
  expect(none.statusCode).toBe(200)
  expect(none.body).toContain('Nothing was written, since a row is bad')
  expect(await countOf('X710001')).toBe(0)
  const good = await sendTo(world.app, fields({ ...kept, bad: 'leave out' }))
  expect(good.statusCode).toBe(303)
  expect(await countOf('X710001')).toBe(1)
  const report = await world.app.inject({ url: String(good.headers.location), cookies: { weft_session: token } })
  expect(report.body).toContain('Kept: 1 new case, 0 changed.')
  expect(report.body).toContain('line 3')
  expect(report.body).not.toContain('Found')
  const again = await sendTo(world.app, fields({ ...kept, bad: 'leave out' }))
  expect(again.statusCode).toBe(200)
  expect(await countOf('X710001')).toBe(1)
})

test('two clicks at once open one case of each row', async () => {
  const { body } = await previewOf(caseload(row({ crn: 'X720001' })))
  const sent = fields({ step: 'keep', kept: keptIn(body), bad: 'write nothing' })
  const answers = await Promise.all([sendTo(world.app, sent), sendTo(world.app, sent)])
  for (const { statusCode } of answers) expect([200, 303]).toContain(statusCode)
  expect(await countOf('X720001')).toBe(1)
})

test('rows may be pasted where no file is chosen, also by a form without parts', async () => {
  const text = caseload(row({ crn: 'X730001' }))
  const pasted = await sendTo(world.app, [...fields({ text }), { name: 'file', value: '', file: '' }])
  expect(pasted.body).toContain('1 new case')
  const plain = await (await world.as('lead-manager')).post(URL, { step: 'preview', area: 'C05', text })
  expect(plain.body).toContain('Preview of rows pasted in')
})

test.each([
  ['nothing at all', [], 'Choose a file, or paste its rows'],
  ['no file and no rows', [{ name: 'file', value: '', file: '' }], 'Choose a file, or paste its rows'],
  ['an empty file', [{ name: 'file', value: '', file: 'a.csv' }], 'The file is empty'],
  ['a spreadsheet', [{ name: 'file', value: 'PK\u0003\u0004x', file: 'a.xlsx' }], 'This is a spreadsheet'],
  ['Windows text', [{ name: 'file', value: Buffer.from([0x52, 0xe9]), file: 'a.csv' }], 'not written in UTF-8'],
  ['too large a file', [{ name: 'file', value: 'a'.repeat(MOST_BYTES + 1), file: 'a.csv' }], 'larger than 5 megabytes'],
  ['far too large a file', [{ name: 'file', value: 'a'.repeat(9_000_000), file: 'a.csv' }], 'larger than 5 megabytes'],
  ['kept words that are no file', [{ name: 'kept', value: '?' }], 'The file is empty'],
  ['an area that is none', [{ name: 'area', value: 'C99' }], 'Choose the area of the cases'],
] as const)('%s is told on the form, not as a fault', async (_, given, sentence) => {
  const answer = await sendTo(world.app, [...fields({}), ...given])
  expect(answer.statusCode).toBe(422)
  expect(answer.body).toContain('There is a problem')
  expect(answer.body).toContain(sentence)
  expect(answer.body).toContain('action="/imports/caseload"')
})

test.each([
  ['two files', [1, 2].map(at => ({ name: 'file', value: 'crn', file: `${at}.csv` }))],
  ['a hundred fields', Array.from({ length: 100 }, (_, at) => ({ name: `field-${at}`, value: 'x' }))],
  ['a field named as no field may be', [{ name: '__proto__', value: 'x' }]],
])('%s is refused in words', async (_, given) => {
  const answer = await sendTo(world.app, [...fields({}), ...given])
  expect(answer.statusCode).toBe(400)
})

test('a body that breaks off is refused in words', async () => {
  const answer = await world.app.inject({
    method: 'POST',
    url: URL,
    cookies: { weft_session: token },
    headers: { 'content-type': 'multipart/form-data; boundary=weft' },
    payload: parts([...fields({}), { name: 'file', value: 'crn', file: 'a.csv' }]).subarray(0, -30),
  })
  expect(answer.statusCode).toBeGreaterThanOrEqual(400)
  expect(answer.statusCode).toBeLessThan(500)
})

test('a heading that cannot be read by is told, and nothing can be kept', async () => {
  const { body, statusCode } = await previewOf('name;born\nRobin;1990')
  expect(statusCode).toBe(200)
  expect(body).toContain('The columns are not separated by commas')
  expect(keptIn(body)).toBe('')
})

test('it is for case managers, with the token of their own session, in areas where they may be responsible', async () => {
  const file = { name: 'file', value: caseload(row({ crn: 'X740001' })), file: 'a.csv' }
  const theirs = await signInAs('nps-manager')
  expect((await sendTo(world.app, [...fields({ _csrf: theirs.csrf }), file])).statusCode).toBe(403)
  expect((await sendTo(world.app, [...fields({}), file], { 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403)
  expect((await sendTo(world.app, [...fields({ area: 'C09' }), file])).body).toContain('is not in C09')
  for (const worker of ['lead-officer', 'lead-admin', 'contract-manager']) {
    ;({ token, csrf } = await signInAs(worker))
    expect((await sendTo(world.app, [...fields({}), file])).statusCode, worker).toBe(403)
  }
  const lantern = await (await world.as('lantern-manager')).get(URL)
  expect(lantern.body).toContain('cannot be responsible for cases in any area')
  expect(await countOf('X740001')).toBe(0)
})

test('the template is a file, and the page and the list of imports lead to it', async () => {
  const browser = await world.as('lead-manager')
  const template = await browser.get(`${URL}/template`)
  expect(template.headers['content-disposition']).toContain('caseload.csv')
  expect(template.body.split('\r\n')[0]).toBe(HEADING)
  expect((await browser.get(URL)).body).toContain(`href="${URL}/template"`)
  expect((await browser.get('/imports')).body).toContain(`href="${URL}"`)
  expect((await (await world.as('lead-admin')).get('/imports')).body).not.toContain(`href="${URL}"`)
})

test('no log line holds what a file held or the token of the session, even where all is logged', async () => {
  const lines: string[] = []
  const app = await buildServer({
    scopes: world.database.scopes,
    jobs: world.database.jobs,
    log: { level: 'trace', stream: { write: line => lines.push(line) } },
  })
  const value = caseload(row({ crn: 'X750001', last_name: 'Quillfeather', sex: 'Quillfeather' }))
  await sendTo(app, [...fields({}), { name: 'file', value, file: 'Quillfeather.csv' }])
  await sendTo(app, [...fields({}), { name: 'file', value: Buffer.from([0x51, 0xff]), file: 'Quillfeather.csv' }])
  await app.close()
  expect(lines.length).toBeGreaterThan(0)
  for (const words of ['Quillfeather', 'X750001', token, csrf]) expect(lines.join('\n')).not.toContain(words)
})
