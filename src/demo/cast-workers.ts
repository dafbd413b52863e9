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

/** Somebody to hold each list of roles. A worker's code is the organisation's, the first role and a number. */
export function staffOf(
  random: Random,
  organisation: { readonly code: string },
  posts: readonly (readonly Role[])[],
  team: (at: number) => string | null = () => null,
): CastWorker[] {
  return posts.map((roles, at) => {
    const name = `${random.pick(random.chance(0.5) ? MEN : WOMEN)} ${random.pick(SURNAMES)}`
    const worker = `${organisation.code}.${slug(roles[0] ?? 'worker')}.${at + 1}`
    return {
      worker,
      name,
      email: `${slug(name).replaceAll('-', '.')}.${at + 1}.${slug(roles[0] ?? '')}@${organisation.code}.example`,
      organisation: organisation.code,
      roles,
      team: team(at),
    }
  })
}
