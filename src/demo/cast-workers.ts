import type { Role } from '../database/scope.ts'
import type { Random } from '../kernel/random.ts'
import { MEN, SURNAMES, slug, WOMEN } from './names.ts'

export type CastWorker = {
  readonly worker: string
  readonly name: string
  readonly email: string
  readonly organisation: string
  readonly roles: readonly Role[]
  readonly team: string | null
}

/** Everybody who works at an organisation. A worker's code is the organisation's, the first role and a number among those. */
export function staffOf(
  random: Random,
  organisation: { readonly code: string },
  posts: readonly (readonly Role[])[],
  team: (at: number) => string | null = () => null,
): CastWorker[] {
  const [held, called] = [new Map<string, number>(), new Map<string, number>()]
  return posts.map((roles, at) => {
    const first = random.pick(random.chance(0.5) ? MEN : WOMEN)
    const role = slug(roles[0] ?? 'worker')
    const namesakes = next(called, slug(first))
    return {
      worker: `${organisation.code}.${role}.${next(held, role)}`,
      name: `${first} ${random.pick(SURNAMES)}`,
      email: `${slug(first)}${namesakes === 1 ? '' : namesakes}@${organisation.code}.example`,
      organisation: organisation.code,
      roles,
      team: team(at),
    }
  })
}

/** Counts one more of a name: 1, 2 and so on. */
function next(counted: Map<string, number>, name: string): number {
  const number = (counted.get(name) ?? 0) + 1
  counted.set(name, number)
  return number
}
