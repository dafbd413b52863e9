import pg from 'pg'
import { Temporal } from 'temporal-polyfill'

const OID = { bigint: 20, date: 1082, timestamp: 1184 } as const

/** PostgreSQL gives instants, days and whole numbers of 64 bits as what they are: Instant, PlainDate and bigint. */
export const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    if (oid === OID.timestamp) return readInstant
    if (oid === OID.date) return (text: string) => Temporal.PlainDate.from(text)
    if (oid === OID.bigint) return BigInt
    return pg.types.getTypeParser(oid, format)
  },
}

/** The end of what does not end: PostgreSQL's `infinity`. */
export const FOREVER = Temporal.Instant.from('+200000-01-01T00:00:00Z')

function readInstant(text: string): Temporal.Instant {
  if (text === 'infinity') return FOREVER
  return Temporal.Instant.from(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'))
}

/** Lets the driver send days and instants as PostgreSQL writes them. */
for (const prototype of [Temporal.PlainDate.prototype, Temporal.Instant.prototype]) {
  Object.defineProperty(prototype, 'toPostgres', {
    value(this: Temporal.PlainDate | Temporal.Instant) {
      return this === FOREVER ? 'infinity' : this.toString()
    },
  })
}
