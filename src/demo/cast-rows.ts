import type { Cast } from './cast.ts'
import { organisationsOf } from './cast.ts'
import { addOpenDays, type Day, dayText } from './clock.ts'
import type { AnyRow } from './story/tables.ts'

/** Since when everybody is in post and every organisation in its role: long before the history begins. */
const BEFORE = 800

/** Rows of the directory and of accounts, by table, in the order in which they can be written. */
export type TableRows = readonly (readonly [table: string, rows: readonly AnyRow[]])[]

/** The directory as rows. Everybody signs in with the one password whose hash is given. */
export function castRows(cast: Cast, { from, passwordHash }: { from: Day; passwordHash: string }): TableRows {
  const since = dayText(from - BEFORE)
  const organisations = organisationsOf(cast)
  return [
    [
      'directory.organisation',
      organisations.map(each => ({
        organisation: each.code,
        name: each.name,
        sector: each.sector,
        form: each.form,
        size_band: each.size,
        people: each.people,
        income_pence: each.incomePence,
        income_year: Number(dayText(from).slice(0, 4)) - 1,
        head_office: each.headOffice,
        contact: `hello@${each.code}.example`,
        secure_address: `secure@${each.code}.example`,
        case_visibility: each.everyCase ? 'all' : 'allocated',
      })),
    ],
    [
      'directory.role_in_area',
      organisations.flatMap(each =>
        each.roles.map(({ area, role }) => ({ organisation: each.code, area, role, from_day: since })),
      ),
    ],
    [
      'directory.works_in',
      organisations.flatMap(each => each.worksIn.map(place => ({ organisation: each.code, place }))),
    ],
    ['directory.worker', cast.workers.map(({ worker, name, email }) => ({ worker, name, email }))],
    [
      'directory.post',
      cast.workers.flatMap(({ worker, organisation, roles, team }) =>
        roles.map(role => ({ worker, organisation, role, team, from_day: since })),
      ),
    ],
    ['access.account', cast.workers.map(({ worker }) => ({ worker, password_hash: passwordHash }))],
  ]
}

/** The definition that was wrong and is corrected in the middle of the history: its second version, as a row. */
export function correctedDefinition(asOf: Day): TableRows {
  const day = dayText(addOpenDays(asOf, -170))
  return [
    [
      'obligations.definition',
      [
        {
          code: 'record-session',
          version: 2,
          from_day: `${day.slice(0, 8)}01`,
          title: 'Record a session',
          words:
            'Whoever gives an appointment records what came of it within 2 business days of its end. Corrected: the first version allowed 1 day, where the agreements say 2.',
          owed_by: 'the organisation that gives the appointment',
          owed_to: 'the responsible organisation',
          due_unit: 'business days',
          due_count: 2,
          satisfied_by: 'Recording attendance.',
          ended_by: 'Void when the appointment is cancelled or moved; one that is moved opens its own.',
          source: 'The subcontracts of this demonstration',
        },
      ],
    ],
  ]
}
