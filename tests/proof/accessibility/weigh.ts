import type { Wanted } from '../proof.ts'
import type { Inspector } from './inspector.ts'
import type { Visit } from './visits.ts'

/** What a browser took from the network for one page, by its own record. */
type Weight = { requests: number; transferred: number; decoded: number }
type Weighed = { visit: Visit; first: Weight; again: Weight }

/** A page for somebody who has not been here before, and for somebody who has: thousands of bytes on the wire, and requests. */
const BARS = { first: { kilobytes: 100, requests: 5 }, again: { kilobytes: 60, requests: 2 } } as const

const KINDS: readonly (readonly [string, RegExp])[] = [
  ['referral or service', /^\/cases\/.*\/referrals|^\/referrals/],
  ['hand-over', /hand-overs|\/flows$/],
  ['case', /^\/cases/],
  ['figures and month', /^\/(areas|months|measures)/],
  ['agreement or statement', /^\/(agreements|statements|offers)/],
  ['partner', /^\/organisations|coverage/],
  ['Today', /^\/$/],
  ['account and access', /^\/(account|users|limited|glass|looks|journal|sign-in)/],
]

const kindOf = (route: string) => KINDS.find(([, is]) => is.test(route))?.[0] ?? 'anything else'

/** Weighs these pages, each twice in a browser of its own, and says for each kind of page what its heaviest took. */
export async function weigh(inspector: Inspector, visits: readonly Visit[], print: Wanted['print']): Promise<void> {
  const kinds = new Map<string, Weighed[]>()
  for (const visit of visits) {
    const weighed = { visit, ...(await weighOne(inspector, visit)) }
    const kind = kindOf(visit.route)
    kinds.set(kind, [...(kinds.get(kind) ?? []), weighed])
  }
  for (const [kind, all] of kinds) tell(kind, all, print)
  const most = (of: 'first' | 'again') => Math.max(...[...kinds.values()].flat().map(each => each[of].requests))
  for (const [of, name] of [
    ['first', 'most requests for a first page'],
    ['again', 'most requests for a page after it'],
  ] as const) {
    const atMost = BARS[of].requests
    print({ name, held: most(of) <= atMost, measured: most(of), unit: 'requests', bar: { atMost } })
  }
}

function tell(kind: string, all: readonly Weighed[], print: Wanted['print']) {
  const heaviest = (of: 'first' | 'again') => all.toSorted((a, b) => b[of].transferred - a[of].transferred)[0]
  const [first, again] = [heaviest('first'), heaviest('again')]
  if (!first || !again) return
  const measured = first.first.transferred / 1000
  print({
    name: `heaviest first page: ${kind}`,
    held: measured <= BARS.first.kilobytes && again.again.transferred / 1000 <= BARS.again.kilobytes,
    measured,
    unit: 'kB transferred',
    bar: { atMost: BARS.first.kilobytes },
    note:
      `${first.visit.route}: ${inWords(first.first)}. Afterwards ${again.visit.route} is heaviest: ${inWords(again.again)}, ` +
      `at most ${BARS.again.kilobytes} kB. ${all.length} routes.`,
  })
}

const inWords = ({ requests, transferred, decoded }: Weight) =>
  `${requests} requests, ${(transferred / 1000).toFixed(1)} kB transferred, ${(decoded / 1000).toFixed(1)} kB decoded`

async function weighOne(inspector: Inspector, visit: Visit): Promise<{ first: Weight; again: Weight }> {
  const page = await inspector.openPage(visit)
  const record = await page.context().newCDPSession(page)
  await record.send('Network.enable')
  let weight: Weight = { requests: 0, transferred: 0, decoded: 0 }
  const decoded = new Map<string, number>()
  record.on('Network.dataReceived', ({ requestId, dataLength }) => {
    decoded.set(requestId, (decoded.get(requestId) ?? 0) + dataLength)
  })
  // What the browser kept from before finishes too, without a byte.
  record.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (encodedDataLength === 0) return
    weight.requests += 1
    weight.transferred += encodedDataLength
    weight.decoded += decoded.get(requestId) ?? 0
  })
  const load = async () => {
    weight = { requests: 0, transferred: 0, decoded: 0 }
    await page.goto(visit.site.address + visit.url, { waitUntil: 'load' })
    return weight
  }
  try {
    const first = await load()
    return { first, again: await load() }
  } finally {
    await page.context().close()
  }
}
