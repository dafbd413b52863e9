import { Temporal } from 'temporal-polyfill'
import { openSession } from '../../../src/access/sign-in.ts'
import { hashOf } from '../../../src/access/token-hash.ts'
import type { Role } from '../../../src/database/scope.ts'
import type { World } from '../../../src/web/testing/world.ts'
import { tokenFor } from '../../api/staged.ts'
import { hire, ROLES } from '../../isolation/ask-doors.ts'

/** Somebody who crawls, with the secrets of a browser and of a program. */
export type Crawler = { worker: string; organisation: string; role: Role; session: string; csrf: string; token: string }

/** A case by what it is to the crawlers, with its own children and the words that name its person. */
export type Staged = {
  name: string
  area: string
  caseId: string
  responsible: string
  /** Organisations whose case managers see it. */
  open: readonly string[]
  secrets: readonly string[]
  children: Readonly<Record<string, string>>
}

export const CRAWLING = ['airedale-lead', 'lantern-trust', 'don-lead', 'commissioner'] as const

/** Whether this crawler sees the case: of the twelve roles the case manager alone, since nobody here is allocated. */
export const seesCase = ({ organisation, role }: Crawler, { open }: Staged): boolean =>
  role === 'case manager' && open.includes(organisation)

/** One crawler of each role in each organisation. */
export async function hireCrawlers(world: World): Promise<Crawler[]> {
  const crawlers: Crawler[] = []
  for (const organisation of CRAWLING)
    for (const role of ROLES) {
      const worker = await hire(world, organisation, role)
      const { scopes } = world.database
      const { token: session } = await openSession(scopes, worker)
      const found = await scopes.pool.query<{ csrf: string }>('SELECT csrf FROM access.session_of($1)', [
        hashOf(session),
      ])
      const token = await tokenFor(world, { worker, organisation })
      crawlers.push({ worker, organisation, role, session, csrf: found.rows[0]?.csrf ?? '', token })
    }
  return crawlers
}

const GIVEN = [
  { name: 'own', officer: 'lead-officer', surname: 'Ownsteadly', open: ['airedale-lead', 'lantern-trust'] },
  { name: 'foreign', officer: 'don-officer', surname: 'Foreignham', open: ['don-lead'] },
  { name: 'limited', officer: 'lead-officer', surname: 'Limitwellow', open: [] },
  { name: 'excluded', officer: 'lead-officer', surname: 'Excludersby', open: [] },
  { name: 'ended', officer: 'lead-officer', surname: 'Endfieldson', open: ['airedale-lead'] },
] as const

/** Opens the five cases, each with a child of every kind that an address can name. */
export async function stageCases(world: World, crawlers: readonly Crawler[]): Promise<Staged[]> {
  const staged: Staged[] = []
  for (const [at, { name, officer, surname, open }] of GIVEN.entries()) {
    const crn = `X77${at}01${at}`
    const key = await world.openCase(officer, {
      firstName: 'Robin',
      lastName: surname,
      identifiers: [{ kind: 'crn', value: crn }],
    })
    const number = String(31 + at)
    const children = {
      sentence: number,
      requirement: number,
      goal: number,
      step: number,
      session: number,
      obligation: `answer-referral.${number}`,
      reference: `QX${String(4101 + at)}AC`,
    }
    const responsible = officer === 'don-officer' ? 'don-lead' : 'airedale-lead'
    const one: Staged = { name, ...key, responsible, open, secrets: [surname, crn], children }
    await putChildren(world, one, { ended: name === 'ended' })
    staged.push(one)
  }
  for (const { name, area, caseId } of staged) {
    if (name === 'limited')
      await world.database.load("INSERT INTO access.limited_case VALUES ($1, $2, 'test', 'test', now())", [
        area,
        caseId,
      ])
    if (name === 'excluded')
      for (const { worker } of crawlers)
        await world.database.load("INSERT INTO access.named_worker VALUES ($1, $2, $3, 'never', NULL, now())", [
          area,
          caseId,
          worker,
        ])
    await world.database.scopes.pool.query('SELECT access.assign_from_facts($1, $2)', [area, caseId])
  }
  return staged
}

async function putChildren(
  { database }: World,
  { area, caseId, name, responsible, children }: Staged,
  { ended }: { ended: boolean },
) {
  const put = (sql: string, ...values: unknown[]) => database.load(sql, [area, caseId, ...values])
  const { sentence: number, reference, obligation } = children
  const provider = name === 'foreign' ? 'harbour-house' : 'lantern-trust'
  const officer = name === 'foreign' ? 'don-officer' : 'lead-officer'
  await put(
    `INSERT INTO casework.sentence (area, case_id, sentence, kind, started_on, source) VALUES ($1, $2, $3, 'community order', '2026-01-05', 'test')`,
    number,
  )
  await put(
    `INSERT INTO casework.requirement (area, case_id, requirement, sentence, kind) VALUES ($1, $2, $3, $3, 'unpaid work')`,
    number,
  )
  await put(`INSERT INTO casework.plan (area, case_id, made_at) VALUES ($1, $2, now()) ON CONFLICT DO NOTHING`)
  await put(
    `INSERT INTO casework.goal (area, case_id, goal, words, place) VALUES ($1, $2, $3, 'A room of my own', 1)`,
    number,
  )
  await put(
    `INSERT INTO casework.step (area, case_id, goal, step, words, place) VALUES ($1, $2, $3, $3, 'Ask the council', 1)`,
    number,
  )
  await put(
    `INSERT INTO casework.referral (area, case_id, reference, category, sender, sender_worker, provider, state, made_at, first_sent_at, sent_at, answered_at)
     VALUES ($1, $2, $3, 'accommodation', $4, $5, $6, 'accepted', now() - interval '200 days', now() - interval '199 days', now() - interval '199 days', now() - interval '198 days')`,
    reference,
    responsible,
    officer,
    provider,
  )
  await put(
    `INSERT INTO casework.service (area, case_id, reference, provider, state, end_as, ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    reference,
    provider,
    ended ? 'ended' : 'delivering',
    ended ? 'completed' : null,
    ended
      ? Temporal.Now.instant()
          .subtract({ hours: 90 * 24 })
          .toString()
      : null,
  )
  await put(
    `INSERT INTO casework.session (area, case_id, session, reference, provider, kind, starts_at, minutes, booked_at, method, format, state)
     VALUES ($1, $2, $3, $4, $5, 'session', now() + interval '2 days', 60, now(), 'phone', 'one to one', 'booked')`,
    number,
    reference,
    provider,
  )
  await put(
    `INSERT INTO obligations.obligation (area, case_id, obligation, code, version, subject, owed_by, holder, started_at, due_at, month, state, link)
     VALUES ($1, $2, $3, 'answer-referral', 1, $4, $5, $5, now(), now() + interval '9 days', '2026-12', 'open', '/')`,
    obligation,
    `referral ${reference}`,
    provider,
  )
}

/** Things of the contract zone that two other organisations have between them, by the parameter that names them. */
export const THEIRS: Readonly<Record<string, { value: string; absent: string; open: readonly string[] }>> = {
  agreement: { value: 'SUB-2', absent: 'SUB-9', open: ['don-lead', 'harbour-house'] },
  statement: { value: 'ST-2', absent: 'ST-9', open: ['don-lead', 'harbour-house'] },
  batch: { value: 'B-2', absent: 'B-9', open: ['don-lead'] },
  glass: { value: 'GL2', absent: 'GL9', open: ['don-lead'] },
  worker: { value: 'nps-officer', absent: 'nps-nobody', open: ['nps-north'] },
}

export async function stageContracts({ database }: World, foreign: Staged): Promise<void> {
  const lines = [
    `INSERT INTO agreements.agreement (agreement, kind, title, from_day, state, source) VALUES ('SUB-2', 'subcontract', 'Beds in Don Valley', '2020-01-01', 'in force', 'test')`,
    `INSERT INTO agreements.party (agreement, organisation, part) VALUES ('SUB-2', 'don-lead', 'payer'), ('SUB-2', 'harbour-house', 'subcontractor')`,
    `INSERT INTO agreements.reach (agreement, area, force) VALUES ('SUB-2', 'C09', 'E23000014')`,
    `INSERT INTO agreements.version (agreement, version, from_month, reason) VALUES ('SUB-2', 1, '2020-01', 'first')`,
    `INSERT INTO agreements.line (agreement, version, line, provider, category, title, women, men, highest_risk) VALUES ('SUB-2', 1, 1, 'harbour-house', 'accommodation', 'Beds', true, true, 'high')`,
    `INSERT INTO payment.statement (statement, agreement, area, month, payer, payee, total_pence, canonical, digest, state, issued_at)
     VALUES ('ST-2', 'SUB-2', 'C09', '2026-10', 'don-lead', 'harbour-house', 100, '{}', 'x', 'issued', now())`,
    `INSERT INTO exchange.batch (batch, number, kind, at, by, organisation, folder, digest, counts, state)
     VALUES ('B-2', 902, 'people', now(), 'don-manager', 'don-lead', 'people', 'x', '{}', 'committed')`,
  ]
  for (const line of lines) await database.load(line)
  await database.load(
    `INSERT INTO access.glass (glass, area, case_id, worker, organisation, owner, identifier, reason, at, until, review_due)
     VALUES ('GL2', $1, $2, 'don-officer', 'don-lead', 'don-lead', 'X', 'a test of it', now(), now() - interval '1 minute', now())`,
    [foreign.area, foreign.caseId],
  )
}

/** An answer without what is another for each request: its number, the key of a form and the nonce of a policy. */
export const withoutRequest = (words: string): string =>
  words.replaceAll(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|_key" value="[^"]*"|nonce[^"]*/g, '')
