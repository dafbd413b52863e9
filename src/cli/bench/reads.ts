import { sql } from 'kysely'
import { caseRecord } from '../../casework/person/case-record.ts'
import { caseRows } from '../../casework/person/case-rows.ts'
import { type FoundPerson, findPerson, MOST_FOUND } from '../../casework/person/find-person.ts'
import { CASES_A_PAGE, listCases } from '../../casework/person/list-cases.ts'
import { type Scope, withScope } from '../../database/scope.ts'
import { type CaseKey, recordLook } from '../../journal/append.ts'
import { soundsAlike } from '../../kernel/names.ts'
import { openObligations } from '../../obligations/read-model.ts'
import { loadToday } from '../../web/today/load.ts'
import { firstPage, withIdentifier, withKey } from './by-hand.ts'
import type { Contest } from './contest.ts'
import type { Stage } from './stage.ts'

type Answer = { rows: readonly unknown[]; shows: readonly CaseKey[] }
type Read = { name: string; product: (tx: Scope) => Promise<Answer>; byHand: (tx: Scope) => Promise<Answer> }

const BY_HAND = 'the same SQL by hand without row security'
const SAME = 'the same statements without row security'

/** What is read most, each in its transaction and with the event of the look, against the same without row security. */
export async function reads(stage: Stage): Promise<Contest[]> {
  const somebody = await somebodySeen(stage)
  return [
    contest(stage, BY_HAND, caseList),
    { ...contest(stage, BY_HAND, caseList, 'unseen'), name: 'case list without its look' },
    contest(stage, SAME, caseById(somebody)),
    { ...contest(stage, SAME, caseById(somebody), 'unseen'), name: 'case by id without its look' },
    contest(stage, BY_HAND, nameSearch(somebody.word)),
    contest(stage, BY_HAND, soundSearch(somebody.word)),
    contest(stage, BY_HAND, identifierSearch(somebody.crn)),
    contest(stage, SAME, openPromises),
    contest(stage, SAME, today),
  ]
}

/** `unseen`: no event of a look, so that what is compared is reading alone. */
function contest(stage: Stage, of: string, read: Read, look: 'seen' | 'unseen' = 'seen'): Contest {
  const run = (scopes: Stage['scopes'], work: Read['product']) => () =>
    withScope(scopes, { actor: stage.viewer, purpose: 'supervise', kind: 'reads' }, async tx => {
      const { rows, shows } = await work(tx)
      if (look === 'seen') await recordLook(tx, read.name, shows)
      return rows
    })
  return {
    name: read.name,
    of,
    measured: run(stage.scopes, read.product),
    limit: run(stage.lawless, read.byHand),
    same: of === SAME ? 'among' : 'same',
  }
}

const caseList: Read = {
  name: 'case list',
  product: async tx => {
    const { rows } = await listCases(tx, { list: 'all', after: null })
    return { rows, shows: rows }
  },
  byHand: async tx => {
    const rows = await caseRows(tx, (await firstPage(tx, CASES_A_PAGE + 1)).slice(0, CASES_A_PAGE))
    return { rows, shows: rows }
  },
}

const caseById = (key: CaseKey): Read => {
  const read: Read['product'] = async tx => {
    const { now: _, ...record } = await caseRecord(tx, key)
    return { rows: [record], shows: [key] }
  }
  return { name: 'case by id', product: read, byHand: read }
}

const found = (rows: readonly FoundPerson[]): Answer => ({ rows: rows.map(({ match: _, ...row }) => row), shows: rows })

async function rowsOf(tx: Scope, keys: readonly CaseKey[]): Promise<Answer> {
  const rows = await caseRows(tx, keys.slice(0, MOST_FOUND))
  return { rows, shows: rows }
}

const search = (name: string, words: string, byHand: (tx: Scope) => Promise<CaseKey[]>): Read => ({
  name,
  product: async tx => found((await findPerson(tx, words)).found),
  byHand: async tx => rowsOf(tx, await byHand(tx)),
})

const most = MOST_FOUND + 1
const alike = (tx: Scope, word: string) => withKey(tx, { kind: 'sound', keys: soundsAlike(word), most })
const begins = (tx: Scope, word: string) => withKey(tx, { kind: 'word', keys: [word], most })

/** By hand, too, who sounds alike is asked for after who is called so. */
async function namedOrAlike(tx: Scope, word: string): Promise<CaseKey[]> {
  const named = await begins(tx, word)
  if (named.length > MOST_FOUND) return named
  const known = new Set(named.map(key => `${key.area} ${key.caseId}`))
  return [...named, ...(await alike(tx, word)).filter(key => !known.has(`${key.area} ${key.caseId}`))]
}

const nameSearch = (word: string) =>
  search('search by name', word.slice(0, 3), tx => namedOrAlike(tx, word.slice(0, 3)))
const soundSearch = (word: string) => search('search by sound', `${word}e`, tx => namedOrAlike(tx, `${word}e`))
const identifierSearch = (crn: string) => search('search by identifier', crn, tx => withIdentifier(tx, crn))

const openPromises: Read = promises(async tx => openObligations(tx), 'open obligations')
const today: Read = promises(async tx => (await loadToday(tx, {})).rows, 'Today')

function promises(
  read: (tx: Scope) => Promise<readonly { area?: string; caseId?: string; case?: CaseKey | undefined }[]>,
  name: string,
): Read {
  const answer: Read['product'] = async tx => {
    const rows = await read(tx)
    return { rows, shows: rows.flatMap(row => row.case ?? []) }
  }
  return { name, product: answer, byHand: answer }
}

/** A case for which the viewer's organisation is responsible, a word of the person's name and their CRN. */
export async function somebodySeen({ scopes, viewer }: Stage): Promise<CaseKey & { word: string; crn: string }> {
  return withScope(scopes, { actor: viewer, purpose: 'bench', kind: 'reads' }, async tx => {
    const answer = await sql<CaseKey & { word: string; crn: string }>`
      SELECT l.area, l.case_id AS "caseId", lower(i.last_name) AS word, d.value AS crn
        FROM access.live l JOIN casework.identity i USING (area, case_id) JOIN casework.identifier d USING (area, case_id)
       WHERE l.responsible AND l.listed AND l.openness <> 'limited' AND d.kind = 'crn' AND d.current AND i.last_name ~ '^[A-Za-z]{4,}$'
       ORDER BY (SELECT count(*) FROM casework.session s WHERE s.area = l.area AND s.case_id = l.case_id) DESC, l.area, l.case_id LIMIT 1`.execute(
      tx.db,
    )
    const somebody = answer.rows[0]
    if (!somebody) throw new Error('The viewer sees nobody.')
    return somebody
  })
}
