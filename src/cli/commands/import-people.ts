import { createReadStream } from 'node:fs'
import { access } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import type { Pool } from '../../database/pool.ts'
import type { Actor, Role, Scopes } from '../../database/scope.ts'
import { COLUMNS, caseloadTemplate } from '../../exchange/caseload/columns.ts'
import { type CaseloadImported, importCaseload } from '../../exchange/caseload/import-caseload.ts'
import { folderSource } from '../../exchange/people/folder-source.ts'
import { httpSource } from '../../exchange/people/http-source.ts'
import { importPeople, type PeopleImported, type Reader } from '../../exchange/people/import-person.ts'
import { invalid, WeftError } from '../../kernel/errors.ts'
import { plural } from '../../kernel/words.ts'
import { openInstallation, openServing } from '../installation.ts'
import { progressBar } from '../progress.ts'
import { secretOf } from '../secret.ts'

const TIMEOUT = 20_000

type Options = { as: string; area: string; organisation?: string; commit: boolean; json?: boolean }

/** `weft import people SOURCE`: previews, or keeps with --commit. SOURCE is an address or a folder; WEFT_PEOPLE_TOKEN its token. */
export async function importPeopleCommand(from: string, options: Options & { id: string[] }): Promise<void> {
  const address = /^https?:\/\//.test(from)
  const token = secretOf('WEFT_PEOPLE_TOKEN')
  if (!address) await refuseMissing(from)
  if (address && options.id.length === 0)
    throw invalid({ field: 'id', sentence: 'Say whom to read with --id, once for each CRN or prison number.' })
  const source = address
    ? httpSource(from, { timeout: TIMEOUT, ...(token ? { token } : {}) })
    : folderSource(resolve(from))
  const named = address ? new URL(from).host : basename(resolve(from))
  await asReader(options, async reader => {
    const bar = progressBar('People', { json: options.json === true, total: options.id.length })
    const onPerson = (done: number, of: number) => bar.at(done, `of ${of}`)
    const imported = await importPeople({ ...reader, source, named, ids: options.id, onPerson }).finally(() =>
      bar.end(),
    )
    print(options, imported, linesOfPeople(imported))
  })
}

/** `weft import caseload FILE`: previews, or keeps the good rows with --commit. */
export async function importCaseloadCommand(file: string, options: Options & { allOrNothing: boolean }): Promise<void> {
  await refuseMissing(file)
  await asReader(options, async reader => {
    const bar = progressBar('Rows', { json: options.json === true })
    const imported = await importCaseload({
      ...reader,
      input: createReadStream(file),
      named: basename(file),
      bad: options.allOrNothing ? 'write nothing' : 'leave out',
      onRow: (done, of) => bar.at(done, `of ${of}`),
    }).finally(() => bar.end())
    print(options, imported, linesOfCaseload(imported))
  })
}

/** `weft import template`: what a caseload file holds. */
export function printTemplate(kind: string, { columns }: { columns: boolean }): void {
  if (kind !== 'caseload') throw invalid({ field: 'kind', sentence: 'There is a template of caseload.' })
  if (!columns) process.stdout.write(caseloadTemplate())
  else for (const { name, required, holds } of COLUMNS) console.log(`${name}${required ? ' (needed)' : ''}: ${holds}`)
}

async function refuseMissing(path: string): Promise<void> {
  await access(path).catch(() => {
    throw new WeftError('not_found', `There is no ${path}.`)
  })
}

/** Works as the person of this e-mail, in the organisation in which they are a case manager. */
async function asReader(options: Options, work: (reader: Reader) => Promise<void>): Promise<void> {
  const installation = await openInstallation()
  const { scopes, jobs, close } = await openServing(installation)
  try {
    const actor = await actorOf({ scopes, jobs }, options)
    await work({ scopes, actor, area: options.area, commit: options.commit })
  } finally {
    await close()
    await installation.stop()
  }
}

async function actorOf(
  { scopes, jobs }: { scopes: Scopes; jobs: Pool },
  { as, organisation }: Options,
): Promise<Actor> {
  const people = await jobs.query<{ worker: string; name: string }>(
    'SELECT worker, name FROM directory.worker WHERE email = $1 AND active',
    [as.trim().toLowerCase()],
  )
  const person = people.rows[0]
  if (!person) throw new WeftError('not_found', `Nobody signs in as ${as}.`)
  const posts = await scopes.pool.query<{ organisation: string; name: string; roles: Role[] }>(
    'SELECT * FROM access.organisations_of($1)',
    [person.worker],
  )
  const places = posts.rows.filter(
    ({ organisation: code, roles }) =>
      (organisation === undefined || organisation === code) && roles.includes('case manager'),
  )
  const [place, ...others] = places
  if (!place)
    throw new WeftError('not_allowed', `${as} is no case manager${organisation ? ` of ${organisation}` : ''}.`)
  if (others.length > 0)
    throw invalid({
      field: 'organisation',
      sentence: `Choose one with --organisation: ${places.map(each => each.organisation).join(', ')}.`,
    })
  const areas = await scopes.pool.query<{ areas: string[] }>('SELECT access.areas_of($1) AS areas', [
    place.organisation,
  ])
  return {
    ...person,
    organisation: place.organisation,
    organisationName: place.name,
    roles: place.roles,
    areas: areas.rows[0]?.areas ?? [],
  }
}

function print({ commit, json }: Options, imported: PeopleImported | CaseloadImported, lines: readonly string[]): void {
  if (json) {
    console.log(JSON.stringify(imported))
    return
  }
  for (const line of lines) console.log(line)
  const { new: opened, changed, unchanged, left, failed } = imported.counts
  const bad = 'bad' in imported.counts ? `, ${plural(imported.counts.bad, 'bad row')}` : ''
  console.log(`${opened} new, ${changed} changed, ${unchanged} unchanged, ${left} left, ${failed} failed${bad}.`)
  const kept = imported.batch === null ? 'Nothing was written.' : `Kept as ${imported.batch}.`
  console.log(commit ? kept : 'Nothing was written. Run it again with --commit to keep it.')
}

const linesOfPeople = ({ people, failures }: PeopleImported) => [
  ...failures,
  ...people.map(({ id, change, changes, said, limited, unparsed }) =>
    inOneLine(id, { change, changes, said, limited, unparsed }),
  ),
]

const linesOfCaseload = ({ heading, faults, rows }: CaseloadImported) => [
  ...heading.map(({ field, sentence }) => `heading ${field}: ${sentence}`),
  ...faults.map(
    ({ line, field, found, sentence }) =>
      `line ${line} ${field || 'the row'}: ${sentence}${found ? ` (${found})` : ''}`,
  ),
  ...rows
    .filter(({ change, said }) => change !== 'unchanged' || said.length > 0)
    .map(row => inOneLine(`line ${row.line}`, { ...row, unparsed: 0 })),
]

type Line = Pick<PeopleImported['people'][number], 'change' | 'changes' | 'said' | 'limited' | 'unparsed'>

const inOneLine = (what: string, { change, changes, said, limited, unparsed }: Line): string =>
  [
    `${what}: ${change}${changes.length > 0 ? ` (${changes.join(', ')})` : ''}${limited ? ', with limited access' : ''}`,
    ...(unparsed > 0 ? [`${plural(unparsed, 'field')} could not be read`] : []),
    ...said,
  ].join('; ')
