import fc from 'fast-check'
import { openSession } from '../../../src/access/sign-in.ts'
import { hashOf } from '../../../src/access/token-hash.ts'
import type { World } from '../../../src/web/testing/world.ts'
import { faultsOf } from './faults.ts'
import { TYPES } from './sent.ts'
import { addressOfItsOwn } from './sessions.ts'
import type { Tally } from './tally.ts'
import { oddWords } from './words.ts'

/** Forms that stand beside the routes, since they set secrets: none is in the description. */
const FORMS: readonly (readonly [string, readonly string[]])[] = [
  ['/sign-in', ['email', 'password', 'code', '_key']],
  ['/account/password', ['old', 'fresh']],
  ['/account/second-factor', ['step', 'password', 'code']],
  ['/account/organisation', ['organisation']],
  ['/account/tokens', ['name', 'reach', 'acts', 'until', 'until-year', 'until-month', 'until-day']],
  ['/account/tokens/:token/revoke', []],
  ['/users/:token/first-password', []],
]
const FITTING: Readonly<Record<string, readonly string[]>> = {
  email: ['lead-mate@airedale-lead.example', 'nobody@nowhere.example'],
  step: ['start', 'confirm', 'remove'],
  organisation: ['airedale-lead', 'don-lead'],
  reach: ['read', 'write'],
  acts: ['me', 'system'],
  until: ['2026-12-31', '2027-06-30'],
}

/** Odd words into each field of sign-in and of a person's own account. */
export async function tryOwnForms(world: World, tally: Tally, { seed, each }: { seed: number; each: number }) {
  const { token: session } = await openSession(world.database.scopes, 'lead-admin')
  const found = await world.database.scopes.pool.query<{ csrf: string }>('SELECT csrf FROM access.session_of($1)', [
    hashOf(session),
  ])
  const csrf = found.rows[0]?.csrf ?? ''
  for (const [at, [form, names]] of FORMS.entries()) {
    const fields = fc.record(
      Object.fromEntries(names.map(name => [name, fc.oneof(oddWords, fc.constantFrom(...(FITTING[name] ?? ['1'])))])),
      { requiredKeys: [] },
    )
    for (const [sent, token] of fc.sample(fc.tuple(fields, oddWords), { numRuns: each, seed: seed + at })) {
      const words = new URLSearchParams({ _csrf: csrf })
      for (const [name, value] of Object.entries(sent)) words.append(name, String(value).toWellFormed())
      const began = performance.now()
      const answer = await world.app.inject({
        method: 'POST',
        url: form.replace(':token', encodeURIComponent(token.toWellFormed())),
        remoteAddress: addressOfItsOwn(),
        headers: { 'content-type': TYPES.form, ...(at === 0 ? {} : { cookie: `weft_session=${session}` }) },
        payload: words.toString(),
      })
      const ms = performance.now() - began
      tally.add('an own form', {
        faults: faultsOf(answer, ms),
        ms,
        done: answer.statusCode < 400,
        at: form,
        example: () => `${answer.statusCode} ${JSON.stringify(sent).slice(0, 600)}`,
      })
    }
  }
}
