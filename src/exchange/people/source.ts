/**
 * Where people are read from: the partner API over nDelius, NOMIS and OASys, or anything that answers as it does.
 * `path` begins with `/v1/persons`. An answer has its HTTP status and its JSON body; 303 has the `location` of the
 * record that a merged one became. Throws `outside.failed` where nothing that is JSON came back.
 */
export type PeopleSource = { get(path: string): Promise<SourceAnswer> }

export type SourceAnswer = { readonly status: number; readonly location?: string; readonly body: unknown }

export const PEOPLE = '/v1/persons'

/** What is read about one person, after their own record; `''` is the record itself (facts-integration.md 6). */
export const RESOURCES = {
  person: '',
  limitations: '/access-limitations',
  sentences: '/sentences',
  needs: '/needs',
  risk: '/risks/serious-harm',
  mappa: '/risks/mappadetail',
  officers: '/person-responsible-officer',
} as const

/** The path of a resource of the person with this CRN or prison number. */
export const pathOf = (hmppsId: string, resource: (typeof RESOURCES)[keyof typeof RESOURCES] = ''): string =>
  `${PEOPLE}/${encodeURIComponent(hmppsId)}${resource}`
