/** Of PostgreSQL: it shuts down, has crashed, starts, or takes no more connections; of the network: nobody answers, or the line broke. */
const LOST = new Set([
  '57P01',
  '57P02',
  '57P03',
  '57P05',
  '25P03',
  '53300',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
])
/** Class 08 of PostgreSQL: connection exceptions. */
const CONNECTION_CLASS = /^08[0-9A-Z]{3}$/
/** What the driver says without a code. */
const WORDS =
  /^Connection terminated|^timeout exceeded when trying to connect$|^Client has encountered a connection error/

/** Whether the connection to the database is gone, or none could be had: what was under way and not committed is undone. */
export function isLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('code' in error && typeof error.code === 'string' && (LOST.has(error.code) || CONNECTION_CLASS.test(error.code)))
    return true
  return WORDS.test(error.message)
}
