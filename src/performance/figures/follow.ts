import type pg from 'pg'
import type { Pool } from '../../database/pool.ts'
import { FIGURES_CHANNEL, type ToldFigure } from './keep-current.ts'

/** Figures that changed, as they are told; nothing where some may have been missed and everything may be new. */
export type Listener = (told: readonly ToldFigure[] | undefined) => void

/** What hears of changed figures: one connection a process, opened for the first who listens. */
export type FigureFeed = {
  /** Resolves once nothing that commits from now on is missed; gives what ends it. */
  listen(listener: Listener): Promise<() => void>
  close(): Promise<void>
}

const AGAIN_AFTER_MS = 1000

export function openFigureFeed(jobs: Pool): FigureFeed {
  const listeners = new Set<Listener>()
  let connection: Promise<pg.PoolClient> | undefined
  let again: NodeJS.Timeout | undefined
  let closed = false

  const tellAll: Listener = told => {
    for (const listener of listeners) listener(told)
  }

  const connect = async (): Promise<pg.PoolClient> => {
    const client = await jobs.connect()
    const lost = () => {
      client.removeAllListeners('notification')
      connection = undefined
      client.release(true)
      if (!closed) again = setTimeout(reconnect, AGAIN_AFTER_MS)
    }
    client.once('error', lost)
    client.on('notification', ({ payload = '[]' }) => tellAll(JSON.parse(payload)))
    await client.query(`LISTEN ${FIGURES_CHANNEL}`)
    return client
  }

  const connected = () => {
    connection ??= connect().catch(error => {
      connection = undefined
      throw error
    })
    return connection
  }

  const reconnect = () => {
    connected().then(
      () => tellAll(undefined),
      () => {
        if (!closed) again = setTimeout(reconnect, AGAIN_AFTER_MS)
      },
    )
  }

  return {
    async listen(listener) {
      await connected()
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      closed = true
      clearTimeout(again)
      listeners.clear()
      const client = await connection?.catch(() => undefined)
      client?.removeAllListeners('error')
      client?.release(true)
    },
  }
}
