import { setTimeout as wait } from 'node:timers/promises'
import { WeftError } from '../../kernel/errors.ts'
import { parseJson } from '../parse-json.ts'
import { PEOPLE, type PeopleSource, type SourceAnswer } from './source.ts'

const MOST_BYTES = 5 * 1024 * 1024
const TRIES = 4
const FIRST_PAUSE = 200
const LONGEST_PAUSE = 5_000

/** `timeout` in milliseconds, for each try with its body; `pause` waits that many milliseconds between tries. */
export type HttpSourceOptions = {
  readonly timeout: number
  readonly token?: string
  readonly pause?: (milliseconds: number) => Promise<unknown>
}

/**
 * The partner API at `baseUrl`. Answers 429 and 5xx, and no answer at all, are tried again three times, each pause
 * twice the last or as long as the answer asks for, five seconds at most. Redirects are given back and not followed, so
 * the token never goes elsewhere. Refuses with `setup.refused` a base that is not http or https; throws
 * `outside.failed` for no answer in time, a body over 5 MiB, or one that is not JSON.
 */
export function httpSource(baseUrl: string, options: HttpSourceOptions): PeopleSource {
  const base = webAddress(baseUrl)
  const { pause = wait } = options
  return {
    async get(path) {
      if (!path.startsWith(PEOPLE)) throw new WeftError('outside.failed', `Only ${PEOPLE} is read from this source.`)
      for (let tried = 1; ; tried += 1) {
        const answer = await ask(`${base}${path}`, options)
        if (answer instanceof WeftError && tried === TRIES) throw answer
        if (!(answer instanceof WeftError) && (!worthAnotherTry(answer.status) || tried === TRIES)) return answer
        await pause(pauseAfter(tried, answer instanceof WeftError ? null : answer.after))
      }
    },
  }
}

function webAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:')
    throw new WeftError('setup.refused', 'Give the address of the people source as https:// and its host.')
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}

const worthAnotherTry = (status: number) => status === 429 || status >= 500

function pauseAfter(tried: number, after: string | null): number {
  const asked = after !== null && /^\d{1,6}$/.test(after) ? Number(after) * 1_000 : FIRST_PAUSE * 2 ** (tried - 1)
  return Math.min(asked, LONGEST_PAUSE)
}

/** One try: its answer, or as a value the error of a connection that failed, which may be tried again. */
async function ask(url: string, { timeout, token }: HttpSourceOptions) {
  try {
    const headers = { accept: 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }
    const response = await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(timeout) })
    return await answerOf(response)
  } catch (error) {
    if (error instanceof WeftError) throw error
    return new WeftError('outside.failed', 'The people source did not answer in time. Try again later.')
  }
}

async function answerOf(response: Response): Promise<SourceAnswer & { after: string | null }> {
  const { status, headers } = response
  const location = headers.get('location')
  const after = headers.get('retry-after')
  if (status !== 200) {
    await response.body?.cancel()
    return { status, body: undefined, after, ...(location === null ? {} : { location }) }
  }
  const text = await textOf(response)
  try {
    return { status, body: parseJson(text), after }
  } catch {
    throw new WeftError('outside.failed', 'The people source answered with something that is not JSON, or cut short.')
  }
}

async function textOf(response: Response): Promise<string> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body ?? []) {
    size += part.byteLength
    if (size > MOST_BYTES)
      throw new WeftError('outside.failed', 'The people source answered with more than 5 MiB. Ask its operator why.')
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}
