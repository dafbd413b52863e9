import type { LightMyRequestResponse } from 'fastify'
import { MARKER } from '../../api/requests.ts'

/** What must never happen, whatever is sent. */
export const FAULTS = {
  fails: 'answers of 5xx',
  stack: 'stacks shown',
  markup: 'unescaped output',
  bare: 'answers without the headers that protect them',
  leak: "words of another area's record shown",
  away: 'answers that lead to another site',
  slow: 'answers slower than five seconds',
} as const
export type Fault = keyof typeof FAULTS

/** Stands in a record that nobody of the storm may see. */
export const HIDDEN = 'Wrenquillon'
export const MOST_MS = 5_000

const SHOWN =
  /\n\s+at .+:\d+:\d+|node_modules|PostgresError|DatabaseError|SELECT .+ FROM|PostgreSQL \d\d\.\d|syntax error at/
const MARKUP =
  /<img src=x|<svg\/onload|<script>weft|(?:href|src|action)=["']?\s*(?:javascript|data:text)|" onmouseover="weft|='' onfocus='weft|weft49/

type Answer = Pick<LightMyRequestResponse, 'statusCode' | 'headers' | 'body'>

/** What is wrong with an answer, as a visitor sees it. */
export function faultsOf({ statusCode, headers, body }: Answer, ms: number): Fault[] {
  const type = String(headers['content-type'] ?? '')
  const faults: Fault[] = []
  if (statusCode >= 500) faults.push('fails')
  if (SHOWN.test(body)) faults.push('stack')
  if (/html|svg/.test(type) && (body.includes(MARKER) || MARKUP.test(body))) faults.push('markup')
  if (body !== '' && headers['x-content-type-options'] !== 'nosniff') faults.push('bare')
  if (body.includes(HIDDEN)) faults.push('leak')
  if (headers.location !== undefined && leadsAway(String(headers.location))) faults.push('away')
  if (ms > MOST_MS) faults.push('slow')
  return faults
}

const OURS = 'http://weft.example'

/** Whether a browser of ours would leave us by this address. */
export function leadsAway(location: string): boolean {
  try {
    return !location.startsWith('/') || new URL(location, OURS).origin !== OURS
  } catch {
    return true
  }
}
