import { desiredOutcomesOf } from '../../directory/reference/desired-outcomes.ts'
import {
  type ServiceCategory,
  serviceCategoriesFor,
  serviceCategoryOf,
} from '../../directory/reference/service-categories.ts'
import type { Random } from '../../kernel/random.ts'
import type { CastPartner } from '../cast.ts'
import { dayAt, dayText, type Ms, openDay } from '../clock.ts'
import type { Person } from '../person.ts'
import type { Promises } from '../promises.ts'
import type { Wanted } from './acts.ts'
import { type Diary, later, newReference, write } from './diary.ts'
import { deliver } from './services.ts'
import { byOfficer, type Stint } from './stint.ts'
import { troubleAt } from './trouble.ts'

const DAY_MS = 86_400_000
type Asked = { need: string; severity: string | null; category: ServiceCategory }

/** The services that somebody is referred to in the first weeks: at most three of their needs. */
export function refer(
  diary: Diary,
  { promises, person, stint }: { promises: Promises; person: Person; stint: Stint },
): void {
  const { random } = diary
  for (const asked of wishes(random, person)) {
    const partner = chooseProvider(random, { person, stint, asked })
    if (!partner) continue
    const draftedAt = later(random, stint.from + 7_200_000, random.int(8, 32))
    if (dayAt(draftedAt) > diary.asOf || draftedAt > stint.to - 60 * DAY_MS) continue
    ask(diary, { promises, person, stint, partner, asked, draftedAt })
  }
}

function wishes(random: Random, person: Person): Asked[] {
  const needs = person.needs.filter(need => need.severity !== 'none')
  const chosen = random.shuffle(needs).slice(
    0,
    random.weighted([
      [0, 2],
      [1, 4],
      [2, 3],
      [3, 1],
    ]),
  )
  const asked = chosen.flatMap<Asked>(({ need, severity }) => {
    const categories = serviceCategoriesFor(need)
    return categories.length > 0 ? [{ need, severity, category: random.pick(categories) }] : []
  })
  const womens = serviceCategoryOf('womens')
  if (person.sex === 'female' && womens && random.chance(0.35))
    asked.push({ need: 'abuse', severity: null, category: womens })
  return asked
}

/** Somebody who offers it where the person lives; else, now and then, somebody who offers it elsewhere in the area. */
function chooseProvider(
  random: Random,
  { person, stint, asked }: { person: Person; stint: Stint; asked: Asked },
): CastPartner | undefined {
  const offering = stint.area.partners.filter(
    partner =>
      partner.categories.includes(asked.category.code) && (person.sex === 'female' ? partner.women : partner.men),
  )
  const near = offering.filter(partner => partner.places.includes(person.place))
  if (near.length > 0) return pickByShare(random, near)
  const atHome = stint.area.area === person.area
  return atHome && offering.length > 0 && random.chance(0.3) ? pickByShare(random, offering) : undefined
}

const pickByShare = (random: Random, partners: readonly CastPartner[]): CastPartner =>
  random.weighted(partners.map(partner => [partner, partner.share] as const))

/** From draft to answer. What is accepted is delivered. */
function ask(
  diary: Diary,
  given: { promises: Promises; person: Person; stint: Stint; partner: CastPartner; asked: Asked; draftedAt: Ms },
): void {
  const { random } = diary
  const { promises, person, stint, partner, asked, draftedAt } = given
  const reference = newReference(diary, asked.category.name)
  const provider = partner.organisation.code
  const outcomes = desiredOutcomesOf(asked.category.code).filter(() => random.chance(0.6))
  const [first] = desiredOutcomesOf(asked.category.code)
  const wanted: Wanted[] = (outcomes.length > 0 ? outcomes : first ? [first] : []).map(outcome => ({
    need: asked.need,
    severity: asked.severity,
    outcome: outcome.code,
  }))
  const agreement = promises.lineFor({
    sender: stint.by.organisation.code,
    provider,
    category: asked.category.code,
    person,
  })
  write(diary, draftedAt, byOfficer(stint, draftedAt), {
    act: 'draft',
    reference,
    category: asked.category.code,
    provider,
    wanted,
    complexity: random.weighted([
      ['low', 4],
      ['medium', 5],
      ['high', 2],
    ]),
    agreement,
    mostDays: random.int(2, 8) * 5,
    finishBy: dayText(openDay(dayAt(draftedAt) + random.int(90, 180))),
    reason: 'Agreed with the person at an appointment.',
  })
  if (random.chance(0.04)) return
  const sentAt = later(random, draftedAt, random.chance(0.7) ? 0 : random.int(1, 3))
  write(diary, sentAt, byOfficer(stint, sentAt), { act: 'send', reference })
  const byProvider = { worker: partner.manager.worker, organisation: provider }
  const trouble = troubleAt(partner, sentAt, diary.asOf)
  if (random.chance(0.03)) {
    const withdrawnAt = later(random, sentAt, 0)
    write(diary, withdrawnAt, byOfficer(stint, withdrawnAt), {
      act: 'withdraw',
      reference,
      words: 'The person has found help elsewhere.',
    })
    return
  }
  const days =
    random.weighted([
      [0, 2],
      [1, 5],
      [2, 3],
      [3, 0.6],
    ]) + Math.round(trouble * (1 + random.next()))
  let answeredAt = later(random, sentAt, days)
  if (random.chance(0.08)) {
    write(diary, answeredAt, byProvider, { act: 'ask', reference, words: 'Which days can the person not come?' })
    const againAt = later(random, answeredAt, random.int(1, 3))
    write(diary, againAt, byOfficer(stint, againAt), {
      act: 'send again',
      reference,
      words: 'Any day but Tuesday, when they work.',
    })
    answeredAt = later(random, againAt, random.int(0, 2))
  }
  if (random.chance(trouble > 2 ? 0.3 : 0.08)) {
    write(diary, answeredAt, byProvider, {
      act: 'decline',
      reference,
      reason:
        trouble > 2
          ? 'full'
          : random.pick(['full', 'not_eligible', 'need_beyond_service', 'too_little_time', 'already_served']),
      words: 'We are sorry that we cannot help this time.',
    })
    return
  }
  const startOn = openDay(dayAt(answeredAt) + random.int(2, 12))
  write(diary, answeredAt, byProvider, { act: 'accept', reference, startOn: dayText(startOn) })
  deliver(diary, { stint, partner, reference, need: asked.need, wanted, sentAt, acceptedAt: answeredAt })
}
