import { Temporal } from 'temporal-polyfill'
import { COLUMNS, type ColumnName } from '../../../src/exchange/caseload/columns.ts'
import { stageCase, stageSent } from '../../../src/web/testing/referral-stage.ts'
import type { World } from '../../../src/web/testing/world.ts'
import { stageWorld } from '../../api/staged.ts'
import { passTime } from '../../browser/main-job.ts'

/** Pages at which each worker begins, before those that anybody could type. */
export type Begins = Readonly<Record<string, readonly string[]>>
type Answers = Record<string, string | string[]>

const REFERRED_AT = '2026-10-20T09:00:00Z'
const NOW = '2026-11-04T09:00:00Z'

/** Sets the clock to a day of the month that is frozen later. */
export const setOut = (world: World): void => world.setClock(REFERRED_AT)

/**
 * The partnership of the tests with drafts, and with what waits for one answer only: a frozen month, a variation in draft, a referral
 * sent back with a question, a hand-over on offer, emergency openings, an import with bad rows. People do all of it through forms.
 */
export async function stageWaiting(world: World): Promise<Begins> {
  await stageWorld(world)
  world.setClock(NOW)
  const lead = await caseOfLead(world)
  return {
    'lead-supply': [await freezeMonth(world), await draftVariation(world)],
    'lead-officer': [lead.url, await sendBack(world)],
    'don-manager': [await offer(world, lead.url)],
    'lead-dpo': await breakGlass(world, lead.identifier),
    'lead-manager': [await readIn(world)],
  }
}

/** Sends a form as this worker would, and gives the address to which it leads. */
async function send(world: World, worker: string, url: string, answers: Answers = {}): Promise<string> {
  const answer = await (await world.as(worker)).post(url, answers)
  if (answer.statusCode !== 303) throw new Error(`${url} was not taken from ${worker}: ${answer.statusCode}.`)
  return String(answer.headers.location)
}

/** A case with an order of the court, and on it unpaid work. */
async function caseOfLead(world: World): Promise<{ url: string; identifier: string }> {
  const key = await stageCase(world)
  const url = `/cases/${key.area}/${key.caseId}`
  await send(world, 'lead-officer', `${url}/sentences/new`, {
    kind: 'community order',
    ...dayOf('started_on', '2026-09-01'),
    ...dayOf('ends_on', '2027-08-31'),
  })
  const { body } = await (await world.as('lead-officer')).get(url)
  const [toRequirements = ''] = body.match(/\/cases\/[^"]*\/requirements(?=")/) ?? []
  await send(world, 'lead-officer', toRequirements, { kind: 'unpaid_work', amount: '120' })
  const { rows } = await world.database.load('SELECT value FROM casework.identifier WHERE area = $1 AND case_id = $2', [
    key.area,
    key.caseId,
  ])
  return { url, identifier: rows[0]?.value }
}

async function freezeMonth(world: World): Promise<string> {
  const { jobs } = world.database
  const month = '/areas/C05/months/2026-10'
  await passTime(jobs, Temporal.Instant.from(NOW))
  await send(world, 'lantern-manager', `${month}/confirm`)
  await send(world, 'lead-supply', `${month}/freeze`)
  await passTime(jobs, Temporal.Instant.from(NOW))
  return month
}

const draftVariation = (world: World) =>
  send(world, 'lead-supply', '/agreements/SUB-1/variation', {
    reason: 'More rooms are wanted over the winter.',
    from_month: '2026-12',
  })

async function sendBack(world: World): Promise<string> {
  const { url } = await stageSent(world)
  await send(world, 'lantern-manager', `${url}/ask`, { question: 'Can he climb stairs?' })
  return url
}

async function offer(world: World, caseUrl: string): Promise<string> {
  const url = await send(world, 'lead-officer', `${caseUrl}/hand-overs/new`, {
    kind: 'area move',
    receiver: 'C09.don-lead',
    reason: 'He moves to his sister.',
    own_words: 'My dog comes with me.',
  })
  await send(world, 'lead-officer', `${url}/offer`)
  return url
}

/** Opened twice, once reviewed. */
async function breakGlass(world: World, identifier: string): Promise<readonly string[]> {
  const opened = async (worker: string, reason: string) => {
    await send(world, worker, '/glass', { identifier, reason, confirmed: 'yes' })
    const { body } = await (await world.as('lead-dpo')).get('/glass/reviews')
    return body.match(/\/glass\/reviews\/[0-9a-f]+/)?.[0] ?? ''
  }
  const first = await opened('nps-officer', 'He stands at the court without his officer.')
  await send(world, 'lead-dpo', first, { finding: 'justified', note: 'The court rang at ten.' })
  return [await opened('prison-officer', 'He says that he will harm himself tonight.'), first]
}

/** A caseload of which one row is bad. */
async function readIn(world: World): Promise<string> {
  const rows = [{ crn: 'X700001' }, { crn: 'X700002', sex: 'unknown' }].map(caseloadRow)
  const text = [COLUMNS.map(({ name }) => name).join(','), ...rows, ''].join('\r\n')
  return send(world, 'lead-manager', '/imports/caseload', { area: 'C05', step: 'keep', bad: 'leave out', text })
}

const OURS: Partial<Record<ColumnName, string>> = {
  responsible_organisation: 'airedale-lead',
  officer_email: 'lead-officer@airedale-lead.example',
  prison_number: '',
  pnc: '',
}

const caseloadRow = (given: Partial<Record<ColumnName, string>>) =>
  COLUMNS.map(({ name, example }) => ({ ...OURS, ...given })[name] ?? example).join(',')

/** A day as the three boxes of a form send it. */
function dayOf(name: string, day: string): Answers {
  const [year = '', month = '', ofMonth = ''] = day.split('-')
  return { [`${name}-day`]: ofMonth, [`${name}-month`]: month, [`${name}-year`]: year }
}
