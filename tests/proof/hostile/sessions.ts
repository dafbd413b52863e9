import fc from 'fast-check'
import type { LightMyRequestResponse } from 'fastify'
import { setPassword } from '../../../src/access/account.ts'
import type { World } from '../../../src/web/testing/world.ts'
import { faultsOf, leadsAway } from './faults.ts'
import { TYPES } from './sent.ts'
import type { Tally } from './tally.ts'
import { oddWords } from './words.ts'

const PASSWORD = 'shuttle and loom and heddle'
const WORKER = 'lead-mate'
const EMAIL = 'lead-mate@airedale-lead.example'

/** Ways to name another site, or a script, that some reader of addresses takes for a path. */
const AWAY: readonly string[] = [
  'https://nowhere.example',
  '//nowhere.example',
  '/\\nowhere.example',
  '\\\\nowhere.example',
  '/\t/nowhere.example',
  '/%09/nowhere.example',
  '///nowhere.example',
  '/.//nowhere.example',
  '/..//nowhere.example',
  '/%2e%2e//nowhere.example',
  '/%5cnowhere.example',
  'javascript:weft()',
  ' //nowhere.example',
  '\u0000//nowhere.example',
  '/\r\nlocation: https://nowhere.example',
  '/@nowhere.example',
  'https:nowhere.example',
  'http:///nowhere.example',
  '/\u2028/nowhere.example',
  '//weft.example@nowhere.example',
  '/。。//nowhere.example',
]
/** Every name by which programs pass an address on; Weft knows `to` only. */
const NAMES = ['to', 'next', 'return', 'returnTo', 'redirect', 'redirect_uri', 'url', 'continue', 'goto'] as const

export type Sessions = { planted: number; replayed: number; forged: number }

let from = 0
/** An address of its own for each try, so that the limit of tries is not what is met. */
export const addressOfItsOwn = () => {
  from += 1
  return `10.${(from >> 16) & 255}.${(from >> 8) & 255}.${from & 255}`
}
type Try = { email?: string; password?: string; query?: string; cookie?: string }
const signIn = (world: World, { email = EMAIL, password = PASSWORD, query = '', cookie }: Try = {}) =>
  world.app.inject({
    method: 'POST',
    url: `/sign-in${query}`,
    remoteAddress: addressOfItsOwn(),
    headers: { 'content-type': TYPES.form, ...(cookie === undefined ? {} : { cookie: `weft_session=${cookie}` }) },
    payload: new URLSearchParams({ email, password }).toString(),
  })
const sessionIn = (answer: LightMyRequestResponse) =>
  answer.cookies.find(({ name }) => name === 'weft_session')?.value ?? ''
const standsFor = async (world: World, session: string) =>
  (await world.app.inject({ url: '/account', cookies: { weft_session: session } })).statusCode === 200

/** Fixation, replay, forgery and redirection, `each` times. Counts what was taken that should not have been. */
export async function trySessions(world: World, tally: Tally, { seed, each }: { seed: number; each: number }) {
  await setPassword(world.database.scopes, WORKER, PASSWORD)
  const found: Sessions = { planted: 0, replayed: 0, forged: 0 }
  for (const planted of fc.sample(fc.stringMatching(/^[A-Za-z0-9_-]{1,60}$/), { numRuns: each, seed })) {
    const session = sessionIn(await signIn(world, { cookie: planted }))
    if (session === planted || (await standsFor(world, planted))) found.planted += 1
    found.forged += await forgeries(world, session, tally)
    await signOut(world, session)
    if (await standsFor(world, session)) found.replayed += 1
  }
  const targets = fc.sample(fc.oneof(fc.constantFrom(...AWAY), oddWords), { numRuns: each * 3, seed: seed + 1 })
  for (const target of [...AWAY, ...targets])
    for (const name of NAMES) await tryTarget(world, tally, name, target.toWellFormed())
  return found
}

async function csrfOf(world: World, session: string) {
  const page = await world.app.inject({ url: '/account', cookies: { weft_session: session } })
  return /name="_csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
}

async function signOut(world: World, session: string) {
  await world.app.inject({
    method: 'POST',
    url: '/sign-out',
    cookies: { weft_session: session },
    headers: { 'content-type': TYPES.form },
    payload: new URLSearchParams({ _csrf: await csrfOf(world, session) }).toString(),
  })
}

const OWN_FORMS = [
  '/account/password',
  '/account/second-factor',
  '/account/organisation',
  '/account/tokens',
  '/account/tokens/T-1/revoke',
  '/account/sign-out-everywhere',
  '/sign-out',
  '/cases/open',
]

/** Forms without a token, with another session's, and from a page of another site. */
async function forgeries(world: World, session: string, tally: Tally): Promise<number> {
  const own = await csrfOf(world, session)
  const foreign = sessionIn(await signIn(world))
  const theirs = await csrfOf(world, foreign)
  let taken = 0
  for (const url of OWN_FORMS)
    for (const [token, site] of [
      ['', undefined],
      [theirs, undefined],
      [`${own}x`, undefined],
      [own, 'cross-site'],
      [own, 'same-site'],
    ] as const) {
      const began = performance.now()
      const answer = await world.app.inject({
        method: 'POST',
        url,
        remoteAddress: addressOfItsOwn(),
        cookies: { weft_session: session },
        headers: { 'content-type': TYPES.form, ...(site ? { 'sec-fetch-site': site } : {}) },
        payload: new URLSearchParams({ _csrf: token }).toString(),
      })
      if (answer.statusCode !== 403) taken += 1
      const ms = performance.now() - began
      tally.add('a forged form', { faults: faultsOf(answer, ms), ms, done: false, at: url, example: () => url })
    }
  return taken
}

async function tryTarget(world: World, tally: Tally, name: string, target: string) {
  const query = `?${new URLSearchParams({ [name]: target })}`
  for (const answer of [
    // One sign-in in nine is real: a hash costs more than all the rest.
    ...(name === 'to' ? [await signIn(world, { query })] : []),
    await world.app.inject(`/sign-in${query}`),
    await world.app.inject(`/cases${query}`),
  ]) {
    const form = /<form[^>]+action="([^"]*)"/.exec(answer.body)?.[1]?.replaceAll('&amp;', '&')
    const faults = faultsOf(answer, 0)
    if (form !== undefined && leadsAway(form)) faults.push('away')
    tally.add('a redirection', {
      faults,
      ms: 0,
      done: answer.statusCode === 303,
      at: `${name} of sign-in`,
      example: () => `${target} led to ${answer.headers.location ?? form}`,
    })
  }
}

/** The median time to refuse a known account over that of an unknown one: one where the time tells nobody who has an account. */
export async function timeOfRefusal(world: World, tries: number) {
  const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] }
  for (let turn = 0; turn < tries * 2; turn++) {
    const which = turn % 2 === 0 ? 'known' : 'unknown'
    await world.database.load('UPDATE access.account SET failures = 0, locked_until = NULL WHERE worker = $1', [WORKER])
    const began = performance.now()
    await signIn(world, {
      email: which === 'known' ? EMAIL : `nobody-${turn}@nowhere.example`,
      password: `not the password ${turn}`,
    })
    times[which].push(performance.now() - began)
  }
  return { known: middleOf(times.known), unknown: middleOf(times.unknown) }
}

const middleOf = (times: readonly number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
