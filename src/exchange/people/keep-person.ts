import { sql } from 'kysely'
import { limitCase } from '../../access/limits.ts'
import { actsFor, all, allow, policy, when } from '../../access/policy.ts'
import { openCase } from '../../casework/open-case.ts'
import { addIdentifier, editIdentity, SEXES } from '../../casework/person/edit-identity.ts'
import { identityFor } from '../../casework/person/held.ts'
import { areasToOpenIn } from '../../casework/person/open-person.ts'
import { responsibleFor } from '../../casework/read-model.ts'
import { changeOfficer } from '../../casework/supervision/change-officer.ts'
import type { Scope } from '../../database/scope.ts'
import { append, type CaseKey } from '../../journal/append.ts'
import { keepNeeds, keepRisk, keepUnparsed } from './keep-assessment.ts'
import { keepSentences } from './keep-sentences.ts'
import { matchPerson, officerWith, tellClash } from './match-person.ts'
import type { PersonKept, PersonSaid } from './person-said.ts'

/** Reading people in is a case manager's, for the own organisation, in an area where it may be responsible. */
export const readPeopleIn = policy<{ area: string; areas: readonly string[] }>(
  'read people in',
  ['case manager'],
  (actor, { area, areas }) =>
    all(
      actsFor(actor, actor.organisation, 'Choose the organisation for which you act.'),
      when(areas.includes(area), 'Your organisation cannot be responsible for cases in this area.'),
    ),
)

const LEFT = {
  'another’s': 'Another organisation is responsible for this case, which you see. Ask them to change it.',
  several: 'The identifiers belong to more than one case of yours. Close the one that is a double, then read again.',
  'not told': 'The source did not say whether access is limited. Nothing was changed; read again.',
} as const

const left = (why: keyof typeof LEFT): PersonKept => ({
  change: 'left',
  changes: [],
  said: [LEFT[why]],
  limited: false,
})

/**
 * Makes one case what a source says about a person: opens it under the organisation acted for where there is none, else changes only
 * what differs, each change told as the ordinary event, and says in one event what it came to. A case that the source limits is
 * limited, and nobody sees it until somebody is named. A case of the organisation that the reader may not see stays as it is.
 * Refuses with `not_allowed` all but case managers of an organisation that may be responsible in the area.
 */
export async function keepPerson(tx: Scope, area: string, said: PersonSaid): Promise<PersonKept> {
  allow(tx.actor, readPeopleIn, { area, areas: (await areasToOpenIn(tx)).map(found => found.area) })
  const match = await matchPerson(tx, said.identifiers)
  if (match.standing === 'closed') return { change: 'unchanged', changes: [], said: [], limited: false }
  if (match.standing === 'none') return open(tx, area, said)
  if (match.standing !== 'ours') return left(match.standing)
  if (said.access === 'not told') return left('not told')
  const officer = await officerSaid(tx, said)
  const changes = [
    ...(await keepIdentity(tx, match.key, said)),
    ...(await keepOfficer(tx, match.key, officer.worker)),
    ...(await keepRecord(tx, match.key, said)),
    ...(said.access === 'limited' ? await limit(tx, match.key, said) : []),
  ]
  const change = changes.length > 0 ? 'changed' : 'unchanged'
  await tell(tx, match.key, change)
  return { change, changes, said: officer.said, limited: said.access === 'limited' }
}

async function open(tx: Scope, area: string, said: PersonSaid): Promise<PersonKept> {
  const limited = said.access !== 'open'
  const officer = await officerSaid(tx, said)
  const { sex, source, firstName, middleNames, lastName, dateOfBirth, force, place, identifiers } = said
  const person = { firstName, middleNames, lastName, dateOfBirth, force, place, identifiers, source, area }
  const key = await openCase(tx, { ...person, sex: sex ?? 'not known', officer: officer.worker })
  await keepRecord(tx, key, said)
  if (limited) await limit(tx, key, said)
  await tellClash(tx, { identifiers, limited })
  await tell(tx, key, 'new')
  return { change: 'new', changes: [], said: officer.said, limited }
}

async function keepRecord(tx: Scope, key: CaseKey, said: PersonSaid): Promise<string[]> {
  return [
    ...(await keepSentences(tx, key, said)),
    ...((await keepNeeds(tx, key, said)) ? ['needs'] : []),
    ...(said.risk !== null && (await keepRisk(tx, key, said.risk)) ? ['risk'] : []),
    ...(said.unparsed !== null && (await keepUnparsed(tx, key, said.unparsed)) ? ['what could not be read'] : []),
  ]
}

async function limit(tx: Scope, key: CaseKey, said: PersonSaid): Promise<string[]> {
  if (await isLimited(tx, key)) return []
  const reason =
    said.access === 'limited'
      ? 'The source limits who may see this case.'
      : 'The source did not say whether access is limited.'
  await limitCase(tx, key, { reason, source: said.source })
  return ['who may see it']
}

async function isLimited(tx: Scope, { area, caseId }: CaseKey): Promise<boolean> {
  const found = await sql<{ limited: boolean }>`SELECT casework.is_limited(${area}, ${caseId}) AS limited`.execute(
    tx.db,
  )
  return found.rows[0]?.limited === true
}

const tell = (tx: Scope, key: CaseKey, change: string) =>
  append(tx, 'import.person', { subject: `case ${key.caseId}`, case: key, facts: { change } })

async function officerSaid(tx: Scope, { officerEmail }: PersonSaid) {
  if (officerEmail === null) return { worker: null, said: [] }
  const worker = await officerWith(tx, officerEmail)
  const said = [
    'Nobody of your organisation works on cases under the address of the officer. Choose an officer in Weft.',
  ]
  return worker === null ? { worker, said } : { worker, said: [] }
}

async function keepOfficer(tx: Scope, key: CaseKey, officer: string | null): Promise<string[]> {
  if (officer === null || (await responsibleFor(tx, key)).officer === officer) return []
  await changeOfficer(tx, { key, officer, reason: 'officer changed at the source' })
  return ['officer']
}

async function keepIdentity(tx: Scope, key: CaseKey, said: PersonSaid): Promise<string[]> {
  const added = await addIdentifiers(tx, key, said)
  const { identity, sex } = await identityFor(tx, key)
  const after = {
    firstName: said.firstName,
    middleNames: said.middleNames ?? identity.middleNames,
    lastName: said.lastName,
    dateOfBirth: said.dateOfBirth ?? identity.dateOfBirth,
    sex: said.sex ?? SEXES.find(known => known === sex) ?? 'not known',
  }
  const same =
    after.firstName === identity.firstName &&
    after.middleNames === identity.middleNames &&
    after.lastName === identity.lastName &&
    after.dateOfBirth?.toString() === identity.dateOfBirth?.toString() &&
    after.sex === sex
  if (same) return added
  await editIdentity(tx, { key, ...after, knownAs: identity.knownAs, language: identity.language })
  return [...added, 'name, date of birth or sex']
}

async function addIdentifiers(tx: Scope, key: CaseKey, { identifiers }: PersonSaid): Promise<string[]> {
  const held = await tx.db
    .selectFrom('casework.identifier')
    .select(['kind', 'value'])
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .execute()
  const more = identifiers.filter(one => !held.some(({ kind, value }) => kind === one.kind && value === one.value))
  for (const identifier of more) await addIdentifier(tx, { key, ...identifier })
  if (more.length > 0) await tellClash(tx, { identifiers: more, limited: await isLimited(tx, key) })
  return more.length > 0 ? ['identifiers'] : []
}
