import { createHmac } from 'node:crypto'

/** The key that signs scopes and proofs: 32 bytes or more, kept by the application and, as its two HMAC pads, by the keeper. */
export type ScopeKey = Buffer

const BLOCK = 64

/** The two pads of HMAC (RFC 2104) one after the other: what the database keeps, so that it need not prepare the key each time. */
export function padsOf(key: ScopeKey): Buffer {
  const block = Buffer.alloc(BLOCK)
  key.copy(block)
  return Buffer.concat([block.map(byte => byte ^ 0x36), block.map(byte => byte ^ 0x5c)])
}

/** `text|signature`, the signature being HMAC-SHA-256 in hex. */
export const sign = (key: ScopeKey, text: string): string =>
  `${text}|${createHmac('sha256', key).update(text, 'utf8').digest('hex')}`

const PROOF_SECONDS = 30

/**
 * What the keeper's sign-in functions ask for: `expiry|part|…|signature`, good for half a minute.
 * A part never holds a bar.
 */
export function prove(key: ScopeKey, ...parts: readonly string[]): string {
  if (parts.some(part => part.includes('|'))) throw new RangeError('A part of a proof holds a bar.')
  return sign(key, [Math.floor(Date.now() / 1000) + PROOF_SECONDS, ...parts].join('|'))
}
