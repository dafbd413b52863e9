import type { AreaCast, CastResponsible } from '../cast.ts'
import { addOpenDays, at, type Day, dayAt, dayText, openDay, startOf } from '../clock.ts'
import type { Person } from '../person.ts'
import { type Diary, later, newReference, officeTime, write } from './diary.ts'
import { byOfficer, makeStint, officerOf, type Stint } from './stint.ts'
import { firstAppointments } from './supervision.ts'
import { OWN_WORDS } from './words.ts'

const DAY_MS = 86_400_000

/** Responsibility offered and taken. `late` is the bad joint: offered at the last moment and answered after that. */
export function handOver(
  diary: Diary,
  given: {
    person: Person
    from: Stint
    to: { area: AreaCast; by: CastResponsible }
    kind: 'release' | 'area move'
    on: Day
    manner: 'prompt' | 'late'
    endsOn: Day
  },
): Stint {
  const { random } = diary
  const { person, from, to, kind, on, manner, endsOn } = given
  const reference = newReference(diary, 'handover')
  const offeredAt = Math.max(
    officeTime(random, addOpenDays(on, manner === 'late' ? -random.int(0, 4) : -random.int(14, 24))),
    from.from + DAY_MS,
  )
  write(diary, offeredAt, byOfficer(from, offeredAt), {
    act: 'offer',
    reference,
    kind,
    to: to.by.organisation.code,
    toArea: to.area.area,
    reason: kind === 'release' ? 'Release on licence' : 'Moving to live with family',
    ownWords: random.pick(OWN_WORDS),
    words: {
      health: 'Nothing that the person wants shared beyond the plan.',
      enforcement: 'None.',
      told: 'Told in person what will happen and when.',
    },
  })
  let askedAt = offeredAt
  if (random.chance(0.12)) {
    const returnedAt = later(random, offeredAt, random.int(1, 2))
    write(
      diary,
      returnedAt,
      { worker: to.by.manager.worker, organisation: to.by.organisation.code },
      { act: 'return hand-over', reference, items: ['appointments'], words: 'Please book the first appointment.' },
    )
    askedAt = later(random, returnedAt, random.int(1, 2))
    write(diary, askedAt, byOfficer(from, askedAt), { act: 'offer again', reference })
  }
  const acceptedAt = later(random, askedAt, manner === 'late' ? random.int(4, 11) : random.int(1, 4))
  const answeredDay = dayAt(acceptedAt)
  const effectAt = answeredDay >= on ? acceptedAt : startOf(on) + 300_000
  const stint = makeStint(random, { ...to, from: effectAt, to: Math.max(at(endsOn, 16), effectAt + 40 * DAY_MS) })
  const closing: Stint = { ...stint, to: at(openDay(dayAt(stint.to)), 16) }
  write(
    diary,
    acceptedAt,
    { worker: to.by.manager.worker, organisation: to.by.organisation.code },
    {
      act: 'accept hand-over',
      reference,
      officer: officerOf(stint, effectAt),
      effectiveOn: dayText(Math.max(on, answeredDay)),
      closeBy: dayText(addOpenDays(Math.max(on, answeredDay), 5)),
    },
  )
  if (answeredDay < on) write(diary, effectAt, { worker: null, organisation: null }, { act: 'take effect', reference })
  const closedAt = later(random, Math.max(effectAt, at(dayAt(effectAt), 10)), random.int(1, 4))
  if (random.chance(0.88))
    write(
      diary,
      closedAt,
      { worker: to.by.manager.worker, organisation: to.by.organisation.code },
      { act: 'close gaps', reference },
    )
  const firstAt = Math.max(effectAt + 60_000, at(dayAt(effectAt), 9, 5))
  firstAppointments(diary, { person, stint: closing, from: firstAt, within: kind === 'release' ? 1 : 4 })
  return closing
}
