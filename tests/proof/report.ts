import { mkdir, writeFile } from 'node:fs/promises'
import { cpus, loadavg, totalmem } from 'node:os'
import { Temporal } from 'temporal-polyfill'
import { londonDay } from '../../src/kernel/calendar.ts'
import { dateInWords } from '../../src/kernel/words.ts'
import { drawLines } from './chart.ts'
import type { Proof, ProofLine } from './proof.ts'

const FOLDER = new URL('../../docs/quality/', import.meta.url)
const GIB = 2 ** 30

type Run = { minutes: number; people: number; rounds: number; seed: number; seconds: number }

/** Writes the report of one run, with its chart beside it, and returns its name below docs/quality. */
export async function writeReport(proof: Proof, lines: readonly ProofLine[], run: Run): Promise<string> {
  await mkdir(FOLDER, { recursive: true })
  const day = londonDay(Temporal.Now.instant())
  const name = `${day}-${proof.name}`
  await writeFile(new URL(`${name}.svg`, FOLDER), drawLines(lines, findingOf(lines)))
  await writeFile(new URL(`${name}.md`, FOLDER), reportOf({ proof, lines, run, day: dateInWords(day), name }))
  return `docs/quality/${name}.md`
}

type Report = { proof: Proof; lines: readonly ProofLine[]; run: Run; day: string; name: string }

function reportOf({ proof, lines, run, day, name }: Report): string {
  const [one] = loadavg()
  return [
    `# ${proof.name}: ${findingOf(lines)}`,
    '',
    `${proof.about} Run on ${day} with \`npm run proof -- ${proof.name} --minutes ${run.minutes} --people ${run.people}${proof.rounds === undefined ? '' : ` --rounds ${run.rounds}`} --seed ${run.seed}\``,
    `in ${run.seconds.toFixed(0)} seconds on ${cpus().length} cores with ${(totalmem() / GIB).toFixed(0)} GiB and Node ${process.versions.node}; load at the end ${one?.toFixed(1)}.`,
    '',
    `![${findingOf(lines)}](${name}.svg)`,
    '',
    '| what | measured | bar | held |',
    '|---|---:|---:|---|',
    ...lines.map(
      line => `| ${cell(line.name)} | ${measuredOf(line)} | ${barOf(line)} | ${line.held ? 'yes' : '**no**'} |`,
    ),
    '',
    ...shortfallOf(lines),
  ].join('\n')
}

function shortfallOf(lines: readonly ProofLine[]): string[] {
  const noted = lines.filter(line => line.note !== undefined || !line.held)
  if (noted.length === 0) return []
  return ['## To know', '', ...noted.map(line => `- ${line.name}: ${line.note ?? 'falls short of its bar.'}`), '']
}

/** The finding, as the chart's title and the report's. */
function findingOf(lines: readonly ProofLine[]): string {
  const short = lines.filter(line => !line.held)
  if (lines.length === 0) return 'nothing was measured'
  if (short.length === 0) return `all ${lines.length} lines hold`
  return `${short.length} of ${lines.length} lines fall short`
}

const cell = (words: string) => words.replaceAll('|', '\\|')

function measuredOf({ measured, unit, p95_ms, ratio, of }: ProofLine): string {
  const parts = [`${figured(measured)} ${unit}`]
  if (p95_ms !== undefined) parts.push(`95 in 100 within ${figured(p95_ms)} ms`)
  if (ratio !== undefined) parts.push(`${figured(ratio)} times ${of}`)
  return cell(parts.join('; '))
}

function barOf({ bar, unit }: ProofLine): string {
  if (bar === undefined) return ''
  return 'atMost' in bar ? `at most ${figured(bar.atMost)} ${unit}` : `at least ${figured(bar.atLeast)} ${unit}`
}

const figured = (value: number) => value.toLocaleString('en-GB', { maximumFractionDigits: 3 })
