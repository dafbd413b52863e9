/** One thing that was proven or measured. `held`: it reached its bar, or no case of it failed. */
export type ProofLine = {
  name: string
  held: boolean
  /** What was counted or measured, in `unit`. */
  measured: number
  unit: string
  /** What it was held against, in the same unit: at most so much, or at least. */
  bar?: { atMost: number } | { atLeast: number }
  people?: number
  p50_ms?: number
  p95_ms?: number
  /** The median over the median of `of`, taken in the same run. */
  ratio?: number
  of?: string
  /** In a sentence, where the numbers alone do not say it: what failed first, what was not tried. */
  note?: string
}

/** How long and how large a proof may be, and where it says what it found. */
export type Wanted = {
  /** The proof ends by itself after so many minutes, with what it has. */
  minutes: number
  people: number
  /** Of a proof that goes in rounds: how many, unless its minutes are over before. */
  rounds: number
  /** The same seed gives the same cases. */
  seed: number
  print: (line: ProofLine) => void
  log: (words: string) => void
}

/** A large version of what the tests hold in small. It talks to this machine only and ends what it started. */
export type Proof = {
  name: string
  /** What it proves, in a sentence for the report. */
  about: string
  /** The minutes it is given where nothing else is said. */
  minutes: number
  people: number
  /** Of a proof that goes in rounds: how many where nothing else is said. */
  rounds?: number
  run: (wanted: Wanted) => Promise<void>
}
