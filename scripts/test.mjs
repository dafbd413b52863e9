import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { findChromium } from './chromium.mjs'
import { CHECKOUT, environmentOf, findNode, installPackages } from './runtime.mjs'

/**
 * The whole suite. `--database-only` leaves out what no database changes: the static checks and the browser tests.
 * WEFT_TEST_DATABASE_URL, a superuser's address, puts another PostgreSQL in the place of the embedded one.
 */
const databaseOnly = process.argv.includes('--database-only')
const node = findNode()
installPackages(node)

const CHECKS = [
  ['Types', ['typescript-native/bin/tsc']],
  ['Lint and format', ['@biomejs/biome/bin/biome', 'check', '.']],
  [
    'Order of the floors',
    ['dependency-cruiser/bin/dependency-cruiser.mjs', 'src', '--config', '.dependency-cruiser.mjs'],
  ],
  ['Dead code', ['knip/bin/knip.js']],
]

const outcomes = databaseOnly
  ? [vitest('Rules, database, HTTP and isolation', 'suite', {})]
  : [...CHECKS.map(check), vitest('Rules, database, HTTP and isolation', 'suite', {}), browser()]

heading('Durations')
for (const { title, seconds, passed, failed } of outcomes) {
  console.log(`${seconds.toFixed(1).padStart(7)} s  ${title}: ${passed} passed, ${failed} failed`)
}
const failures = outcomes.flatMap(({ title, failures }) => failures.map(failure => `${title}: ${failure}`))
if (failures.length > 0) {
  heading('Failures')
  // Told again here because a log may be kept only from its end.
  for (const failure of failures.slice(0, 20)) console.log(failure)
  if (failures.length > 20) console.log(`and ${failures.length - 20} more, above.`)
}
const total = word => outcomes.reduce((sum, outcome) => sum + outcome[word], 0)
console.log(`\n${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped`)
process.exitCode = total('failed') === 0 ? 0 : 1

function heading(title) {
  console.log(`\n== ${title} ==`)
}

/** Runs a program of the packages in this terminal; a status of null is one that could not be run. */
function run([program, ...words], environment) {
  const { status } = spawnSync(node, [join(CHECKOUT, 'node_modules', program), ...words], {
    cwd: CHECKOUT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...environmentOf(node), ...environment },
  })
  return status
}

/** Runs a program of the packages and gives what it said. */
function listened([program, ...words]) {
  const { status, stdout, stderr, error } = spawnSync(node, [join(CHECKOUT, 'node_modules', program), ...words], {
    cwd: CHECKOUT,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    env: environmentOf(node),
  })
  return { status, said: error ? error.message : `${stdout}${stderr}`.trim() }
}

function timed(title, work) {
  heading(title)
  const begun = performance.now()
  const counts = work()
  return { title, ...counts, seconds: (performance.now() - begun) / 1000 }
}

function check([title, program]) {
  return timed(title, () => {
    const { status, said } = listened(program)
    const clean = status === 0
    console.log(clean ? 'Nothing to mend.' : said)
    return { passed: clean ? 1 : 0, failed: clean ? 0 : 1, skipped: 0, failures: clean ? [] : [said.slice(0, 1000)] }
  })
}

function browser() {
  const title = 'Browser'
  const chromium = findChromium()
  if (chromium) return vitest(title, 'browser', { CHROMIUM: chromium })
  return timed(title, () => {
    console.log('No Chromium was found and none could be installed: install it, or name one in CHROMIUM.')
    return { passed: 0, failed: 1, skipped: 0, failures: ['no Chromium'] }
  })
}

/** One vitest project, counted from its own report; a run that broke without a failed test counts as one failure. */
function vitest(title, project, environment) {
  return timed(title, () => {
    const folder = mkdtempSync(join(tmpdir(), 'weft-report-'))
    const report = join(folder, 'report.json')
    const words = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    try {
      const status = run(['vitest/vitest.mjs', ...words], environment)
      return counted(report, status)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
}

function counted(report, status) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
      readFileSync(report, 'utf8'),
    )
    const failures = testResults.flatMap(failuresOf)
    if (status !== 0 && failures.length === 0) failures.push('broke outside of any test, see above')
    const failed = status === 0 ? numFailedTests : Math.max(numFailedTests, 1)
    return { passed: numPassedTests, failed, skipped: numPendingTests + numTodoTests, failures }
  } catch {
    return { passed: 0, failed: 1, skipped: 0, failures: ['left no report'] }
  }
}

/** The failed tests of one file with the first words of why; a file that could not be run at all is one. */
function failuresOf({ name, status, message, assertionResults }) {
  const file = relative(CHECKOUT, name)
  const failed = assertionResults.filter(test => test.status === 'failed')
  if (failed.length === 0) return status === 'failed' ? [`${file}\n${message.slice(0, 600)}`] : []
  return failed.map(
    ({ fullName, failureMessages }) => `${file}: ${fullName}\n${failureMessages.join('\n').slice(0, 600)}`,
  )
}
