import type { Random } from '../../kernel/random.ts'
import type { AreaCast, CastResponsible } from '../cast.ts'
import type { Ms } from '../clock.ts'
import type { By } from './acts.ts'

/** A time under one responsible organisation, with the officers one after the other. */
export type Stint = {
  readonly area: AreaCast
  readonly by: CastResponsible
  readonly officers: readonly { readonly from: Ms; readonly worker: string }[]
  readonly from: Ms
  readonly to: Ms
}

const OFFICER_CHANGES = 0.15

export function makeStint(
  random: Random,
  { area, by, from, to }: { area: AreaCast; by: CastResponsible; from: Ms; to: Ms },
): Stint {
  const first = random.pick(by.officers).worker
  const next = random.pick(by.officers).worker
  const changes = random.chance(OFFICER_CHANGES) && next !== first && to - from > 90 * 86_400_000
  const middle = from + Math.floor((to - from) * (0.3 + random.next() * 0.4))
  return {
    area,
    by,
    from,
    to,
    officers: [{ from, worker: first }, ...(changes ? [{ from: middle, worker: next }] : [])],
  }
}

/** The officer at an instant. */
export const officerOf = (stint: Stint, when: Ms): string =>
  stint.officers.findLast(officer => officer.from <= when)?.worker ?? stint.officers[0]?.worker ?? ''

export const byOfficer = (stint: Stint, when: Ms): By => ({
  worker: officerOf(stint, when),
  organisation: stint.by.organisation.code,
})

export const byManager = (stint: Stint): By => ({
  worker: stint.by.manager.worker,
  organisation: stint.by.organisation.code,
})
