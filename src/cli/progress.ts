import { SingleBar } from 'cli-progress'

/** A progress bar on a terminal; nothing where the output is read by a machine. */
export function progressBar(title: string, { json, total = 0 }: { json?: boolean; total?: number }) {
  if (json || !process.stderr.isTTY)
    return { step: (_: string) => {}, at: (_: number, __?: string) => {}, end: () => {} }
  const bar = new SingleBar({ format: `${title} {bar} {value} {what}`, stream: process.stderr, hideCursor: true })
  bar.start(total, 0, { what: '' })
  return {
    step: (what: string) => bar.increment(1, { what }),
    at: (value: number, what = '') => bar.update(value, { what }),
    end: () => bar.stop(),
  }
}
