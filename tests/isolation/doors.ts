import type { Role } from '../../src/database/scope.ts'

/**
 * Who comes in at which address, said again from the words of the partnership: roles, everybody signed in, or anyone. An address
 * takes the first line that it begins with; where a line ends in `$` it is the whole address.
 */
type Who = readonly Role[] | 'signed in' | 'anyone'

const RECORDS: Who = ['practitioner', 'case manager']
/** Allocates, approves and answers hand-overs. */
const ALLOCATES: Who = ['case manager']
const PROTECTS: Who = ['data-protection officer', 'case manager']
const JOURNAL: Who = ['data-protection officer']
const USERS: Who = ['administrator']
const AGREES: Who = ['supply-chain manager']
const ANSWERS_FOR_FIGURES: Who = ['partner manager', 'case manager']
const REVIEWS_A_MONTH: Who = ['supply-chain manager', 'commissioner', 'CRT member']
const FIGURES: Who = [
  ...RECORDS,
  'partner manager',
  'supply-chain manager',
  'commissioner',
  'finance',
  'CRT member',
  'inspector',
]
const MONTH: Who = ['partner manager', 'case manager', 'supply-chain manager', 'commissioner', 'finance', 'CRT member']
const MONEY: Who = ['partner manager', 'finance', 'commissioner', 'supply-chain manager']

const CASE = '/cases/:area/:case_id'
const REFERRAL = `${CASE}/referrals/:reference`
const HAND_OVER = `${CASE}/hand-overs/:reference`
const A_MONTH = '/areas/:area/months/:month'

const DOORS: readonly (readonly [string, Who])[] = [
  ['/glass/reviews', PROTECTS],
  ['/glass$', RECORDS],
  ['/limited', PROTECTS],
  ['/users', USERS],
  ['/looks', JOURNAL],
  ['/journal', JOURNAL],
  [`${CASE}/officer`, ALLOCATES],
  [`${REFERRAL}/accept`, ALLOCATES],
  [`${REFERRAL}/decline`, ALLOCATES],
  [`${REFERRAL}/ask`, ALLOCATES],
  [`${REFERRAL}/service/team`, ALLOCATES],
  [`${HAND_OVER}/accept`, ALLOCATES],
  [`${HAND_OVER}/return`, ALLOCATES],
  [`${HAND_OVER}/decline`, ALLOCATES],
  [`${HAND_OVER}/close-gap`, ALLOCATES],
  ['/cases', RECORDS],
  ['/referrals', [...RECORDS, 'partner manager']],
  ['/hand-overs', RECORDS],
  ['/obligations/', RECORDS],
  ['/areas/:area/flows', MONTH],
  ['/areas/:area/partners', 'signed in'],
  [`${A_MONTH}/confirm`, ANSWERS_FOR_FIGURES],
  [`${A_MONTH}/dispute/`, ANSWERS_FOR_FIGURES],
  [`${A_MONTH}/disputes/`, AGREES],
  [`${A_MONTH}/freeze`, AGREES],
  [`${A_MONTH}/review`, REVIEWS_A_MONTH],
  [`${A_MONTH}/close`, REVIEWS_A_MONTH],
  [A_MONTH, MONTH],
  ['/months', MONTH],
  ['/areas', FIGURES],
  ['/measures', 'signed in'],
  ['/statements/:statement/approve', ['finance', 'commissioner']],
  ['/statements/:statement/lines/', MONEY],
  ['/statements/:statement/disputes/', MONEY],
  ['/statements', [...MONEY, 'CRT member']],
  ['/calculator', 'anyone'],
  ['/help', 'anyone'],
  ['/accessibility', 'anyone'],
  ['/privacy', 'anyone'],
  ['/definitions', 'anyone'],
  ['/organisations/:organisation/describe', ['administrator', 'partner manager']],
  ['/organisations', 'signed in'],
  ['/agreements/:agreement/variation', AGREES],
  ['/agreements/:agreement/versions/:version/', AGREES],
  ['/agreements', 'signed in'],
  ['/offers', 'signed in'],
  ['/coverage', 'signed in'],
  ['/imports/caseload', ALLOCATES],
  ['/imports', ['administrator', 'supply-chain manager', 'case manager']],
  ['/$', 'signed in'],
]

/** Who comes in at the address of a route; undefined: nobody has said. */
export const comesIn = (path: string): Who | undefined =>
  DOORS.find(([door]) => (door.endsWith('$') ? path === door.slice(0, -1) : path.startsWith(door)))?.[1]

/** Whether somebody of these roles, or nobody signed in at all, comes in. */
export const opensTo = (who: Who, roles: readonly Role[] | undefined): boolean => {
  if (who === 'anyone') return true
  if (roles === undefined) return false
  return who === 'signed in' || roles.some(role => who.includes(role))
}
