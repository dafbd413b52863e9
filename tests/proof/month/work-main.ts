/** `work-main.ts MONTH INSTANT`: works the month of the nation in WEFT_DATA, saying each step as a line of JSON; may be killed at any moment and begun again. */
import { Temporal } from 'temporal-polyfill'
import { openInstallation } from '../../../src/cli/installation.ts'
import { openPool } from '../../../src/database/pool.ts'
import { wire } from '../../../src/journal/append.ts'
import { parseMonth } from '../../../src/kernel/month.ts'
import { SUBSCRIBERS } from '../../../src/web/subscribers.ts'
import { workMonth } from './steps.ts'

const [month = '', instant = ''] = process.argv.slice(2)
const say = (what: unknown) => process.stdout.write(`${JSON.stringify(what)}\n`)

const installation = await openInstallation()
const open = (url: string) => openPool(url, { size: 3, statementSeconds: 3600, name: 'weft month' })
const [jobs, pool] = [open(installation.jobsUrl), open(installation.appUrl)]
wire(SUBSCRIBERS)
const now = Temporal.Instant.from(instant)
const scopes = { pool, key: installation.key, bound: true, now: () => now }
const seconds = await workMonth({ scopes, jobs, month: parseMonth(month), now }, step => say({ step }))
say({ seconds, peakMb: process.resourceUsage().maxRSS / 1024 })
await Promise.all([jobs.end(), pool.end()])
await installation.stop()
