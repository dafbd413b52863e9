import type { Temporal } from 'temporal-polyfill'
import { halfWayRelease } from '../../casework/sentence-dates.ts'
import { seededRandom } from '../../kernel/random.ts'
import type { AreaCast, Cast, CastResponsible } from '../cast.ts'
import { addOpenDays, at, type Day, dayAt, dayNumber, dayText, type Ms, openDay, plainDay, startOf } from '../clock.ts'
import { makePerson, type Person, prisonNumber } from '../person.ts'
import type { Promises } from '../promises.ts'
import type { Life } from './acts.ts'
import { type Diary, inOrder, officeTime, write } from './diary.ts'
import { handOver } from './hand-over.ts'
import { refer } from './referrals.ts'
import { makeStint, type Stint } from './stint.ts'
import { beginSupervision, closeCase, supervise } from './supervision.ts'

/** Share of people who were there when Weft began, and came with the first caseload. */
const FIRST_CASELOAD = 0.25
/** Of the releases from the second prison, those offered at the last moment and answered after the release. */
const LATE_RELEASES = 0.12
const SEASON = [1.08, 1, 1.06, 0.96, 1, 1.02, 1, 0.82, 1.04, 1.06, 1.02, 0.66] as const

/** Everything a life is made from besides its index. */
export type Fate = { readonly cast: Cast; readonly promises: Promises } & History

/** How far the history goes back from the day on which it is told. */
export type History = { readonly asOf: Temporal.PlainDate; readonly months: number }

/** The first day of the history and the instant at which it ends: the early morning of the last day. */
export function span({ asOf, months }: History): { from: Day; until: Ms; asOf: Day } {
  const last = dayNumber(asOf)
  return { from: dayNumber(asOf.subtract({ months })), until: startOf(last) + 600_000, asOf: last }
}

/** The life of the person with this index: a function of the seed, the day and the cast, and of nobody else's life. */
export function lifeOf(fate: Fate, index: number): Life {
  const random = seededRandom(`${fate.cast.seed} person ${index}`)
  const { from, until, asOf } = span(fate)
  const cast = areaFor(fate.cast, { index, chance: random.next() })
  const early = random.chance(FIRST_CASELOAD)
  const openedOn = early
    ? openDay(from + random.int(0, 13))
    : addOpenDays(seasonalDay(random.next, from + 17, asOf), -1)
  const known = makePerson(random, { cast, index, openedOn })
  const custody = !early && random.chance(0.24)
  const person = custody ? { ...known, identifiers: [...known.identifiers, prisonNumber(random)] } : known
  const diary: Diary = { random, number: numberAmong(fate.cast, index), acts: [], asOf }
  const openedAt = officeTime(random, openedOn)
  if (custody) liveThroughTheGate(diary, fate, { cast, person, openedAt })
  else liveInTheCommunity(diary, fate, { cast, person, openedAt, early })
  return { person, acts: inOrder(diary.acts, until) }
}

type Beginning = { cast: AreaCast; person: Person; openedAt: Ms }

function liveInTheCommunity(
  diary: Diary,
  fate: Fate,
  { cast, person, openedAt, early }: Beginning & { early: boolean },
) {
  const { random } = diary
  const months = random.weighted([
    [6, 2],
    [9, 3],
    [12, 5],
    [18, 3],
    [24, 2],
  ])
  const begun = early ? openedAt - random.int(10, 200) * 86_400_000 : openedAt
  const startedOn = dayAt(begun)
  const endsOn = Math.max(startedOn + Math.round(months * 30.4), dayAt(openedAt) + 60)
  const stint = makeStint(random, {
    area: cast,
    by: responsibleFor(cast, person),
    from: openedAt,
    to: at(openDay(endsOn), 16),
  })
  const move = moveOf(diary, fate, stint)
  const first = move ? { ...stint, to: startOf(move.on) } : stint
  beginSupervision(diary, {
    person,
    stint: first,
    sentence: {
      kind: random.chance(0.72) ? 'community order' : 'suspended sentence order',
      startedOn: dayText(startedOn),
      endsOn: dayText(endsOn),
      months: 0,
      offenceOn: null,
      releaseOn: null,
    },
    source: early ? 'caseload import' : 'casework',
  })
  live(diary, fate, { person, stint: first, move, endsOn })
}

/** Reception, the last weeks in prison, a release that is handed over, and the licence. */
function liveThroughTheGate(diary: Diary, fate: Fate, { cast, person, openedAt }: Beginning) {
  const { random } = diary
  const second = random.chance(0.45)
  const prison = cast.prisons[second ? 1 : 0]
  const late = second && random.chance(LATE_RELEASES)
  if (!prison) return
  const sentencedOn = plainDay(dayAt(openedAt) - 1)
  const offenceOn = sentencedOn.subtract({ days: random.int(60, 300) })
  const months = random.pick([3, 4, 6, 8, 10])
  const releaseOn = openDay(dayNumber(halfWayRelease({ offenceOn, sentencedOn, months, days: 0 })))
  const endsOn = dayNumber(plainDay(releaseOn).add({ months: 12 })) - 1
  const inside = makeStint(random, { area: cast, by: prison, from: openedAt, to: startOf(releaseOn) })
  beginSupervision(diary, {
    person,
    stint: inside,
    sentence: {
      kind: 'custody',
      startedOn: sentencedOn.toString(),
      endsOn: null,
      months,
      offenceOn: offenceOn.toString(),
      releaseOn: dayText(releaseOn),
    },
    source: 'casework',
  })
  const outside = handOver(diary, {
    person,
    from: inside,
    to: { area: cast, by: responsibleFor(cast, person) },
    kind: 'release',
    on: releaseOn,
    manner: late ? 'late' : 'prompt',
    endsOn,
  })
  supervise(diary, { ...inside, to: outside.from })
  finish(diary, fate, { person, stint: outside })
}

type Move = { on: Day; to: { area: AreaCast; by: CastResponsible } }

/** One person in sixteen moves to another area after some months. */
function moveOf({ random }: Diary, fate: Fate, stint: Stint): Move | null {
  const others = fate.cast.areas.filter(area => area.area !== stint.area.area)
  if (others.length === 0 || !random.chance(0.06) || stint.to - stint.from < 200 * 86_400_000) return null
  const area = random.pick(others)
  const high = stint.by === stint.area.probation
  return { on: openDayAfter(stint.from, random.int(60, 120)), to: { area, by: high ? area.probation : area.lead } }
}

/** Under supervision in the community, perhaps in two areas one after the other, until the sentence ends. */
function live(
  diary: Diary,
  fate: Fate,
  { person, stint, move, endsOn }: { person: Person; stint: Stint; move: Move | null; endsOn: Day },
) {
  if (!move) {
    finish(diary, fate, { person, stint })
    return
  }
  const moved = { person, from: stint, to: move.to, kind: 'area move', on: move.on, manner: 'prompt', endsOn } as const
  const after = handOver(diary, moved)
  supervise(diary, { ...stint, to: after.from })
  finish(diary, fate, { person, stint: after })
}

function finish(diary: Diary, fate: Fate, { person, stint }: { person: Person; stint: Stint }) {
  supervise(diary, stint)
  // Whoever serves somebody whose case is limited would have to be named on it: they are seen by their officers alone.
  if (!person.limited) refer(diary, { promises: fate.promises, person, stint })
  closeCase(diary, stint)
  if (person.limited) {
    const { protection, manager, organisation } = stint.by
    const named = [...new Set([...stint.officers.map(officer => officer.worker), manager.worker])]
    const by = { worker: protection.worker, organisation: organisation.code }
    write(diary, stint.from + 1_800_000, by, { act: 'limit', named })
  }
}

const responsibleFor = (cast: AreaCast, person: Person): CastResponsible =>
  person.risk === 'high' || person.risk === 'very high' ? cast.probation : cast.lead

/**
 * Where a life begins. Where there are two areas the second is the neighbour: one case in twenty-five opens there. In a nation
 * people come to the areas in turn, so that each area counts its own.
 */
function areaFor({ areas }: Cast, { index, chance }: { index: number; chance: number }): AreaCast {
  const cast = areas[isNation(areas) ? index % areas.length : chance < 0.96 ? 0 : areas.length - 1]
  if (!cast) throw new RangeError('A cast has at least one area.')
  return cast
}

const isNation = (areas: Cast['areas']): boolean => areas.length > 2

/** The number of a person among those of whose references no two may be alike. */
export const numberAmong = ({ areas }: Cast, index: number): number =>
  isNation(areas) ? Math.floor(index / areas.length) : index

/** A day of the history, fewer in August and December. */
function seasonalDay(next: () => number, from: Day, to: Day): Day {
  for (;;) {
    const day = from + Math.floor(next() * (to - from + 1))
    const month = Number(dayText(day).slice(5, 7))
    if (next() * 1.1 < (SEASON[month - 1] ?? 1)) return day
  }
}

const openDayAfter = (when: Ms, days: number): Day => openDay(dayAt(when) + days)
