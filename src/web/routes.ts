import { accessRoutes } from '../access/routes.ts'
import { agreementRoutes } from '../agreements/routes.ts'
import { personRoutes } from '../casework/person/routes.ts'
import { planRoutes } from '../casework/plan/routes.ts'
import { referralRoutes } from '../casework/referral/routes.ts'
import { serviceRoutes } from '../casework/service/routes.ts'
import { importRoutes } from '../exchange/routes.ts'
import { handoverRoutes } from '../handover/routes.ts'
import { obligationRoutes } from '../obligations/routes.ts'
import { partnerRoutes } from '../partners/routes.ts'
import { paymentRoutes } from '../payment/routes.ts'
import { monthRoutes } from '../performance/month/routes.ts'
import { performanceRoutes } from '../performance/routes.ts'
import { agreementPageRoutes } from './agreement-page/routes.tsx'
import { openPages } from './api-description.ts'
import { calculatorRoutes } from './calculator/routes.ts'
import { coverageRoutes } from './coverage/routes.tsx'
import { definitionRoutes } from './definitions/routes.tsx'
import { organisationPageRoutes } from './organisation-page/routes.tsx'
import type { Route } from './routing/route.ts'
import { todayRoutes } from './today/routes.ts'

/** Every route of Weft, module by module. */
export const ROUTES: readonly Route[] = [
  ...accessRoutes,
  ...personRoutes,
  ...planRoutes,
  ...referralRoutes,
  ...serviceRoutes,
  ...handoverRoutes,
  ...performanceRoutes,
  ...monthRoutes,
  ...paymentRoutes,
  ...calculatorRoutes,
  ...openPages,
  ...partnerRoutes,
  ...organisationPageRoutes,
  ...agreementRoutes,
  ...agreementPageRoutes,
  ...coverageRoutes,
  ...importRoutes,
  ...obligationRoutes,
  ...definitionRoutes,
  ...todayRoutes,
]
