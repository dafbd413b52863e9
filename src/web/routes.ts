import { partnerRoutes } from '../partners/routes.ts'
import { openPages } from './api-description.ts'
import { calculatorRoutes } from './calculator/routes.ts'
import type { Route } from './routing/route.ts'

/** Every route of Weft, module by module. */
export const ROUTES: readonly Route[] = [...calculatorRoutes, ...openPages, ...partnerRoutes]
