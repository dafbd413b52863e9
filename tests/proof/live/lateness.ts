import type { HeardFigure } from './stream.ts'

/** Whose figure of sessions kept a recording raises: one of its area's organisations. */
export type Place = { area: string; organisation: string }

export const SESSIONS_KEPT = 'session-attended'

type Commits = { before: bigint; at: number[] }

/**
 * How late each subscriber hears of each recording: from its commit to the first message that counts it. Recordings of one
 * organisation must commit one after the other, and nothing else may change its figure of the month.
 */
export class Lateness {
  private readonly commits = new Map<string, Commits>()

  /** `before`: what each figure counts before the first recording, by `placeKey`. */
  constructor(
    private readonly month: string,
    private readonly before: ReadonlyMap<string, bigint>,
  ) {}

  committed(place: Place, at: number): void {
    const key = placeKey(place)
    const known = this.commits.get(key)
    if (known) known.at.push(at)
    else this.commits.set(key, { before: this.before.get(key) ?? 0n, at: [at] })
  }

  /** One who follows an area; each counts what it has heard by itself. */
  subscriber(area: string): Subscriber {
    const heard = new Map<string, number>()
    const milliseconds: number[] = []
    return {
      milliseconds,
      hear: figures => {
        const at = performance.now()
        for (const { organisation, ...figure } of figures) {
          if (figure.measure !== SESSIONS_KEPT || figure.month !== this.month) continue
          const key = placeKey({ area, organisation })
          const commits = this.commits.get(key)
          if (!commits) continue
          const counted = Math.min(Number(BigInt(figure.numerator) - commits.before), commits.at.length)
          for (let next = heard.get(key) ?? 0; next < counted; next += 1)
            milliseconds.push(at - (commits.at[next] ?? at))
          heard.set(key, Math.max(heard.get(key) ?? 0, counted))
        }
      },
      missing: () =>
        [...this.commits].reduce(
          (sum, [key, { at }]) => (key.startsWith(`${area} `) ? sum + at.length - (heard.get(key) ?? 0) : sum),
          0,
        ),
    }
  }
}

/** `milliseconds`: how late it heard of each recording; `missing`: of how many of its area it has not heard. */
export type Subscriber = {
  readonly milliseconds: readonly number[]
  hear(figures: readonly HeardFigure[]): void
  missing(): number
}

export const placeKey = ({ area, organisation }: Place): string => `${area} ${organisation}`
