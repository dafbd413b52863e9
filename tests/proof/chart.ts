import { scaleLinear } from 'd3-scale'
import type { ProofLine } from './proof.ts'

const ROW = 26
const LEFT = 320
const WIDTH = 900
const TOP = 48
const COLOURS = { held: '#00703c', short: '#d4351c' }

/** Bars of what was measured as a share of its bar, for the lines that have one, with the finding as the title and the figures in words. */
export function drawLines(lines: readonly ProofLine[], finding: string): string {
  const drawn = lines.flatMap(line => (line.bar ? [{ line, share: shareOf(line) }] : []))
  const most = Math.max(1.25, ...drawn.map(({ share }) => share))
  const x = scaleLinear([0, most], [LEFT, WIDTH - 70])
  const height = TOP + drawn.length * ROW + 30
  const rows = drawn.map(({ line, share }, at) => {
    const y = TOP + at * ROW
    const colour = line.held ? COLOURS.held : COLOURS.short
    return (
      `<text x="${LEFT - 8}" y="${y + 16}" text-anchor="end">${safe(line.name.slice(0, 46))}</text>` +
      `<rect x="${LEFT}" y="${y + 4}" width="${(x(share) - LEFT).toFixed(1)}" height="${ROW - 10}" fill="${colour}"/>` +
      `<text x="${(x(share) + 6).toFixed(1)}" y="${y + 16}">${(share * 100).toFixed(0)}%</text>`
    )
  })
  const bar = x(1).toFixed(1)
  const described = drawn.map(({ line, share }) => `${line.name} ${(share * 100).toFixed(0)}%`).join('; ')
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" font-family="Arial, sans-serif" font-size="13">` +
    `<title>${safe(finding)}</title><desc>${safe(`Each line as a share of its bar: ${described || 'none has a bar'}.`)}</desc>` +
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>` +
    `<text x="12" y="24" font-size="17" font-weight="bold">${safe(finding)}, as a share of the bar</text>` +
    rows.join('') +
    `<line x1="${bar}" x2="${bar}" y1="${TOP - 8}" y2="${height - 22}" stroke="#0b0c0c" stroke-dasharray="4 3"/>` +
    `<text x="${bar}" y="${height - 8}" text-anchor="middle">the bar</text></svg>\n`
  )
}

const shareOf = ({ measured, bar }: ProofLine): number => {
  if (bar === undefined) return 0
  const against = 'atMost' in bar ? bar.atMost : bar.atLeast
  return against === 0 ? (measured === 0 ? 1 : 2) : measured / against
}

const safe = (words: string) => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
