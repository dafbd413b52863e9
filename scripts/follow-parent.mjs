import { isMainThread } from 'node:worker_threads'

/**
 * Ends this process by SIGTERM when the one that started it is gone, however that ended: a killed `npm start` leaves
 * nothing at work behind it. Preloaded into what the launcher starts, and used by the launcher itself under npm.
 */
const EVERY_MS = 200

export function followParent() {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, EVERY_MS).unref()
}

if (isMainThread && process.env.WEFT_FOLLOWS === String(process.ppid)) followParent()
