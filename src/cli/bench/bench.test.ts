import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import type { BenchLine } from './measure.ts'
import { runBench } from './run-bench.ts'

const LINES = [
  'case list',
  'case list without its look',
  'case by id',
  'case by id without its look',
  'search by name',
  'search by sound',
  'search by identifier',
  'open obligations',
  'Today',
  'case list page, in process',
  'case list page, over loopback',
  ...['case page', 'search page', 'Today page', 'referrals page', 'area page', 'figure page'].flatMap(page => [
    `${page}, in process`,
    `${page}, over loopback`,
  ]),
  'access.scope() once',
  'record a session',
  'accept a referral',
  'events through journal and obligations',
  'recomputation of a dirty figure',
  'month close per 1,000 cases',
]

test('a small bench holds both sides to the same rows and gives each line with finite numbers', {
  timeout: 600_000,
}, async () => {
  const lines: BenchLine[] = []
  await runBench({
    people: 30,
    asOf: Temporal.PlainDate.from('2026-10-14'),
    rounds: { warm: 0, counted: 2 },
    print: line => lines.push(line),
    log: () => {},
  })
  expect(lines.map(line => line.name)).toEqual(LINES)
  for (const { name, people, of, p50_ms, p95_ms, ratio } of lines) {
    expect(people, name).toBe(30)
    expect(of, name).not.toBe('')
    for (const number of [p50_ms, p95_ms, ratio]) expect(Number.isFinite(number), name).toBe(true)
  }
})
