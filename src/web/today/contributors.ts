import { glassToReview } from './contributions/glass.ts'
import { limitedUnnamed } from './contributions/limited-unnamed.ts'
import { lockedAccounts } from './contributions/locked-accounts.ts'
import { disputesToSettle, monthsToWork, statementsToApprove } from './contributions/money-and-month.ts'
import { countsHeld, obligationsHeld } from './contributions/obligations.ts'
import { servicesWithoutSessions } from './contributions/services.ts'
import type { Contributor } from './item.ts'

/** Who has something for Today. A module that has more adds a line. */
export const CONTRIBUTORS: readonly Contributor[] = [
  obligationsHeld,
  countsHeld,
  servicesWithoutSessions,
  glassToReview,
  limitedUnnamed,
  lockedAccounts,
  monthsToWork,
  disputesToSettle,
  statementsToApprove,
]
