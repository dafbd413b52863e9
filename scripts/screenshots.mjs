import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { findChromium } from './chromium.mjs'
import { PICTURES } from './pictures.mjs'
import { CHECKOUT, environmentOf, findNode, giveUp, installPackages } from './runtime.mjs'

/**
 * Takes the guide's pictures from a demonstration made for them alone, or from the one in the folder that `--keep` names.
 * Words after the options choose pictures by the beginning of their names.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { keep: { type: 'string' }, people: { type: 'string', default: '600' } },
})
const OUT = join(CHECKOUT, 'docs', 'guide', 'pictures')
const PASSWORD = 'warp and weft and loom'
const SIZES = { desk: { width: 1000, height: 800 }, phone: { width: 390, height: 844 } }
const TALLEST = { desk: 1100, phone: 1000 }

const node = findNode()
installPackages(node)
const executablePath = findChromium() ?? giveUp('No Chromium was found: install it, or name one in CHROMIUM.')
const { chromium } = await import('playwright-core')

const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'weft-pictures-'))
if (values.keep === undefined) await weft(['demo', '--people', values.people]).ended
const serving = weft(['serve', '--port', '4380'])
try {
  const address = await serving.said(/http:\/\/localhost:\d+/)
  const personas = JSON.parse(readFileSync(join(folder, 'demonstration.json'), 'utf8'))
  mkdirSync(OUT, { recursive: true })
  await takePictures(address, personas)
} finally {
  serving.child.kill('SIGTERM')
  await serving.ended
  if (values.keep === undefined) rmSync(folder, { recursive: true, force: true })
}

/** A `weft` command on the folder: its process, its end, and the first of its lines that matches. */
function weft(words) {
  const child = spawn(node, [join(CHECKOUT, 'bin', 'weft.mjs'), ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...environmentOf(node), WEFT_DATA: folder },
  })
  const ended = new Promise(resolve => child.on('exit', resolve))
  const said = pattern =>
    new Promise((resolve, reject) => {
      let heard = ''
      child.stdout.on('data', words => {
        heard += words
        const found = pattern.exec(heard)
        if (found) resolve(found[0])
      })
      child.on('exit', () => reject(new Error('Weft ended before it served.')))
    })
  child.stdout.resume()
  return { child, ended, said }
}

async function takePictures(address, personas) {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  const desks = new Map()
  const wanted = PICTURES.filter(
    ({ name }) => positionals.length === 0 || positionals.some(words => name.startsWith(words)),
  )
  for (const picture of wanted) {
    try {
      await take(picture)
      console.log(picture.name)
    } catch (error) {
      process.exitCode = 1
      console.error(`${picture.name}: ${error.message}`)
    }
  }
  await browser.close()

  async function take(picture) {
    const size = picture.size ?? 'desk'
    const key = `${picture.as} ${size}`
    if (!desks.has(key)) desks.set(key, await signedIn({ browser, address, personas, as: picture.as, size }))
    const page = desks.get(key)
    await page.goto(`${address}${picture.from}`)
    for (const step of picture.steps ?? []) await step(page)
    await page.waitForLoadState()
    const tall = await page.evaluate(() => document.body.scrollHeight)
    const height = Math.min(tall, TALLEST[size])
    const clip = { x: 0, y: 0, width: SIZES[size].width, height }
    await page.screenshot({ path: join(OUT, `${picture.name}.png`), fullPage: true, clip })
  }
}

async function signedIn({ browser, address, personas, as, size }) {
  const context = await browser.newContext({ viewport: SIZES[size], locale: 'en-GB' })
  const page = await context.newPage()
  if (as === 'nobody') return page
  const persona = personas.find(({ role }) => role === as)
  if (persona === undefined) throw new Error(`The demonstration has no ${as}.`)
  await page.goto(`${address}/sign-in`)
  await page.getByLabel('E-mail address').fill(persona.email)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  return page
}
