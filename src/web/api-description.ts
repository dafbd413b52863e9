import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { ERROR_STATUS } from '../kernel/errors.ts'
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
  const methods = kind === 'form' || kind === 'upload' ? ['GET', 'POST'] : kind === 'action' ? ['POST'] : ['GET']
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
    reply
      .header('cache-control', 'public, max-age=300')
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(withAnswers(app.swagger()), inPlainSchema)),
  )
}

type Description = { paths?: object; components?: object }
type Operation = { responses?: unknown }

const REFUSAL = {
  type: 'object',
  required: ['code', 'sentence', 'fields'],
  properties: {
    code: { type: 'string', enum: [...Object.keys(ERROR_STATUS), 'fault'] },
    sentence: { type: 'string', description: 'What to do, in plain English.' },
    fields: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'sentence'],
        properties: { field: { type: 'string' }, sentence: { type: 'string' } },
      },
    },
    request: { type: 'string' },
  },
}
const DONE = {
  type: 'object',
  required: ['done', 'location'],
  properties: { done: { type: 'string' }, location: { type: 'string', format: 'uri-reference' } },
}

/** Every operation answers what was read or done, or a refusal of one shape. */
function withAnswers(description: Description): Record<string, unknown> {
  const refused = { description: 'Refused', content: jsonOf({ $ref: '#/components/schemas/Refusal' }) }
  const answers = (method: string) =>
    method === 'post'
      ? { 201: { description: 'Done', content: jsonOf({ $ref: '#/components/schemas/Done' }) }, default: refused }
      : { 200: { description: 'What was asked for' }, 304: { description: 'Unchanged' }, default: refused }
  const paths = Object.entries(description.paths ?? {}).map(([path, item]) => [
    path,
    Object.fromEntries(
      Object.entries(item as Record<string, Operation>).map(([method, operation]) => [
        method,
        { ...operation, responses: answers(method) },
      ]),
    ),
  ])
  return {
    ...description,
    components: { ...description.components, schemas: { Refusal: REFUSAL, Done: DONE } },
    paths: Object.fromEntries(paths),
  }
}

/** Our own words in a schema, as others read them: a day is a `date`, and the sentence of an error stands as the description. */
const inPlainSchema = (name: string, value: unknown): unknown =>
  name === 'wrong' ? undefined : name === 'format' && value === 'weft-day' ? 'date' : value

const jsonOf = (schema: unknown) => ({ 'application/json': { schema } })
