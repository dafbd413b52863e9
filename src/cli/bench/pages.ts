import { Agent, request } from 'node:http'
import Fastify from 'fastify'
import { sql } from 'kysely'
import { withScope } from '../../database/scope.ts'
import type { Contest } from './contest.ts'
import { somebodySeen } from './reads.ts'
import type { Stage } from './stage.ts'

/** Pages that are opened most, by name, as the viewer opens them. */
async function pagesOf(stage: Stage): Promise<(readonly [name: string, path: string])[]> {
  const { area, caseId, word } = await somebodySeen(stage)
  const figure = await figureOf(stage, area)
  return [
    ['case list page', '/cases?list=all'],
    ['case page', `/cases/${area}/${caseId}`],
    ['search page', `/cases/find?words=${word}`],
    ['Today page', '/'],
    ['referrals page', '/referrals'],
    ['area page', `/areas/${area}`],
    ['figure page', `/areas/${area}/figures/${figure.month}/${figure.measure}/${figure.organisation}`],
  ]
}

/** The figure of the viewer's organisation that most records stand behind. */
async function figureOf({ scopes, viewer }: Stage, area: string) {
  return withScope(scopes, { actor: viewer, purpose: 'bench', kind: 'reads' }, async tx => {
    const found = await sql<{ month: string; measure: string; organisation: string }>`
      SELECT month, measure, organisation FROM performance.figure
       WHERE area = ${area} AND organisation = ${viewer.organisation} ORDER BY records DESC, month DESC, measure LIMIT 1`.execute(
      tx.db,
    )
    const figure = found.rows[0]
    if (!figure) throw new Error('The viewer has no figure.')
    return figure
  })
}

/** Pages as a browser gets them, in process and over a real socket, against a constant page of the same length from Fastify alone. */
export async function pages(stage: Stage): Promise<{ contests: Contest[]; close(): Promise<void> }> {
  const constant = Fastify()
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const contests: Contest[] = []
  const served = await listening(stage.app)
  const wanted = await pagesOf(stage)
  for (const [at, [, url]] of wanted.entries()) {
    const { body } = await stage.app.inject({ url, headers: { cookie: stage.cookie } })
    constant.get(`/${at}`, async (_, reply) => reply.type('text/html; charset=utf-8').send(body))
  }
  const still = await listening(constant)
  for (const [at, [name, url]] of wanted.entries()) {
    const headers = { cookie: stage.cookie }
    contests.push({
      name: `${name}, in process`,
      of: 'a constant page, in process',
      measured: async () => refuseOther(name, (await stage.app.inject({ url, headers })).statusCode),
      limit: () => constant.inject({ url: `/${at}` }),
      same: 'anything',
    })
    contests.push({
      name: `${name}, over loopback`,
      of: 'a constant page, over loopback',
      measured: async () => refuseOther(name, await get(agent, { port: served, path: url, headers })),
      limit: () => get(agent, { port: still, path: `/${at}`, headers: {} }),
      same: 'anything',
    })
  }
  return {
    contests,
    close: async () => {
      agent.destroy()
      await constant.close()
    },
  }
}

async function listening(app: { listen(at: { port: number; host: string }): Promise<string> }): Promise<number> {
  return Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port)
}

function refuseOther(name: string, status: number | undefined) {
  if (status !== 200) throw new Error(`${name}: answered ${status}.`)
}

/** The status of an answer that was read whole. */
function get(
  agent: Agent,
  where: { port: number; path: string; headers: Record<string, string> },
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request({ ...where, host: '127.0.0.1', agent }, answer => {
      answer.resume()
      answer.on('end', () => resolve(answer.statusCode))
      answer.on('error', reject)
    })
    sent.on('error', reject)
    sent.end()
  })
}
