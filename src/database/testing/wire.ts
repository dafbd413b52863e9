import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A line to PostgreSQL that can be broken. */
export type Wire = {
  /** The same address, through the line. */
  through(url: string): string
  /** Breaks every connection now; new ones may come. */
  cut(): void
  /** Breaks the connection of each of the next commits once PostgreSQL has answered it and before the answer arrives. */
  loseAnswers(commits: number): void
  lost(): number
  close(): Promise<void>
}

const COMMIT = Buffer.from('COMMIT\0')

export async function openWire(url: string): Promise<Wire> {
  const { port } = new URL(url)
  const sockets = new Set<Socket>()
  let toLose = 0
  let lost = 0
  const server = createServer(near => {
    const far = connect(Number(port), '127.0.0.1')
    let committing = false
    const end = () => {
      for (const socket of [near, far]) {
        sockets.delete(socket)
        socket.destroy()
      }
    }
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', end).on('close', end)
    }
    near.on('data', chunk => {
      if (toLose > 0 && chunk.includes(COMMIT)) {
        toLose -= 1
        committing = true
      }
      far.write(chunk)
    })
    far.on('data', chunk => {
      if (!committing) return void near.write(chunk)
      lost += 1
      end()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const here = typeof address === 'object' && address !== null ? String(address.port) : ''
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    through(given) {
      const address = new URL(given)
      address.port = here
      return address.href
    },
    cut,
    loseAnswers: commits => {
      toLose = commits
    },
    lost: () => lost,
    async close() {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      cut()
      await closed
    },
  }
}
