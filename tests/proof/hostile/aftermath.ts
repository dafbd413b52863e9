import { parse } from 'csv-parse/sync'
import pg from 'pg'
import { Temporal } from 'temporal-polyfill'
import { EXPORTS, exportRows } from '../../../src/exchange/export/export-rows.ts'
import { sealJournal } from '../../../src/journal/seal.ts'
import { verifyJournal } from '../../../src/journal/verify.ts'
import type { World } from '../../../src/web/testing/world.ts'
import { type Description, type Known, operationsOf } from '../../api/requests.ts'
import { tokenFor } from '../../api/staged.ts'
import { RARE_NAMES } from './words.ts'

/** A hash of every row of an area, table by table: what the storm must not have touched. */
export async function rowsOf(superuserUrl: string, world: World, area: string): Promise<Record<string, string>> {
  const url = new URL(superuserUrl)
  url.pathname = new URL(world.database.ownerUrl).pathname
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  try {
    const tables = await client.query<{ name: string }>(
      `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.columns
         JOIN information_schema.tables USING (table_schema, table_name)
        WHERE column_name = 'area' AND table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')
        ORDER BY 1`,
    )
    const hashes: Record<string, string> = {}
    for (const { name } of tables.rows) {
      const found = await client.query<{ rows: string }>(
        `SELECT count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '') AS rows FROM ${name} t WHERE area = $1`,
        [area],
      )
      hashes[name] = found.rows[0]?.rows ?? ''
    }
    return hashes
  } finally {
    await client.end()
  }
}

/** The journal sealed and verified from its first event. */
export async function journalAfter({ database }: World) {
  await sealJournal(database.jobs, Temporal.Now.instant().add({ seconds: 1 }))
  return verifyJournal(database.jobs)
}

/** Names and notes that were not given back as they were written, by the API or escaped by the page. */
export async function notAsWritten(world: World, known: Known): Promise<string[]> {
  const token = await tokenFor(world, { worker: 'lead-officer', organisation: 'airedale-lead' })
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const browser = await world.as('lead-officer')
  const wrong: string[] = []
  for (const words of RARE_NAMES) {
    const key = await world.openCase('lead-officer')
    const path = `/cases/${key.area}/${key.caseId}`
    const before = await world.app.inject({ url: `/api${path}/identity`, headers })
    const sent = { first_name: words, last_name: words, sex: 'male', known_as: words, _version: 1 }
    const answer = await world.app.inject({
      method: 'POST',
      url: `/api${path}/identity`,
      headers: { ...headers, 'if-match': String(before.headers.etag) },
      payload: JSON.stringify(sent),
    })
    const back = await world.app.inject({ url: `/api${path}`, headers })
    const page = await browser.get(path)
    const kept = JSON.stringify(words.normalize('NFC')).slice(1, -1)
    if (answer.statusCode !== 201) wrong.push(`${words}: ${answer.statusCode} ${answer.body.slice(0, 200)}`)
    else if (!back.body.includes(kept)) wrong.push(`${words}: the API gives other words back`)
    else if (!page.body.includes(escaped(words.normalize('NFC')))) wrong.push(`${words}: the page shows other words`)
  }
  return [...wrong, ...(known.case_id === undefined ? ['no case was staged'] : [])]
}

const escaped = (words: string) => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

const FORMULA = /^[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]/
/** Names of people and of an organisation that begin as formulas do, each on a look at one case. */
const PLANTED = {
  'lead-officer': '=1+1',
  'lead-mate': '\t=1',
  'lead-manager': '@SUM(1)',
  'lead-dpo': '\uff1d1',
} as const

/** Cells of any CSV, of the pages and of the command line, that a spreadsheet would run. */
export async function formulasIn(world: World, known: Known): Promise<{ cells: number; formulas: string[] }> {
  const { database } = world
  const crn = 'X999998'
  const key = await world.openCase('lead-officer', { identifiers: [{ kind: 'crn', value: crn }] })
  for (const [worker, name] of Object.entries(PLANTED)) {
    await database.load('UPDATE directory.worker SET name = $2 WHERE worker = $1', [worker, name])
    await (await world.as(worker)).get(`/cases/${key.area}/${key.caseId}`)
  }
  await database.load("UPDATE directory.organisation SET name = '-1+1' WHERE organisation = 'airedale-lead'")
  const files: string[] = []
  const token = await tokenFor(world, { worker: 'lead-dpo', organisation: 'airedale-lead' })
  const description = (await world.app.inject('/api/openapi.json')).json<Description>()
  for (const { path } of operationsOf(description).filter(each => /csv$/.test(each.path))) {
    const place = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => known[name]?.[0] ?? '1')
    const answer = await world.app.inject({
      url: `${place}?identifier=${crn}`,
      headers: { authorization: `Bearer ${token}` },
    })
    if (String(answer.headers['content-type']).startsWith('text/csv')) files.push(answer.body)
  }
  for (const kind of EXPORTS) {
    let file = ''
    for await (const part of exportRows(database.jobs, { kind, area: 'C05', month: '2026-10' }, 'csv')) file += part
    files.push(file)
  }
  const cells = files.flatMap(file => (parse(file, { bom: true, relax_column_count: true }) as string[][]).flat())
  return { cells: cells.length, formulas: cells.filter(cell => FORMULA.test(cell) && !/^-?[\d.]+$/.test(cell)) }
}
