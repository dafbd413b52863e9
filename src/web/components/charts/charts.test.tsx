import type { VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { describe, expect, test } from 'vitest'
import {
  AssuranceIcon,
  BarChart,
  CashChart,
  CoverageGrid,
  CustodyStrip,
  FlowChart,
  FunnelChart,
  VariationIcon,
  XmRChart,
  type XmRPhase,
} from './index.ts'

const words = { id: 'chart', finding: 'It fell in March.', description: 'Three months.', csvHref: '/figures.csv' }
const percent = (value: number) => `${value.toFixed(1)}%`

const count = (html: string, pattern: RegExp) => html.match(pattern)?.length ?? 0
const drawing = (html: string) => /<svg[^>]*weft-chart__drawing.*?<\/svg>/s.exec(html)?.[0] ?? ''
const cells = (html: string) =>
  Array.from(html.matchAll(/<t[hd] [^>]*>(.*?)<\/t[hd]>/gs), ([, cell]) => (cell ?? '').replace(/<[^>]+>/g, ''))

const phases: readonly XmRPhase[] = [
  {
    points: [
      { label: 'Jan', value: 95, mark: 'common', target: 97 },
      { label: 'Feb', value: 96, mark: 'common', target: 97 },
      { label: 'Mar', value: 88, mark: 'concern', target: 97 },
    ],
    mean: 93,
    upper: 98,
    lower: 89,
  },
  { points: [{ label: 'Apr', value: 99, mark: 'improvement' }], mean: 99, upper: 99, lower: 99, rebased: 'plan 4' },
]
const xmr = <XmRChart {...words} phases={phases} figured={percent} />

const bars = (
  <BarChart
    {...words}
    labels={['Jan', 'Feb']}
    series={[
      { name: 'Accepted', values: [8, 9] },
      { name: 'Waiting', values: [2, 0] },
    ]}
    levels={[{ name: 'Minimum', values: [9, undefined] }]}
    figured={String}
  />
)

const cash = (
  <CashChart
    {...words}
    figured={value => `£${value}`}
    months={[
      { label: 'Jan', agreed: 100, paid: 90 },
      { label: 'Feb', agreed: 100, expected: 95 },
    ]}
  />
)

const day = (at: number) => ({ at, words: `${at} March 2026` })
const strip = (
  <CustodyStrip
    {...words}
    from={day(1)}
    to={day(31)}
    ticks={[day(1), day(31)]}
    spans={[
      { organisation: 'HMP Marsh Lane', from: day(1), to: day(9) },
      { organisation: 'Brook House', from: day(9), officer: 'Ada Lowry' },
    ]}
    joints={[{ when: day(9), from: 'HMP Marsh Lane', to: 'Brook House', words: 'Landed late.' }]}
    gaps={[{ from: day(10), to: day(20), words: '10 days.' }]}
  />
)

const flow = (
  <FlowChart
    {...words}
    flows={[
      { from: 'South Vale', to: 'North Vale', volume: 9, medianDays: '2 days', returned: 0, landedInTime: '100%' },
      { from: 'HMP Marsh Lane', to: 'North Vale', volume: 40, medianDays: '3 days', returned: 4, landedInTime: '80%' },
    ]}
  />
)

const funnel = (
  <FunnelChart
    {...words}
    figured={percent}
    mean={90}
    limits={[10, 50, 100].map(cases => ({ cases, low95: 80, high95: 95, low998: 75, high998: 99 }))}
    points={[
      { name: 'Stepway', cases: 40, value: 91, mark: 'common', words: 'Within the limits' },
      { name: 'Brook House', cases: 80, value: 70, mark: 'concern', words: 'Below the 99.8% limit' },
    ]}
  />
)

const drawings: readonly [string, VNode][] = [
  ['a process chart', xmr],
  ['a bar chart', bars],
  ['a cash chart', cash],
  ['a custody strip', strip],
  ['a flow chart', flow],
  ['a funnel', funnel],
]

describe.each(drawings)('%s', (_, chart) => {
  test('says its finding, has a title, a description, the table and the CSV', () => {
    const html = renderToString(chart)
    expect(html).toContain('<figcaption class="weft-chart__finding">It fell in March.</figcaption>')
    expect(drawing(html)).toContain('role="img" aria-labelledby="chart-title chart-desc"')
    expect(drawing(html)).toContain('<title id="chart-title">It fell in March.</title>')
    expect(drawing(html)).toContain('<desc id="chart-desc">Three months.</desc>')
    expect(count(html, /<table /g)).toBe(1)
    expect(html).toContain('href="/figures.csv"')
  })

  test('gives the same bytes for the same figures, and no coordinate that is not a number', () => {
    expect(renderToString(chart)).toBe(renderToString(chart))
    expect(renderToString(chart)).not.toMatch(/NaN|Infinity|undefined|null/)
  })

  test('carries no style of its own, which the content security policy would refuse', () => {
    expect(renderToString(chart)).not.toMatch(/ style=|<style/)
  })
})

test('a process chart marks each point by its own shape', () => {
  const svg = drawing(renderToString(xmr))
  expect(count(svg, /class="weft-mark /g)).toBe(4)
  const shapes = Array.from(svg.matchAll(/weft-mark--(\w+)" d="([^"]+)"/g), ([, mark, shape]) => `${mark} ${shape}`)
  expect(new Set(shapes).size).toBe(3)
})

test('a process chart draws limits for each phase, its target where there is one, and where it was re-based', () => {
  const svg = drawing(renderToString(xmr))
  expect(count(svg, /class="weft-xmr__mean"/g)).toBe(2)
  expect(count(svg, /class="weft-xmr__limit"/g)).toBe(4)
  expect(count(svg, /class="weft-xmr__target"/g)).toBe(3)
  expect(svg).toContain('Re-based: plan 4')
})

test('the table of a process chart says what each point is in words', () => {
  const table = cells(renderToString(xmr))
  expect(table.slice(7 + 14, 7 + 21)).toEqual([
    'Mar',
    '88.0%',
    '97.0%',
    '93.0%',
    '89.0%',
    '98.0%',
    'Special cause, concern',
  ])
  expect(table.at(-1)).toBe('Special cause, improvement. Re-based: plan 4')
})

test('stacked bars stand on each other and a level is marked only where there is one', () => {
  const svg = drawing(renderToString(bars))
  const rects = Array.from(svg.matchAll(/y="([\d.]+)" height="([\d.]+)"/g), ([, y, height]) => [
    Number(y),
    Number(height),
  ])
  expect(rects).toHaveLength(4)
  const [accepted, waiting] = rects
  expect((waiting?.[0] ?? 0) + (waiting?.[1] ?? 0)).toBeCloseTo(accepted?.[0] ?? 0, 0)
  expect(count(svg, /class="weft-level /g)).toBe(1)
  expect(cells(renderToString(bars))).toEqual([
    'When',
    'Accepted',
    'Waiting',
    'Minimum',
    'Jan',
    '8',
    '2',
    '9',
    'Feb',
    '9',
    '0',
    'None',
  ])
})

test('a cash chart shows a month as paid or as expected, never as both', () => {
  expect(cells(renderToString(cash)).slice(4)).toEqual(['Jan', '£90', '£0', '£100', 'Feb', '£0', '£95', '£100'])
})

test('a custody strip has a span an organisation, a joint a hand-over and each gap in contact', () => {
  const svg = drawing(renderToString(strip))
  expect(count(svg, /weft-custody__span/g)).toBe(2)
  expect(count(svg, /weft-custody__joint/g)).toBe(1)
  expect(count(svg, /weft-custody__gap/g)).toBe(1)
})

test('the table of a custody strip runs through time and says who is responsible still', () => {
  expect(cells(renderToString(strip)).slice(3)).toEqual([
    '1 March 2026',
    '9 March 2026',
    'HMP Marsh Lane responsible',
    '9 March 2026',
    'Still, on 31 March 2026',
    'Brook House responsible, Ada Lowry',
    '9 March 2026',
    '',
    'Hand-over from HMP Marsh Lane to Brook House. Landed late.',
    '10 March 2026',
    '20 March 2026',
    'Gap in contact. 10 days.',
  ])
})

test('a ribbon is as thick as its share of all hand-overs', () => {
  const svg = drawing(renderToString(flow))
  const widths = Array.from(svg.matchAll(/stroke-width="([\d.]+)"/g), ([, width]) => Number(width))
  expect(widths).toHaveLength(2)
  expect((widths[1] ?? 0) / (widths[0] ?? 1)).toBeCloseTo(40 / 9, 1)
  expect(cells(renderToString(flow))[6]).toBe('HMP Marsh Lane')
})

test('a funnel has four limits and a mark an organisation, and lists them by name and not by rank', () => {
  const svg = drawing(renderToString(funnel))
  expect(count(svg, /weft-funnel__limit--95/g)).toBe(2)
  expect(count(svg, /weft-funnel__limit--998/g)).toBe(2)
  expect(count(svg, /class="weft-mark /g)).toBe(2)
  expect(cells(renderToString(funnel)).slice(4)).toEqual([
    'Brook House',
    '80',
    '70.0%',
    'Below the 99.8% limit',
    'Stepway',
    '40',
    '91.0%',
    'Within the limits',
  ])
})

test('the coverage grid says each hole in its cell and once more in plain words', () => {
  const html = renderToString(
    <CoverageGrid
      caption="Coverage"
      needs={['Debt']}
      places={['Eastmoor', 'Holmby']}
      cells={[{ need: 'Debt', place: 'Eastmoor', demand: 5, capacity: 1, hole: '4 people a month have no place.' }]}
    />,
  )
  expect(count(html, /weft-coverage__hole/g)).toBe(1)
  expect(html).toContain('5 needed, 1 place<')
  expect(html).toContain('<li>Debt, Eastmoor: 4 people a month have no place.</li>')
  expect(cells(html).at(-1)).toBe('Not known')
})

test('an icon says by letter, by shape and in words what its colour says', () => {
  const concern = renderToString(<VariationIcon variation={{ mark: 'concern', side: 'low' }} />)
  const better = renderToString(<VariationIcon variation={{ mark: 'improvement', side: 'low' }} />)
  const shape = (html: string) => / d="([^"]+)"/.exec(html)?.[1]
  expect(concern).toContain('aria-label="Special cause, concern, low"')
  expect(concern).toContain('>L</text>')
  expect(shape(concern)).not.toBe(shape(better))
  expect(renderToString(<AssuranceIcon assurance="fail" />)).toContain('>F</text>')
})
