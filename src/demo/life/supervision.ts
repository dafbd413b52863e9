import { addOpenDays, at, dayAt, dayText, type Ms, openDay } from '../clock.ts'
import type { Person } from '../person.ts'
import type { PlannedGoal, Sentenced } from './acts.ts'
import { afterwards, type Diary, later, newKey, write } from './diary.ts'
import { byManager, byOfficer, officerOf, type Stint } from './stint.ts'
import { GOAL_WORDS, OWN_WORDS } from './words.ts'

const DAY_MS = 86_400_000
/** How far beyond the last day appointments are still made up: the next one is always booked. */
const AHEAD = 40

/** Opens the case and does what is done first: contact, sentence, needs and risk. */
export function beginSupervision(
  diary: Diary,
  { person, stint, sentence, source }: { person: Person; stint: Stint; sentence: Sentenced; source: string },
): void {
  const { random } = diary
  const open = stint.from
  write(diary, open, byOfficer(stint, open), { act: 'open', officer: officerOf(stint, open), source })
  write(diary, open + 120_000, byOfficer(stint, open), { act: 'contact', address: person.address, phone: person.phone })
  recordSentence(diary, { stint, when: open + 240_000, sentence })
  const assessed = later(random, open, random.int(0, 4))
  write(diary, Math.max(assessed, open + 600_000), byOfficer(stint, assessed), {
    act: 'assess needs',
    needs: person.needs,
  })
  write(diary, Math.max(assessed, open + 600_000) + 60_000, byOfficer(stint, assessed), {
    act: 'assess risk',
    level: person.risk,
    warnings: person.risk !== 'low' && random.chance(0.08) ? [random.pick(['to staff', 'to children', 'arson'])] : [],
  })
  if (sentence.kind === 'custody') beginPlan(diary, { person, stint, from: Math.max(assessed, open + 600_000) })
  else firstAppointments(diary, { person, stint, from: open + 1_800_000, within: 5 })
}

function recordSentence(
  diary: Diary,
  { stint, when, sentence }: { stint: Stint; when: Ms; sentence: Sentenced },
): void {
  const { random } = diary
  const custody = sentence.kind === 'custody'
  const keys = Array.from({ length: custody ? 3 : 1 }, () => newKey(random))
  const by = byOfficer(stint, when)
  write(diary, when, by, { act: 'sentence', sentences: keys, said: sentence })
  const [key] = keys
  if (custody || key === undefined) return
  const require = (after: number, kind: string, amount: number) =>
    write(diary, when + after, by, { act: 'require', requirement: newKey(random), sentence: key, kind, amount })
  require(60_000, 'rehabilitation_activity', random.int(2, 6) * 5)
  if (random.chance(0.35)) require(90_000, 'unpaid_work', random.int(4, 20) * 10)
}

/** The first appointment, again if it is missed, and the plan that follows the first one attended. */
export function firstAppointments(
  diary: Diary,
  { person, stint, from, within }: { person: Person; stint: Stint; from: Ms; within: number },
): void {
  const { random } = diary
  let bookedAt = later(random, from, 0)
  const inTime = random.chance(within === 1 ? 0.985 : 0.955)
  let day = openDay(addOpenDays(dayAt(from), inTime ? random.int(1, within) : within + random.int(1, 4)))
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const came = attempt === 3 || random.chance(0.8) ? 'attended' : 'missed'
    const startsAt = at(day, random.int(9, 15), 15 * random.int(0, 3))
    const recordedAt = appointment(diary, {
      stint,
      bookedAt: Math.min(bookedAt, startsAt - 600_000),
      startsAt,
      came,
      meeting: 'first',
    })
    if (came === 'attended') {
      makePlan(diary, { person, stint, from: recordedAt })
      return
    }
    bookedAt = recordedAt + 300_000
    day = addOpenDays(dayAt(recordedAt), random.int(2, 5))
  }
}

/** The plan with its goals and steps, made in the first days. */
function beginPlan(diary: Diary, { person, stint, from }: { person: Person; stint: Stint; from: Ms }): void {
  const { random } = diary
  const madeAt = later(random, from, random.int(1, 6))
  write(diary, madeAt, byOfficer(stint, madeAt), {
    act: 'plan',
    ownWords: random.pick(OWN_WORDS),
    goals: goalsFor(diary, person),
    reviewOn: dayText(openDay(dayAt(madeAt) + 90)),
  })
}

/** The plan made where there is none yet, declared complete once, and its small wins as they come. */
function makePlan(diary: Diary, { person, stint, from }: { person: Person; stint: Stint; from: Ms }): void {
  const { random } = diary
  if (diary.acts.some(act => act.act === 'complete plan')) return
  if (!diary.acts.some(act => act.act === 'plan')) beginPlan(diary, { person, stint, from })
  const completedAt = later(random, from, random.chance(0.88) ? random.int(7, 14) : random.int(16, 26))
  if (completedAt < stint.to - DAY_MS)
    write(diary, completedAt, byOfficer(stint, completedAt), { act: 'complete plan' })
  const goals = diary.acts.flatMap(act => (act.act === 'plan' ? act.goals : []))
  let when = completedAt
  for (const goal of goals)
    for (const step of goal.steps) {
      when = later(random, when, random.int(10, 45))
      if (when >= stint.to - DAY_MS || dayAt(when) > diary.asOf) return
      if (random.chance(0.62))
        write(diary, when, byOfficer(stint, when), {
          act: 'achieve',
          goal: goal.goal,
          step: step.step,
          evidence: 'Seen by the officer at an appointment.',
        })
    }
}

function goalsFor({ random }: Diary, person: Person): PlannedGoal[] {
  const wanting = person.needs.filter(need => need.severity !== 'none').map(need => need.need)
  return (wanting.length > 0 ? wanting.slice(0, 3) : (['thinking'] as const)).map(need => {
    const words = GOAL_WORDS[need]
    return {
      goal: newKey(random),
      words: words.goal,
      need,
      weight: random.int(1, 2),
      steps: words.steps.map(step => ({ step: newKey(random), words: step, weight: random.int(1, 3) })),
    }
  })
}

/** Regular appointments from the third week to the end, each booked at the one before. */
export function supervise(diary: Diary, stint: Stint): void {
  const { random } = diary
  const custody = stint.by.organisation.roles.some(role => role.role === 'prison')
  let bookedAt = later(random, stint.from + 3_600_000, random.int(6, 9))
  let day = openDay(dayAt(stint.from) + random.int(22, 30))
  const [, changed] = stint.officers
  if (changed && changed.from < stint.to)
    write(diary, changed.from, byManager(stint), {
      act: 'change officer',
      officer: changed.worker,
      reason: 'Workload shared out anew',
    })
  while (at(day, 18) < stint.to && day < diary.asOf + AHEAD && bookedAt < stint.to) {
    const startsAt = at(day, random.int(9, 16), 15 * random.int(0, 3))
    const came = random.weighted([
      ['attended', 80],
      ['late', 6],
      ['missed', 14],
    ] as const)
    bookedAt = appointment(diary, { stint, bookedAt, startsAt, came, meeting: 'regular' }) + 120_000
    day = openDay(dayAt(startsAt) + (custody ? random.int(26, 35) : random.int(18, 30)))
  }
}

/** One appointment with the officer: booked, held or not, recorded. Returns when it was recorded. */
function appointment(
  diary: Diary,
  {
    stint,
    bookedAt,
    startsAt,
    came,
    meeting,
  }: { stint: Stint; bookedAt: Ms; startsAt: Ms; came: 'attended' | 'late' | 'missed'; meeting: 'first' | 'regular' },
): Ms {
  const { random } = diary
  const session = newKey(random)
  const booker = byOfficer(stint, bookedAt)
  const minutes = random.pick([20, 30, 30, 45])
  write(diary, bookedAt, booker, {
    act: 'book',
    session,
    reference: null,
    kind: 'supervision',
    startsAt,
    minutes,
    method: meeting === 'first' || random.chance(0.85) ? 'in person at a probation office' : 'phone',
    format: 'one to one',
    worker: officerOf(stint, bookedAt),
  })
  const recordedAt = Math.min(
    later(random, afterwards(startsAt, minutes), random.chance(0.94) ? random.int(0, 1) : random.int(2, 4)),
    stint.to - 60_000,
  )
  write(diary, Math.max(recordedAt, afterwards(startsAt, minutes)), byOfficer(stint, recordedAt), {
    act: 'record',
    session,
    came,
    absence: came === 'missed' ? (random.chance(0.45) ? 'acceptable' : 'not acceptable') : null,
    reason: null,
    done: came !== 'missed' ? 'Went through the plan and the week ahead.' : null,
    skills: [],
  })
  const seenAt = Math.max(recordedAt, afterwards(startsAt, minutes))
  if (random.chance(0.12)) write(diary, seenAt - 30_000, byOfficer(stint, recordedAt), { act: 'look', what: 'case' })
  return seenAt
}

/** The end of supervision: the sentence is over and the case closes. */
export function closeCase(diary: Diary, stint: Stint): void {
  write(diary, stint.to, byOfficer(stint, stint.to), { act: 'close' })
}
