import { get, type IncomingMessage } from 'node:http'

/** A figure as a live stream sends it. */
export type HeardFigure = {
  month: string
  measure: string
  organisation: string
  numerator: string
  denominator: string
}

/** A stream that is open. `lost`: it ended before it was closed. */
export type OpenStream = { readonly lost: boolean; close(): void }

/** Follows the live figures of an area over HTTP as a browser does. Resolves once the stream is open; refuses any answer but 200. */
export function openStream(
  { address, area, cookie }: { address: string; area: string; cookie: string },
  hear: (figures: readonly HeardFigure[]) => void,
): Promise<OpenStream> {
  return new Promise((resolve, reject) => {
    const asked = get(new URL(`/areas/${area}/live`, address), { headers: { cookie }, agent: false }, answer => {
      if (answer.statusCode !== 200) {
        asked.destroy()
        return reject(new Error(`The live figures of ${area} were answered ${answer.statusCode}.`))
      }
      resolve(readEvents(answer, hear))
    })
    asked.once('error', reject)
  })
}

function readEvents(answer: IncomingMessage, hear: (figures: readonly HeardFigure[]) => void): OpenStream {
  let text = ''
  let lost = false
  let closed = false
  answer.setEncoding('utf8')
  answer.on('data', more => {
    const events = `${text}${more}`.split('\n\n')
    text = events.pop() ?? ''
    for (const event of events) {
      const said = /^data: (.*)$/m.exec(event)?.[1]
      if (said !== undefined) hear(JSON.parse(said).figures)
    }
  })
  const end = () => {
    lost = !closed
  }
  answer.once('close', end).once('error', end)
  return {
    get lost() {
      return lost
    },
    close: () => {
      closed = true
      answer.destroy()
    },
  }
}
