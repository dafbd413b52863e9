import type { ProofLine } from '../proof.ts'
import type { Subscriber } from './lateness.ts'
import type { Subscribed } from './subscribers.ts'

export const EVENTS_A_SECOND = 200
const MOST_LATE_MS = 1000
const LEAST_SUBSCRIBERS = 50

/** What a run found. `missing`: recordings that a subscriber of their area never heard of; `wrong`: figures that differ from their sessions at the end. */
type Found = {
  subscribed: readonly Subscribed[]
  screen: { subscriber: Subscriber } | undefined
  recorded: number
  perSecond: number
  missing: number
  wrong: number
}

export function linesOf({ subscribed, screen, recorded, perSecond, missing, wrong }: Found): ProofLine[] {
  const lost = subscribed.filter(({ stream }) => stream.lost).length
  return [
    {
      name: 'events of the journal while figures were followed',
      held: perSecond >= EVENTS_A_SECOND,
      measured: rounded(perSecond),
      unit: 'a second',
      bar: { atLeast: EVENTS_A_SECOND },
      note: `${recorded.toLocaleString('en-GB')} sessions recorded.`,
    },
    {
      name: 'who followed',
      held: subscribed.length - lost >= LEAST_SUBSCRIBERS,
      measured: subscribed.length - lost,
      unit: 'subscribers',
      bar: { atLeast: LEAST_SUBSCRIBERS },
      note: `Of ${new Set(subscribed.map(({ area }) => area)).size} areas.`,
    },
    lateness(
      'from a commit to the figure at a subscriber, 99 in 100 within',
      subscribed.flatMap(({ subscriber }) => [...subscriber.milliseconds]),
    ),
    screen === undefined
      ? { ...lateness(SCREEN, []), note: 'There is no Chromium here to look into.' }
      : lateness(SCREEN, screen.subscriber.milliseconds),
    {
      name: 'figures that a subscriber never heard',
      held: missing === 0,
      measured: missing,
      unit: 'figures',
      bar: NONE,
    },
    {
      name: 'figures that differ from their sessions in the end',
      held: wrong === 0,
      measured: wrong,
      unit: 'figures',
      bar: NONE,
    },
  ]
}

const SCREEN = 'from a commit to the figure on the page of one area in a browser, 99 in 100 within'
const NONE = { atMost: 0 } as const

function lateness(name: string, milliseconds: readonly number[]): ProofLine {
  const sorted = milliseconds.toSorted((one, other) => one - other)
  const at = (share: number) => Math.round(sorted[Math.floor(sorted.length * share)] ?? Number.NaN)
  return {
    name,
    held: at(0.99) <= MOST_LATE_MS,
    measured: at(0.99),
    unit: 'ms',
    bar: { atMost: MOST_LATE_MS },
    p50_ms: at(0.5),
    p95_ms: at(0.95),
    note: `${sorted.length.toLocaleString('en-GB')} times; half within ${at(0.5)} ms, the slowest ${at(1 - Number.EPSILON)} ms.`,
  }
}

const rounded = (value: number) => Math.round(value * 10) / 10
