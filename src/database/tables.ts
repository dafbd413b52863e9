import type { DB as Access1 } from './tables/access-1.ts'
import type { DB as Access2 } from './tables/access-2.ts'
import type { DB as Agreements } from './tables/agreements.ts'
import type { DB as Casework1 } from './tables/casework-1.ts'
import type { DB as Casework2 } from './tables/casework-2.ts'
import type { DB as Casework3 } from './tables/casework-3.ts'
import type { DB as Directory } from './tables/directory.ts'
import type { DB as Exchange } from './tables/exchange.ts'
import type { DB as Handover } from './tables/handover.ts'
import type { DB as Journal } from './tables/journal.ts'
import type { DB as Obligations } from './tables/obligations.ts'
import type { DB as Payment } from './tables/payment.ts'
import type { DB as Performance } from './tables/performance.ts'

/** Every table of Weft, by schema and name. Written by `npm run tables` from the migrations. */
export interface DB
  extends Access1,
    Access2,
    Agreements,
    Casework1,
    Casework2,
    Casework3,
    Directory,
    Exchange,
    Handover,
    Journal,
    Obligations,
    Payment,
    Performance {}
