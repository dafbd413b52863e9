import type { officersShape } from './shapes.ts'

/** The officers that the source names, in prison and in the community; a text that it does not hold is null. */
export type OfficersReading = {
  readonly prison: { readonly first: string; readonly last: string; readonly prison: string | null } | null
  readonly community: {
    readonly first: string
    readonly last: string
    readonly email: string | null
    readonly phone: string | null
    readonly team: { readonly code: string | null; readonly name: string | null; readonly phone: string | null } | null
  } | null
}

export function readOfficers(found: ReturnType<typeof officersShape.Parse>): OfficersReading {
  const { prisonOffenderManager: prison, communityOffenderManager: community } = found
  const team = community?.team
  return {
    prison: prison
      ? { first: prison.forename ?? '', last: prison.surname ?? '', prison: prison.prison?.code ?? null }
      : null,
    community: community
      ? {
          first: community.name?.forename ?? '',
          last: community.name?.surname ?? '',
          email: community.email ?? null,
          phone: community.telephoneNumber ?? null,
          team: team
            ? { code: team.code ?? null, name: team.description ?? null, phone: team.telephoneNumber ?? null }
            : null,
        }
      : null,
  }
}
