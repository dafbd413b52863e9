import { Temporal } from 'temporal-polyfill'
import { londonDay } from '../../../src/kernel/calendar.ts'
import { type Month, monthOf, previousMonth } from '../../../src/kernel/month.ts'
import { type NationData, openNationData } from '../nation-data.ts'
import type { Proof, Wanted } from '../proof.ts'
import { passByHand } from './by-hand.ts'
import { frozenDigest } from './digest.ts'
import { openMonth, type WorkedMonth } from './nation-month.ts'
import { unlikeByHand } from './recount.ts'
import { STEPS, type Step } from './steps.ts'
import { thaw } from './thaw.ts'

/** Seconds for the month of a nation of 300,000 on two cores; of fewer or more people in proportion, and never less than the smallest. */
const BAR = { seconds: 60, people: 300_000, least: 10 } as const
const MOST_TIMES_BY_HAND = 3
/** A nation of so many times fewer people, by which growth is judged, and what a frozen row may cost more in the large one. */
const SMALLER = 20
const MOST_GROWTH = 1.25
/** In which steps it is killed, one after the other. */
const KILLS: readonly Step[] = [
  'gather',
  'recount',
  'recount',
  'freeze',
  'freeze',
  'freeze',
  'statements',
  'statements',
  'close',
]

/** The month that has ended last, which a nation leaves open. */
const openMonthOf = (now: Temporal.Instant): Month => previousMonth(monthOf(londonDay(now)))

/** The month of every area from gathering to its close. */
export const month: Proof = {
  name: 'month',
  about:
    'The last month of all areas is gathered, recounted, frozen with its attribution, paid by statements and closed, from another process; then again, killed at random moments and taken up.',
  minutes: 20,
  people: 20_000,
  run: async wanted => {
    const { rowsPerSecond } = await withMonth(wanted, await openNationData(wanted), worked => prove(worked, wanted))
    const few = Math.max(Math.round(wanted.people / SMALLER), 1_000)
    const smaller = await withMonth(wanted, await openNationData({ ...wanted, people: few }, undefined), measure)
    const growth = smaller.rowsPerSecond / rowsPerSecond
    wanted.print({
      name: `cost of a frozen row beside that with ${few.toLocaleString('en-GB')} people`,
      held: growth <= MOST_GROWTH,
      measured: Math.round(growth * 100) / 100,
      unit: 'times',
      bar: { atMost: MOST_GROWTH },
      people: wanted.people,
    })
  },
}

async function withMonth<T>(
  { log }: Pick<Wanted, 'log'>,
  data: NationData,
  work: (worked: WorkedMonth) => Promise<T>,
): Promise<T> {
  const now = Temporal.Now.instant().round('second')
  const worked = await openMonth({ folder: data.folder, month: openMonthOf(now), now, log })
  try {
    await thaw(worked.superuser, worked.month)
    return await work(worked)
  } finally {
    await worked.close()
    await data.discard()
  }
}

/** The month worked without a stop; rows a second. */
async function measure(worked: WorkedMonth) {
  const run = await worked.run()
  const seconds = STEPS.reduce((sum, step) => sum + run.seconds[step], 0)
  const found = await worked.superuser.query<{ rows: string }>(
    'SELECT count(*) AS rows FROM performance.frozen_row WHERE month = $1',
    [worked.month],
  )
  const rows = Number(found.rows[0]?.rows)
  return { ...run, total: seconds, rows, rowsPerSecond: rows / seconds }
}

async function prove(worked: WorkedMonth, wanted: Wanted) {
  const { superuser, month } = worked
  const people = worked.people
  await passByHand(superuser, month)
  const handAt = performance.now()
  await passByHand(superuser, month)
  const byHand = (performance.now() - handAt) / 1000
  const run = await measure(worked)
  const bar = Math.max((BAR.seconds * people) / BAR.people, BAR.least)
  wanted.print({
    name: 'the month of all areas',
    held: run.total <= bar,
    measured: rounded(run.total),
    unit: 's',
    bar: { atMost: rounded(bar) },
    people,
    note: `${STEPS.map(step => `${step} ${rounded(run.seconds[step])} s`).join(', ')}; ${run.rows.toLocaleString('en-GB')} frozen rows.`,
  })
  wanted.print({
    name: 'the same beside one pass by hand over the same rows',
    held: run.total / byHand <= MOST_TIMES_BY_HAND,
    measured: rounded(run.total / byHand),
    unit: 'times',
    bar: { atMost: MOST_TIMES_BY_HAND },
    people,
    note: `The pass by hand, which keeps nothing, took ${rounded(byHand)} s when it was run a second time.`,
  })
  wanted.print({
    name: 'most memory of the process that works the month',
    held: run.peakMb <= 512,
    measured: Math.round(run.peakMb),
    unit: 'MB',
    bar: { atMost: 512 },
    people,
  })
  const { counted, unlike } = await unlikeByHand(superuser, month)
  wanted.print({
    name: 'frozen figures that the pass by hand counts otherwise',
    held: unlike.length === 0 && counted > 0,
    measured: unlike.length,
    unit: 'figures',
    bar: { atMost: 0 },
    people,
    note: `Of ${counted.toLocaleString('en-GB')}. ${unlike.slice(0, 3).join('; ')}`.trim(),
  })
  await provePatience(worked, wanted, run.seconds)
  return run
}

/** Killed at random moments and taken up, it ends in the same bytes. */
async function provePatience(worked: WorkedMonth, { seed, print }: Wanted, seconds: Readonly<Record<Step, number>>) {
  const { superuser, month } = worked
  const before = await frozenDigest(superuser, month)
  await thaw(superuser, month)
  const kills = await worked.runKilled({ kills: KILLS, seconds, seed })
  const same = (await frozenDigest(superuser, month)) === before
  print({
    name: 'the month killed and taken up ends in other bytes',
    held: same && kills.length > 0,
    measured: same ? 0 : 1,
    unit: 'faults',
    bar: { atMost: 0 },
    people: worked.people,
    note: `Killed ${kills.length} times, during: ${kills.join(', ')}.`,
  })
}

const rounded = (value: number) => Math.round(value * 100) / 100
