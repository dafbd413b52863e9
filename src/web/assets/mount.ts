import type { FastifyInstance } from 'fastify'
import { assets } from './build.ts'

const A_YEAR = 'public, max-age=31536000, immutable'

/** Serves our own files; their address carries a hash of their content, so that they are kept for a year. */
export function mountAssets(app: FastifyInstance): void {
  for (const [path, asset] of assets()) {
    app.get(path, { logLevel: 'warn', schema: { hide: true }, config: { uncounted: true } }, async (request, reply) => {
      const brotli = /\bbr\b/.test(String(request.headers['accept-encoding'] ?? ''))
      reply.header('cache-control', A_YEAR).header('vary', 'accept-encoding').type(asset.type)
      if (brotli) reply.header('content-encoding', 'br')
      return reply.send(brotli ? asset.brotli : asset.body)
    })
  }
}
