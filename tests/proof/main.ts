/** `npm run proof -- NAME …`: runs the large proofs named, or all, and writes a dated report of each under docs/quality. */
import { parseArgs } from 'node:util'
import { PROOFS } from './index.ts'
import type { Proof, ProofLine } from './proof.ts'
import { writeReport } from './report.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: 'string' },
    people: { type: 'string' },
    rounds: { type: 'string' },
    seed: { type: 'string', default: '1' },
    'no-report': { type: 'boolean', default: false },
  },
})

const unknown = positionals.filter(name => !PROOFS.some(proof => proof.name === name))
if (unknown.length > 0) {
  console.error(
    `There is no proof named ${unknown.join(', ')}. There are: ${PROOFS.map(({ name }) => name).join(', ')}.`,
  )
  process.exit(2)
}
let held = true
for (const proof of PROOFS.filter(({ name }) => positionals.length === 0 || positionals.includes(name)))
  held = (await carryOut(proof)) && held
process.exit(held ? 0 : 1)

async function carryOut(proof: Proof): Promise<boolean> {
  const lines: ProofLine[] = []
  const begun = performance.now()
  const wanted = {
    minutes: numberOf(values.minutes) ?? proof.minutes,
    people: numberOf(values.people) ?? proof.people,
    rounds: numberOf(values.rounds) ?? proof.rounds ?? 1,
    seed: numberOf(values.seed) ?? 1,
    print: (line: ProofLine) => {
      lines.push(line)
      console.log(JSON.stringify(line))
    },
    log: (words: string) => console.error(words),
  }
  console.error(`${proof.name}: ${proof.about}`)
  await proof.run(wanted)
  const seconds = (performance.now() - begun) / 1000
  if (!values['no-report']) console.error(`Written to ${await writeReport(proof, lines, { ...wanted, seconds })}.`)
  return lines.length > 0 && lines.every(line => line.held)
}

function numberOf(words: string | undefined): number | undefined {
  if (words === undefined) return undefined
  const number = Number(words)
  if (Number.isFinite(number) && number > 0) return number
  console.error(`${words} is not a number above nought.`)
  return process.exit(2)
}
