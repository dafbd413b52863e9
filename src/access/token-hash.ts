import { createHash } from 'node:crypto'

/** What the database keeps of a cookie or token: its SHA-256. */
export const hashOf = (token: string): Buffer => createHash('sha256').update(token, 'utf8').digest()
