import { FAULTS, type Fault } from './faults.ts'

/** What was sent, and what went wrong with how many, each with its first example. */
export class Tally {
  sent = 0
  /** Requests that were carried out: the storm is not only refused at the door. */
  done = 0
  slowestMs = 0
  slowest = ''
  readonly kinds = new Map<string, number>()
  readonly examples = new Map<string, string>()
  private readonly counts = new Map<Fault, number>()

  add(
    kind: string,
    answer: { faults: readonly Fault[]; ms: number; done: boolean; at: string; example: () => string },
  ) {
    this.sent += 1
    this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1)
    if (answer.done) this.done += 1
    if (answer.ms > this.slowestMs) {
      this.slowestMs = answer.ms
      this.slowest = `${answer.at} (${kind})`
    }
    for (const fault of answer.faults) this.fault(fault, `${kind}: ${answer.at}`, answer.example)
  }

  fault(fault: Fault, at: string, example: () => string) {
    this.counts.set(fault, (this.counts.get(fault) ?? 0) + 1)
    const place = `${FAULTS[fault]}: ${at}`
    if (!this.examples.has(place)) this.examples.set(place, example())
  }

  count(fault: Fault): number {
    return this.counts.get(fault) ?? 0
  }
}
