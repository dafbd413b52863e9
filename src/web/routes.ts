import type { Route } from './routing/route.ts'

/** Every route of Weft, module by module. */
export const ROUTES: readonly Route[] = []
