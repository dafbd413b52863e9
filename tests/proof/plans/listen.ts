import pg from 'pg'

/** A statement as the app asked it: how long each time took in milliseconds, and the values of the slowest. */
export type Heard = { readonly text: string; values: readonly unknown[]; readonly times: number[] }

type Config = { text: string; values?: readonly unknown[] }

/** Hears every statement of the app's role in this process until it ends. */
export function listen(): { heard: ReadonlyMap<string, Heard>; end: () => void } {
  const heard = new Map<string, Heard>()
  const query: (...words: unknown[]) => unknown = pg.Client.prototype.query
  const hearing = async function (this: pg.Client, ...words: unknown[]) {
    const begun = performance.now()
    const answer = await query.apply(this, words)
    if (this.user === 'weft_app') hear(heard, asConfig(words), performance.now() - begun)
    return answer
  }
  Object.assign(pg.Client.prototype, { query: hearing })
  return { heard, end: () => Object.assign(pg.Client.prototype, { query }) }
}

function asConfig([what, values]: unknown[]): Config | undefined {
  if (typeof what === 'string') return { text: what, values: Array.isArray(values) ? values : [] }
  return isConfig(what) ? what : undefined
}

const isConfig = (what: unknown): what is Config =>
  typeof what === 'object' && what !== null && 'text' in what && typeof what.text === 'string'

const ASKS = /^\s*(SELECT|WITH|INSERT|UPDATE|DELETE)\b/i

function hear(heard: Map<string, Heard>, config: Config | undefined, time: number) {
  if (config === undefined || !ASKS.test(config.text)) return
  const one = heard.get(config.text) ?? { text: config.text, values: config.values ?? [], times: [] }
  if (one.times.every(each => each < time)) one.values = config.values ?? []
  one.times.push(time)
  heard.set(config.text, one)
}
