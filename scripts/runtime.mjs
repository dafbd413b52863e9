import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { followParent } from './follow-parent.mjs'

/** The folder Weft was cloned into. */
export const CHECKOUT = dirname(dirname(fileURLToPath(import.meta.url)))

const OLDEST_THAT_RUNS_WEFT = [22, 12]
const RUNTIME = join(CHECKOUT, '.weft', 'runtime')

/** Says what could not be done, in one sentence, and ends the run. */
export function giveUp(sentence) {
  console.error(sentence)
  process.exit(1)
}

/** The Node that runs Weft: this one where it is recent enough, else Node 24, brought once into `.weft/runtime`. */
export function findNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  const [needMajor, needMinor] = OLDEST_THAT_RUNS_WEFT
  if (major > needMajor || (major === needMajor && minor >= needMinor)) return process.execPath
  const node = join(RUNTIME, 'node_modules', '.bin', 'node')
  if (!runs(node)) bringNode(node)
  return node
}

/** The environment in which `node` and what it starts find that same Node first. */
export function environmentOf(node) {
  return { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` }
}

/** Installs the packages of package-lock.json unless exactly those are there. */
export function installPackages(node) {
  if (packagesAreCurrent()) return
  console.log('Installing packages (about half a minute).')
  const done = npm(node, ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  if (done !== 0) giveUp('The packages could not be installed: see the lines above, mend that, and start again.')
}

/** True when the packages were never installed. */
export function packagesAreMissing() {
  return !existsSync(join(CHECKOUT, 'node_modules', '.package-lock.json'))
}

/** Runs a `weft` command in this terminal and ends as it ends; signals are passed on, also that of npm's own end. */
export function runWeft(node, words) {
  if (process.env.npm_lifecycle_event) followParent()
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  const follow = new URL('./follow-parent.mjs', import.meta.url).href
  const main = join(CHECKOUT, 'src', 'cli', 'main.ts')
  const child = spawn(node, ['--import', follow, '--import', tsx, main, ...words], {
    stdio: 'inherit',
    env: {
      ...environmentOf(node),
      TSX_TSCONFIG_PATH: join(CHECKOUT, 'tsconfig.json'),
      WEFT_FOLLOWS: String(process.pid),
    },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', error => giveUp(`Weft could not be started: ${error.message}`))
  child.on('exit', (code, signal) => {
    if (signal) console.error(`Weft was ended by ${signal}.`)
    process.exit(code ?? 1)
  })
}

/** Compares what npm wrote down of its last whole installation with the lock, leaving out what other machines need. */
function packagesAreCurrent() {
  if (packagesAreMissing()) return false
  const wanted = readLock(join(CHECKOUT, 'package-lock.json'))
  const installed = readLock(join(CHECKOUT, 'node_modules', '.package-lock.json'))
  return (
    Object.entries(wanted).every(([path, entry]) =>
      installed[path] ? installed[path].version === entry.version : path === '' || entry.optional === true,
    ) && Object.keys(installed).every(path => path in wanted)
  )
}

function readLock(path) {
  return JSON.parse(readFileSync(path, 'utf8')).packages
}

function bringNode(node) {
  console.log(`Node ${process.versions.node} is too old to run Weft: bringing Node 24 from the npm registry.`)
  rmSync(RUNTIME, { recursive: true, force: true })
  mkdirSync(RUNTIME, { recursive: true })
  writeFileSync(join(RUNTIME, 'package.json'), '{ "private": true, "allowScripts": { "node": true } }\n')
  const done = npm(process.execPath, [
    'install',
    'node@24',
    '--prefix',
    RUNTIME,
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ])
  if (done !== 0 || !runs(node)) giveUp('Node 24 could not be installed: install Node.js 24 by hand and start again.')
}

function npm(node, words) {
  const cli = process.env.npm_execpath
  const [command, first] = cli?.endsWith('npm-cli.js') ? [node, [cli]] : ['npm', []]
  return spawnSync(command, [...first, ...words], { cwd: CHECKOUT, stdio: 'inherit', env: environmentOf(node) }).status
}

function runs(node) {
  return spawnSync(node, ['--version']).status === 0
}
