import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import type { Temporal } from 'temporal-polyfill'
import type { Pool } from '../database/pool.ts'
import type { Scopes } from '../database/scope.ts'

/** Health, what runs, and numbers for Prometheus. None of them says anything of a person. */
export function mountRunning(
  app: FastifyInstance,
  { scopes, jobs, startedAt }: { scopes: Scopes; jobs: Pool; startedAt: Temporal.Instant },
) {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const seconds = new Histogram({
    name: 'weft_request_seconds',
    help: 'Time to answer, by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers: [registry],
  })
  app.addHook('onResponse', async (request, reply) => {
    const labels = {
      method: request.method,
      route: request.routeOptions?.url ?? 'unknown',
      status: String(reply.statusCode),
    }
    seconds.observe(labels, reply.elapsedTime / 1000)
  })
  const hidden = { schema: { hide: true }, logLevel: 'warn', config: { uncounted: true } } as const
  app.get('/health/ping', hidden, async (_, reply) => reply.type('text/plain').send('pong'))
  app.get('/health', hidden, async (_, reply) => {
    const [app_, jobs_] = await Promise.all([answers(scopes.pool), answers(jobs)])
    const healthy = app_ && jobs_
    return reply
      .status(healthy ? 200 : 503)
      .send({ status: healthy ? 'UP' : 'DOWN', components: { app: word(app_), jobs: word(jobs_) } })
  })
  app.get('/info', hidden, async () => ({
    name: 'Weft',
    version: '0.1.0',
    node: process.version,
    startedAt: startedAt.toString(),
  }))
  app.get('/metrics', hidden, async (_, reply) => reply.type(registry.contentType).send(await registry.metrics()))
}

const word = (up: boolean) => ({ status: up ? 'UP' : 'DOWN' })

const answers = (pool: Pool): Promise<boolean> =>
  pool.query('SELECT 1').then(
    () => true,
    () => false,
  )
