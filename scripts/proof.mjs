import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CHECKOUT, environmentOf, findNode, installPackages } from './runtime.mjs'

/** The large proofs: `npm run proof -- NAME --minutes 10`. */
const node = findNode()
installPackages(node)
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
const child = spawn(node, ['--import', tsx, join(CHECKOUT, 'tests', 'proof', 'main.ts'), ...process.argv.slice(2)], {
  cwd: CHECKOUT,
  stdio: 'inherit',
  env: environmentOf(node),
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
child.on('exit', code => process.exit(code ?? 1))
