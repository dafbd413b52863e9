import { partnerRoutes } from '../partners/routes.ts'
import { monthRoutes } from '../performance/month/routes.ts'
import { openPages } from './api-description.ts'
import { calculatorRoutes } from './calculator/routes.ts'
import type { Route } from './routing/route.ts'

/** Every route of Weft, module by module. */
export const ROUTES: readonly Route[] = [...monthRoutes, ...calculatorRoutes, ...openPages, ...partnerRoutes]
