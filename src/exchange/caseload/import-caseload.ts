import { sql } from 'kysely'
import { Temporal } from 'temporal-polyfill'
import { type Scope, withScope } from '../../database/scope.ts'
import { FORCES } from '../../directory/reference/areas.ts'
import { NEEDS, WOMENS_PATHWAYS } from '../../directory/reference/needs.ts'
import { londonDay, type PlainDate } from '../../kernel/calendar.ts'
import { fold } from '../../kernel/names.ts'
import { keepBatch, type PeopleCounts } from '../keep-batch.ts'
import { countsOf, type PersonImported, type Reader, tryPerson } from '../people/import-person.ts'
import type { PersonSaid, SentenceKept } from '../people/person-said.ts'
import { KIND_OF, levelInWords } from '../people/say-person.ts'
import type { CaseloadInput } from './frame-records.ts'
import type { CaseloadCase, RowFault } from './read-case.ts'
import { readCaseload } from './read-caseload.ts'

export type LineFault = RowFault & { readonly line: number }
export type RowImported = Pick<PersonImported, 'change' | 'changes' | 'said' | 'limited'> & { readonly line: number }

/** `faults` names each bad row by line and field; `heading` what is wrong with the heading. `batch` is null where nothing was written. */
export type CaseloadImported = {
  readonly batch: string | null
  readonly counts: PeopleCounts & { readonly bad: number }
  readonly heading: readonly RowFault[]
  readonly faults: readonly LineFault[]
  readonly rows: readonly RowImported[]
}

export type ImportCaseload = Reader & {
  readonly input: CaseloadInput
  /** The name of the file, never its path. */
  readonly named: string
  /** Whether the good rows are written where others are bad. */
  readonly bad: 'leave out' | 'write nothing'
  readonly onRow?: (done: number, of: number) => void
}

/**
 * Makes cases of the rows of a caseload file, one transaction each, under the organisation acted for. A second run over the same file
 * changes nothing. A preview (`commit: false`) says what would be. Refuses with `not_allowed` as `keepPerson` does.
 */
export async function importCaseload({
  input,
  named,
  bad,
  onRow = () => {},
  ...reader
}: ImportCaseload): Promise<CaseloadImported> {
  const read = await readRows(reader, input)
  const reporting = { heading: read.heading, faults: read.faults, named, bad: read.bad }
  if (!reader.commit) return report(null, reporting, await keepRows(reader, read.good, onRow))
  if (bad === 'write nothing') {
    const previewed = await keepRows({ ...reader, commit: false }, read.good, onRow)
    if (read.bad > 0 || previewed.some(isNotKept)) return report(null, reporting, previewed)
  }
  const rows = await keepRows(reader, read.good, onRow)
  const batch = await keepBatch(reader, {
    kind: 'caseload',
    folder: named,
    counts: countsOf(rows),
    findings: [
      ...read.faults.map(({ line, field, sentence }) => finding(named, line, { field, meaning: 'wrong', sentence })),
      ...rows.flatMap(row =>
        row.said.map(sentence =>
          finding(named, row.line, { field: '', meaning: isNotKept(row) ? 'wrong' : 'dirty', sentence }),
        ),
      ),
    ],
  })
  return report(batch, reporting, rows)
}

const isNotKept = ({ change }: RowImported) => change === 'failed' || change === 'left'

const finding = (
  file: string,
  line: number,
  rest: { field: string; meaning: 'dirty' | 'wrong'; sentence: string },
) => ({
  file,
  record: `line ${line}`,
  ...rest,
})

const report = (
  batch: string | null,
  { heading, faults, bad }: { heading: readonly RowFault[]; faults: readonly LineFault[]; bad: number },
  rows: readonly RowImported[],
): CaseloadImported => ({ batch, counts: { ...countsOf(rows), bad }, heading, faults, rows })

type GoodRow = { readonly line: number; readonly said: PersonSaid }

async function readRows(reader: Reader, input: CaseloadInput) {
  const good: GoodRow[] = []
  const faults: LineFault[] = []
  const heading: RowFault[] = []
  let bad = 0
  const names = await ownNames(reader)
  const today = londonDay(reader.scopes.now())
  for await (const row of readCaseload(input, today)) {
    if ('heading' in row) heading.push(...row.heading)
    else {
      const wrong = 'faults' in row ? row.faults : notHere(row.case, reader.area, names)
      if (wrong.length > 0) bad += 1
      faults.push(...wrong.map(fault => ({ line: row.line, ...fault })))
      if ('case' in row && wrong.length === 0) good.push({ line: row.line, said: sayRow(row.case, today) })
    }
  }
  return { good, bad, faults, heading }
}

/** What the own organisation may be called in a file: its code and its name. */
async function ownNames({ scopes, actor }: Reader): Promise<ReadonlySet<string>> {
  const names = async (tx: Scope) =>
    sql<{
      name: string
    }>`SELECT unnest(ARRAY[organisation, name]) AS name FROM directory.organisation WHERE organisation = ${actor.organisation}`.execute(
      tx.db,
    )
  const found = await withScope(scopes, { actor, purpose: 'import', kind: 'reads' }, names)
  return new Set(found.rows.map(({ name }) => fold(name)))
}

/** What is wrong with a row here and now: another organisation's, or another area's. */
function notHere(row: CaseloadCase, area: string, names: ReadonlySet<string>): RowFault[] {
  const found: RowFault[] = []
  if (!names.has(fold(row.responsibleOrganisation)))
    found.push({
      field: 'responsible_organisation',
      found: row.responsibleOrganisation.slice(0, 80),
      sentence: 'Only cases of your own organisation are read in. Write its short name as Weft has it.',
    })
  if (FORCES.find(force => force.code === row.force)?.area !== area)
    found.push({
      field: 'force_area',
      found: row.force,
      sentence: `This police-force area is not in ${area}. Check both.`,
    })
  return found
}

async function keepRows(
  reader: Reader,
  good: readonly GoodRow[],
  onRow: (done: number, of: number) => void,
): Promise<RowImported[]> {
  const rows: RowImported[] = []
  for (const { line, said } of good) {
    rows.push({ line, ...(await tryPerson(reader, said)) })
    onRow(rows.length, good.length)
  }
  return rows
}

const NO_SUMMARY = { who_is_at_risk: null, nature: null, imminence: null, increases: null, reduces: null }

function sayRow(row: CaseloadCase, today: PlainDate): PersonSaid {
  const level = levelInWords(row.roshLevel)
  return {
    source: 'caseload file',
    firstName: row.firstName,
    middleNames: null,
    lastName: row.lastName,
    dateOfBirth: Temporal.PlainDate.from(row.dateOfBirth),
    sex: row.sex,
    force: row.force,
    place: row.place,
    identifiers: [
      { kind: 'crn', value: row.crn },
      ...(row.prisonNumber === null ? [] : [{ kind: 'prison number' as const, value: row.prisonNumber }]),
      ...(row.pnc === null ? [] : [{ kind: 'pnc' as const, value: row.pnc }]),
    ],
    officerEmail: row.officerEmail,
    sentences: sentencesOf(row, today),
    requirements: row.requirements.map(({ type: kind, amount }) => ({ kind, amount })),
    needs: NEEDS.filter(({ code }) => row.needs.includes(code)).map(({ code: need }) => ({
      need,
      toOffending: true,
      toHarm: null,
    })),
    pathways: WOMENS_PATHWAYS.filter(({ code }) => row.needs.includes(code)).map(({ code }) => code),
    risk: level === null ? null : { level, mappaCategory: null, mappaLevel: null, summary: NO_SUMMARY, full: null },
    access: 'open',
    unparsed: null,
  }
}

function sentencesOf({ sentence }: CaseloadCase, today: PlainDate): SentenceKept[] {
  if (sentence.kind === 'none' || sentence.start === null) return []
  const endsOn = sentence.end === null ? null : Temporal.PlainDate.from(sentence.end)
  return [
    {
      kind: KIND_OF[sentence.kind],
      words: null,
      startedOn: Temporal.PlainDate.from(sentence.start),
      endsOn,
      active: endsOn === null || Temporal.PlainDate.compare(endsOn, today) >= 0,
    },
  ]
}
