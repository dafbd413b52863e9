import type { Proof, Wanted } from '../proof.ts'
import { formulasIn, journalAfter, notAsWritten, rowsOf } from './aftermath.ts'
import { FAULTS, type Fault } from './faults.ts'
import { tryImports } from './imports.ts'
import { tryOwnForms } from './own-forms.ts'
import { timeOfRefusal, trySessions } from './sessions.ts'
import { onStage, type Stage } from './stage.ts'
import { blow } from './storm.ts'
import { Tally } from './tally.ts'
import { sendRaw } from './transport.ts'

const LEAST_CASES = 100_000
/** Of the time, what the storm itself may take; the rest is for what comes before and after it. */
const STORM = 0.9
const OTHERS = 'C09'

/** `npm run proof -- hostile --minutes 10`: some 100,000 requests that nobody honest sends. */
export const hostile: Proof = {
  name: 'hostile',
  about:
    'Whatever is sent, by the API, by a form, by a socket or in a file to import, Weft answers in its own words, soon, and keeps what it has.',
  minutes: 10,
  people: 20,
  run: wanted => onStage(stage => carryOut(stage, wanted)),
}

async function carryOut({ world, known, superuserUrl }: Stage, { minutes, seed, print, log }: Wanted) {
  const began = performance.now()
  const spent = () => (performance.now() - began) / 60_000
  const tally = new Tally()
  const none = (name: string, measured: number, unit: string, note?: string) =>
    print({ name, held: measured === 0, measured, unit, bar: { atMost: 0 }, ...(note ? { note } : {}) })
  const before = await rowsOf(superuserUrl, world, OTHERS)

  log('Sessions, redirections, imports and raw sockets.')
  const sessions = await trySessions(world, tally, { seed, each: Math.ceil(minutes * 3) })
  await tryOwnForms(world, tally, { seed, each: Math.ceil(minutes * 20) })
  const refusal = await timeOfRefusal(world, 60)
  await tryImports(world, tally, { seed, each: Math.ceil(minutes * 20) })
  await sendRaw(world.app, tally, Math.ceil(minutes * 3))
  log(`The storm, after ${tally.sent} cases.`)
  await blow(world, known, { seed, each: 6, over: () => spent() > minutes * STORM, tally })

  log(`The aftermath of ${tally.sent} cases.`)
  for (const [place, example] of tally.examples) log(`${place}\n  ${example}`)
  const kinds = Array.from(tally.kinds, ([kind, count]) => `${kind} ${count.toLocaleString('en-GB')}`).join(', ')
  print({
    name: 'cases sent',
    held: tally.sent >= LEAST_CASES,
    measured: tally.sent,
    unit: 'cases',
    bar: { atLeast: LEAST_CASES },
    note: `${kinds}. ${tally.done.toLocaleString('en-GB')} of them were carried out.`,
  })
  for (const fault of ['fails', 'stack', 'markup', 'bare', 'leak', 'away'] as const satisfies readonly Fault[])
    none(FAULTS[fault], tally.count(fault), 'answers', firstOf(tally, fault))
  print({
    name: 'slowest answer',
    held: tally.slowestMs <= 5_000,
    measured: tally.slowestMs / 1000,
    unit: 'seconds',
    bar: { atMost: 5 },
    note: tally.slowest,
  })
  none('sessions planted that were kept', sessions.planted, 'sessions')
  none('sessions used again after sign-out', sessions.replayed, 'sessions')
  none('forged forms taken', sessions.forged, 'forms')
  print({
    name: 'time to refuse a known account',
    held: true,
    measured: refusal.known,
    unit: 'ms',
    ratio: refusal.known / refusal.unknown,
    of: 'an unknown account',
    note: 'medians of 60 tries each, in turn; near 1, the time tells nobody who has an account. Not held against a bar.',
  })
  await lookAfter({ world, known, superuserUrl }, before, none)
}

type None = (name: string, measured: number, unit: string, note?: string) => void

async function lookAfter({ world, known, superuserUrl }: Stage, before: Record<string, string>, none: None) {
  const after = await rowsOf(superuserUrl, world, OTHERS)
  const touched = Object.keys(before).filter(name => before[name] !== after[name])
  none("tables with another area's rows changed", touched.length, 'tables', touched.join(', '))
  const written = await notAsWritten(world, known)
  none('rare words not given back as written', written.length, 'words', written.join('; '))
  const { cells, formulas } = await formulasIn(world, known)
  none('formulas in exports', formulas.length, 'cells', `${cells} cells were read. ${formulas.slice(0, 5).join(' ')}`)
  const journal = await journalAfter(world)
  none(
    'seals of the journal broken',
    journal.ok ? 0 : 1,
    'seals',
    `${journal.events} events in ${journal.seals} seals.`,
  )
}

const firstOf = (tally: Tally, fault: Fault) =>
  Array.from(tally.examples.keys()).find(place => place.startsWith(FAULTS[fault]))
