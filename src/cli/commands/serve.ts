import { isIP } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { Temporal } from 'temporal-polyfill'
import { wire } from '../../journal/append.ts'
import { WeftError } from '../../kernel/errors.ts'
import { keepFiguresCurrent } from '../../performance/figures/keep-current.ts'
import { runClockwork } from '../../web/clockwork.ts'
import { buildServer } from '../../web/server.ts'
import { SUBSCRIBERS } from '../../web/subscribers.ts'
import { bringUp, type Installation, openInstallation, openServing } from '../installation.ts'
import { loadDemoOnFirstRun, whoMaySignIn } from './demo.ts'

/** How `weft serve` is called. */
export type ServeOptions = {
  port: string
  host: string
  demo: boolean
  secure: boolean
  proxies: string
  answers: string
  log: string
}

const NEXT_PORTS = 20

/** Starts everything, prints the address and who may sign in, and runs until it is told to stop. */
export async function serve(options: ServeOptions): Promise<void> {
  const port = portOf(options.port)
  const proxyCount = proxiesOf(options.proxies)
  const answersAMinute = answersOf(options.answers)
  const say = (line: string) => console.log(line)
  const installation = await openInstallation({ alone: true, log: say })
  const stopping = new AbortController()
  const stop = once(() => stopping.abort())
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  try {
    if (installation.ownerUrl) await bringUp(installation)
    if (options.demo && installation.kind === 'embedded') await loadDemoOnFirstRun(installation, say)
    if (!stopping.signal.aborted)
      await run(installation, {
        ...options,
        portNumber: port,
        proxyCount,
        answersAMinute,
        signal: stopping.signal,
        say,
      })
  } finally {
    await installation.stop()
  }
}

type Running = ServeOptions & {
  portNumber: number
  proxyCount: number
  answersAMinute: number
  signal: AbortSignal
  say: (line: string) => void
}

async function run(
  installation: Installation,
  { portNumber, proxyCount, answersAMinute, host, secure, log, signal, say }: Running,
) {
  const { scopes, jobs, close } = await openServing(installation)
  wire(SUBSCRIBERS)
  const app = await buildServer({ scopes, jobs, secure, proxies: proxyCount, answersAMinute, log: { level: log } })
  const clockwork = runClockwork(jobs, {
    now: () => Temporal.Now.instant(),
    signal,
    log: fault => app.log.error(fault, 'clockwork'),
  })
  const figures = keepFiguresCurrent(jobs, {
    signal,
    fault: error => app.log.error({ fault: String(error) }, 'figures'),
  })
  try {
    const taken = await listen(app, host, portNumber, say)
    say(`Weft serves on http://${isIP(host) === 6 ? `[${host}]` : host === '127.0.0.1' ? 'localhost' : host}:${taken}`)
    if (secure && proxyCount === 0)
      say(
        'No proxy is trusted: all who come through one share its limits of tries. Say how many there are with --proxies.',
      )
    for (const line of await whoMaySignIn(installation)) say(line)
    await new Promise<void>(resolve => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve())))
    say('Stopping.')
  } finally {
    await app.close()
    await Promise.all([clockwork, figures])
    await close()
  }
}

/** Listens on the port, or says that it is taken and takes the next free one. */
async function listen(app: FastifyInstance, host: string, first: number, say: (line: string) => void): Promise<number> {
  for (let port = first; port < first + NEXT_PORTS; port++) {
    try {
      await app.listen({ host, port })
      return port
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error) || error.code !== 'EADDRINUSE') throw error
      say(`Port ${port} is taken by another program; trying ${port + 1}.`)
    }
  }
  throw new WeftError(
    'setup.refused',
    `Ports ${first} to ${first + NEXT_PORTS - 1} are all taken. Choose another with --port.`,
  )
}

function portOf(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port > 0 && port < 65_536 - NEXT_PORTS) return port
  throw new WeftError('setup.refused', `--port takes a whole number from 1 to ${65_535 - NEXT_PORTS}, not ${text}.`)
}

function proxiesOf(text: string): number {
  if (/^\d$/.test(text)) return Number(text)
  throw new WeftError('setup.refused', `--proxies takes a whole number from 0 to 9, not ${text}.`)
}

function answersOf(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text)
  throw new WeftError('setup.refused', `--answers takes a whole number from 0 to 999999, not ${text}.`)
}

function once(act: () => void): () => void {
  let done = false
  return () => {
    if (!done) act()
    done = true
  }
}
