import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { AccessibilityPage, ApiPage, HelpPage, PrivacyPage } from './pages/help.tsx'
import { type Permission, page, type Route, rolesOf } from './routing/route.ts'

const open = { permission: 'anyone', zone: 'public', purpose: 'read about Weft', input: Type.Object({}) } as const

/** Pages that need no sign-in, but for the calculator. */
export const openPages: readonly Route[] = [
  page({ ...open, path: '/help', about: 'Help', load: async () => ({}), view: HelpPage }),
  page({ ...open, path: '/accessibility', about: 'Accessibility', load: async () => ({}), view: AccessibilityPage }),
  page({ ...open, path: '/privacy', about: 'Privacy', load: async () => ({}), view: PrivacyPage }),
]

/** The readable page of the interface, from the same routes that the description is made from. */
export const apiPage = (routes: readonly Route[]): Route =>
  page({
    ...open,
    path: '/api',
    about: 'The interface for machines',
    load: async () => ({ operations: routes.flatMap(operationsOf) }),
    view: ApiPage,
  })

function operationsOf({ kind, route }: Route) {
  const methods = kind === 'form' ? ['GET', 'POST'] : kind === 'action' ? ['POST'] : ['GET']
  return methods.map(method => ({ method, path: `/api${route.path}`, about: route.about, for: whom(route.permission) }))
}

const whom = (permission: Permission): string => {
  const roles = rolesOf(permission)
  if (roles) return roles.join(', ')
  return permission === 'anyone' ? 'anyone' : 'everyone signed in'
}

/** OpenAPI 3.1, made from the schemas that the routes are checked by. */
export function mountDescription(app: FastifyInstance): void {
  app.get('/api/openapi.json', { schema: { hide: true } }, async (_, reply) =>
    reply.header('cache-control', 'public, max-age=300').send(app.swagger()),
  )
}
