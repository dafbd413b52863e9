import type { FastifyInstance } from 'fastify'
import type { Pool } from '../database/pool.ts'
import type { Scopes } from '../database/scope.ts'

/** Live streams: server-sent events that follow the work. */
export function mountStreams(_app: FastifyInstance, _parts: { scopes: Scopes; jobs: Pool }): void {}
