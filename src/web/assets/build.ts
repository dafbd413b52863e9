import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { extname, join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'

/** One file for browsers. `hash` names its content, so that its address may be kept for a year. */
export type Asset = { body: Buffer; brotli: Buffer; type: string; hash: string }

const require = createRequire(import.meta.url)
const GOVUK = require.resolve('govuk-frontend/dist/govuk/govuk-frontend.min.js').replace(/[^/\\]+$/, '')
const MOJ = require.resolve('@ministryofjustice/frontend/moj/moj-frontend.min.css').replace(/[^/\\]+$/, '')

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

const ours = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')
const published = (folder: string, name: string) => readFileSync(join(folder, name), 'utf8')

/**
 * A published style sheet as Weft may use it: GDS Transport and the crest are for GOV.UK alone, so the font is neither
 * named nor loaded and the crest is not drawn.
 */
export const withoutGovernmentMarks = (css: string): string =>
  css
    .replace(/@font-face\{[^}]*\}/g, '')
    .replaceAll('GDS Transport,', '')
    .replaceAll('url(/assets/images/govuk-crest.svg)', 'none')
    .replace(/\/\*# sourceMappingURL=.*?\*\//g, '')

/** GOV.UK Frontend's module and ours as one module: its exports become a value that our import line named. */
const script = (): string => {
  const theirs = published(GOVUK, 'govuk-frontend.min.js')
    .replace(/export\{[^}]*\};?/, '')
    .replace(/\/\/# sourceMappingURL=.*/, '')
  return `${theirs}\n${ours('weft.js').replace(/^import .*\n/m, '')}`
}

const styles = (): string =>
  [published(GOVUK, 'govuk-frontend.min.css'), published(MOJ, 'moj-frontend.min.css')]
    .map(withoutGovernmentMarks)
    .concat(ours('weft.css'), ours('charts.css'))
    .join('\n')

const asset = (name: string, text: string): Asset => {
  const body = Buffer.from(text)
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 16)
  return { body, brotli: brotliCompressSync(body), type: TYPES[extname(name)] ?? 'application/octet-stream', hash }
}

const build = (): ReadonlyMap<string, Asset> => {
  const css = styles()
  const images = new Set(Array.from(css.matchAll(/url\(\/assets\/(images\/[\w-]+\.svg)\)/g), ([, name]) => name ?? ''))
  const files: [string, string][] = [
    ['weft.css', css],
    ['weft.js', script()],
    ['favicon.svg', ours('favicon.svg')],
    ...Array.from(images, (name): [string, string] => [name, published(join(MOJ, 'assets'), name)]),
  ]
  return new Map(files.map(([name, text]) => [`/assets/${name}`, asset(name, text)]))
}

let built: ReadonlyMap<string, Asset> | undefined

/** Everything a page asks for, by path: one style sheet, one script, the icon and the few images the style sheet names. */
export const assets = (): ReadonlyMap<string, Asset> => {
  built ??= build()
  return built
}

/** The address of an asset, with its content's hash. */
export const assetHref = (path: `/assets/${string}`): string => {
  const found = assets().get(path)
  if (found === undefined) throw new Error(`There is no asset ${path}.`)
  return `${path}?v=${found.hash}`
}
