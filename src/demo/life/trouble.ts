import type { CastPartner } from '../cast.ts'
import { type Day, dayAt, type Ms } from '../clock.ts'

/** The trouble of the partner in trouble began so many days before the end, and grows. */
const TROUBLE_DAYS = 150

/** How deep in trouble a partner is at an instant: 0 never, up to 5 at the end. */
export const troubleAt = (partner: CastPartner, when: Ms, asOf: Day): number =>
  partner.trouble ? Math.max(0, (dayAt(when) - (asOf - TROUBLE_DAYS)) / 30) : 0
