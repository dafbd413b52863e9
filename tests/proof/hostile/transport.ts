import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { MOST_MS } from './faults.ts'
import type { Tally } from './tally.ts'

const HOST = 'host: weft.example\r\n'
const KIB = 1024
const chunked = 'transfer-encoding: chunked\r\n\r\n'
const post = (more: string) =>
  `POST /sign-in HTTP/1.1\r\n${HOST}content-type: application/x-www-form-urlencoded\r\n${more}`

/** What only a socket can send: messages that are not as HTTP has them. */
const MESSAGES: readonly (readonly [string, string | Buffer])[] = [
  ['two lengths', post('content-length: 5\r\ncontent-length: 6\r\n\r\na=1&b=')],
  ['a length and chunks', post(`content-length: 4\r\n${chunked}5\r\na=1&b\r\n0\r\n\r\n`)],
  [
    'chunks and a request behind them',
    post(`${chunked}0\r\n\r\nGET /metrics HTTP/1.1\r\n${HOST}connection: close\r\n\r\n`),
  ],
  ['a space before the colon', `GET / HTTP/1.1\r\nhost : weft.example\r\n\r\n`],
  ['chunked written oddly', post('transfer-encoding: xchunked\r\n\r\n0\r\n\r\n')],
  ['chunks without end', post(`${chunked}ffffffffffffffff\r\na`)],
  ['a chunk with an extension', post(`${chunked}1;${'a'.repeat(20 * KIB)}\r\na\r\n0\r\n\r\n`)],
  ['a negative length', post('content-length: -1\r\n\r\n')],
  ['an absurd length', post('content-length: 99999999999999999999\r\n\r\na')],
  ['a length of nine petabytes', post('content-length: 9007199254740991\r\n\r\na')],
  ['a hundred kilobytes of headers', `GET / HTTP/1.1\r\n${HOST}a: ${'b'.repeat(100 * KIB)}\r\n\r\n`],
  ['five thousand headers', `GET / HTTP/1.1\r\n${HOST}${'a: b\r\n'.repeat(2500)}\r\n`],
  ['a folded header', `GET / HTTP/1.1\r\n${HOST}a: b\r\n c: d\r\n\r\n`],
  ['a nul in a header', `GET / HTTP/1.1\r\n${HOST}a: b\0c\r\n\r\n`],
  ['bare line feeds', `GET / HTTP/1.1\nhost: weft.example\n\n`],
  ['no host', 'GET / HTTP/1.1\r\n\r\n'],
  ['two hosts', `GET / HTTP/1.1\r\n${HOST}host: nowhere.example\r\n\r\n`],
  ['another site in the line', `GET http://nowhere.example/cases HTTP/1.1\r\n${HOST}connection: close\r\n\r\n`],
  ['HTTP 0.9', 'GET /\r\n\r\n'],
  ['HTTP 9.9', `GET / HTTP/9.9\r\n${HOST}\r\n`],
  ['a megabyte of address', `GET /${'a'.repeat(1024 * KIB)} HTTP/1.1\r\n${HOST}\r\n`],
  [
    'bytes in the address',
    Buffer.concat([
      Buffer.from('GET /'),
      Buffer.from([0xff, 0xfe, 0xc0, 0xaf]),
      Buffer.from(` HTTP/1.1\r\n${HOST}\r\n`),
    ]),
  ],
  [
    'a line end in the address',
    `GET /cases%0d%0aset-cookie:%20weft_session=planted HTTP/1.1\r\n${HOST}connection: close\r\n\r\n`,
  ],
  ['CONNECT', `CONNECT nowhere.example:443 HTTP/1.1\r\n${HOST}\r\n`],
  ['TRACE', `TRACE / HTTP/1.1\r\n${HOST}connection: close\r\n\r\n`],
  ['a method that is none', `WEFT / HTTP/1.1\r\n${HOST}\r\n`],
  [
    'an upgrade to a socket',
    `GET / HTTP/1.1\r\n${HOST}connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-key: x\r\n\r\n`,
  ],
  [
    'an upgrade to HTTP 2',
    `GET / HTTP/1.1\r\n${HOST}connection: upgrade, http2-settings, close\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQAAP__\r\n\r\n`,
  ],
  ['the preface of HTTP 2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['a hello of TLS', Buffer.from([0x16, 3, 1, 0, 5, 1, 0, 0, 1, 3, 3])],
  ['an expectation nobody meets', post('expect: the-impossible\r\ncontent-length: 0\r\n\r\n')],
  ['a hundred requests at once', `GET /health/ping HTTP/1.1\r\n${HOST}\r\n`.repeat(100)],
  ['noise', Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 167 + 13) % 256))],
  ['two megabytes in the body', post(`content-length: ${2 * KIB * KIB}\r\n\r\n${'a'.repeat(2 * KIB * KIB)}`)],
]

/** The messages of one round to a real socket, some that break off, and some that never end; then Weft must still answer. */
export async function sendRaw(app: FastifyInstance, tally: Tally, rounds: number): Promise<void> {
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const hanging = Array.from({ length: 40 }, () => connect(port, '127.0.0.1'))
  for (const socket of hanging) socket.on('error', () => {}).write(`GET / HTTP/1.1\r\n${HOST}a: `)
  for (let round = 0; round < rounds; round++) {
    // Each round breaks off elsewhere.
    const part = 0.3 + (0.6 * (round + 1)) / (rounds + 1)
    await Promise.all(MESSAGES.map(([kind, message]) => tell(port, kind, message, tally)))
    await Promise.all(
      MESSAGES.map(([kind, message]) =>
        tell(port, `${kind}, broken off`, message.slice(0, Math.ceil(message.length * part)), tally),
      ),
    )
  }
  await tell(port, 'a plain request after all', `GET /health/ping HTTP/1.1\r\n${HOST}connection: close\r\n\r\n`, tally)
  for (const socket of hanging) socket.destroy()
}

const WAIT_MS = 400

async function tell(port: number, kind: string, message: string | Buffer, tally: Tally) {
  const began = performance.now()
  let first = 0
  let said = ''
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.on('data', part => {
    if (first === 0) first = performance.now() - began
    if (said.length < 100 * KIB) said += part.toString('latin1')
  })
  const closed = once(socket, 'close').catch(() => {})
  socket.write(message)
  // Silence to half a request is right: the rest may still come.
  await Promise.race([closed, sleep(WAIT_MS)])
  socket.destroy()
  await closed
  const statuses = Array.from(said.matchAll(/^HTTP\/1\.1 (\d{3})/gm), ([, status]) => Number(status))
  tally.add('raw socket', {
    faults: [
      ...(statuses.some(status => status >= 500) ? (['fails'] as const) : []),
      ...(/\n\s+at .+:\d+:\d+|node_modules/.test(said) ? (['stack'] as const) : []),
      ...(/^set-cookie: weft_session=planted/im.test(said) ? (['markup'] as const) : []),
      ...(first > MOST_MS || (kind.startsWith('a plain') && !statuses.includes(200)) ? (['slow'] as const) : []),
    ],
    ms: first,
    done: statuses.includes(200),
    at: kind,
    example: () => said.slice(0, 400),
  })
}
