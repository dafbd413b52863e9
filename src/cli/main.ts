import { Command } from 'commander'
import { WeftError } from '../kernel/errors.ts'
import { ANSWERS_A_MINUTE } from '../web/answers-limit.ts'
import { auditSeal, auditVerify } from './commands/audit.ts'
import { backup, restore } from './commands/backup.ts'
import { bench } from './commands/bench.ts'
import { calculate } from './commands/calculate.ts'
import { demo } from './commands/demo.ts'
import { exportCommand } from './commands/export.ts'
import { importContractsCommand, undoImportCommand } from './commands/import.ts'
import { importCaseloadCommand, importPeopleCommand, printTemplate } from './commands/import-people.ts'
import { migrateCommand } from './commands/migrate.ts'
import { freezeMonth, listMonths } from './commands/month.ts'
import { serve } from './commands/serve.ts'
import { addUser, listUsers, setUserPassword } from './commands/user.ts'
import { unreachable } from './unreachable.ts'

const EXIT = { failed: 1, wrongUse: 2, notVerified: 3 } as const

const weft = new Command('weft')
  .description('The shared working place of a rehabilitation partnership.')
  .showHelpAfterError()

weft
  .command('serve')
  .description('serve Weft; starts the embedded PostgreSQL unless DATABASE_URL is set')
  .option('--port <port>', 'port to listen on', process.env.PORT ?? '3000')
  .option('--host <address>', 'address to listen on', '127.0.0.1')
  .option('--no-demo', 'do not load the demonstration into an empty database')
  .option('--secure', 'behind a proxy that speaks HTTPS: cookies are sent over HTTPS only', false)
  .option('--proxies <number>', 'how many trusted proxies stand before Weft, each adding to X-Forwarded-For', '0')
  .option(
    '--answers <number>',
    'how many answers a minute one signed-in person gets; 0: as many as they like',
    String(ANSWERS_A_MINUTE),
  )
  .option('--log <level>', 'fatal, error, warn, info, debug or silent', 'warn')
  .action(serve)

weft
  .command('migrate')
  .description('bring the database to this version (needs DATABASE_OWNER_URL outside the embedded database)')
  .option('--json', 'print JSON')
  .action(migrateCommand)

weft
  .command('calculate')
  .description('run a rule of Weft on inputs of your own, with its working')
  .argument('[rule]', 'the rule; without it, the list of rules')
  .option('--schema', "print the input's JSON schema")
  .option('--json', 'print JSON')
  .action(calculate)

const audit = weft.command('audit').description('the journal: verify its seals')
audit
  .command('verify')
  .description('prove that nothing in the journal was edited, removed or put in another order')
  .option('--json', 'print JSON')
  .action(async (options: { json?: boolean }) => {
    if (!(await auditVerify(options))) process.exitCode = EXIT.notVerified
  })
audit.command('seal').description('seal what is not yet sealed').option('--json', 'print JSON').action(auditSeal)

weft
  .command('demo')
  .description('make the demonstration partnership in an empty database')
  .option('--seed <words>', 'the same seed and day give the same partnership', 'weft')
  .option('--people <count>', 'how many people', '2000')
  .option('--as-of <day>', 'the day up to which it has lived; today by default')
  .option('--nation', 'all 21 areas', false)
  .option('--json', 'print JSON')
  .action(demo)

const imports = weft.command('import').description('bring in agreements and people from other systems')
imports
  .command('contracts')
  .description('published contracts: organisations, agreements, offers; shows what it would do')
  .argument('<folder>')
  .option('--commit', 'keep it', false)
  .option('--json', 'print JSON')
  .action(importContractsCommand)
imports
  .command('undo')
  .description('take an import back, unless work depends on it')
  .argument('<batch>')
  .option('--json', 'print JSON')
  .action(undoImportCommand)

imports
  .command('people')
  .description('people with sentences, needs and risk from the partner API; shows what it would do')
  .argument('<source>', 'an https:// address (its token in WEFT_PEOPLE_TOKEN), or a folder with its answers as files')
  .requiredOption('--as <e-mail>', 'a case manager of the organisation that becomes responsible')
  .requiredOption('--area <area>', 'such as C05')
  .option('--organisation <code>', 'where the case manager is one of several organisations')
  .option('--id <id...>', 'CRNs or prison numbers; a folder without them gives everybody it lists', [])
  .option('--commit', 'keep it', false)
  .option('--json', 'print JSON')
  .action(importPeopleCommand)
imports
  .command('caseload')
  .description(
    'a caseload as CSV (see weft import template); shows what it would do, and each bad row by line and field',
  )
  .argument('<file>')
  .requiredOption('--as <e-mail>', 'a case manager of the organisation that becomes responsible')
  .requiredOption('--area <area>', 'such as C05')
  .option('--organisation <code>', 'where the case manager is one of several organisations')
  .option('--commit', 'keep the good rows', false)
  .option('--all-or-nothing', 'keep nothing where a row is bad', false)
  .option('--json', 'print JSON')
  .action(importCaseloadCommand)
imports
  .command('template')
  .description('print an empty caseload file with one invented row')
  .argument('<kind>', 'caseload')
  .option('--columns', 'print what each column holds instead', false)
  .action(printTemplate)

weft
  .command('export')
  .description('figures, statements or the heads of the journal, on standard output; none holds personal data')
  .argument('<kind>', 'figures (of an area and month), statements (of a month) or heads')
  .option('--area <area>', 'such as C05')
  .option('--month <month>', 'such as 2026-10')
  .option('--csv', 'print CSV, as it does without --json')
  .option('--json', 'print JSON')
  .action(exportCommand)

const month = weft.command('month').description('the month of an area')
month.command('list').description('months and their states').option('--json', 'print JSON').action(listMonths)
month
  .command('freeze')
  .description('freeze a month and issue its statements')
  .argument('<area>', 'such as C05')
  .argument('<month>', 'such as 2026-10')
  .option('--json', 'print JSON')
  .action(freezeMonth)

const user = weft.command('user').description('people who sign in')
user.command('list').description('who may sign in').option('--json', 'print JSON').action(listUsers)
user
  .command('add')
  .description('add a person to an organisation; asks for their first password on standard input')
  .requiredOption('--email <email>')
  .requiredOption('--name <name>')
  .requiredOption('--organisation <code>')
  .requiredOption('--role <role...>', 'one or more roles, such as "case manager"')
  .option('--json', 'print JSON')
  .action(addUser)
user
  .command('password')
  .description('set a password for a person, who then chooses their own; reads it from standard input')
  .requiredOption('--email <email>')
  .option('--lost-second-factor', 'end their second factor too', false)
  .action(setUserPassword)

weft
  .command('backup')
  .description('write everything, as of one instant, into a file')
  .argument('<file>')
  .option('--json', 'print JSON')
  .action(backup)
weft
  .command('restore')
  .description('read a back-up into an empty database')
  .argument('<file>')
  .option('--json', 'print JSON')
  .action(restore)

weft
  .command('bench')
  .description(
    'measure Weft in a database of its own, made for it and removed; prints a JSON line for each thing measured',
  )
  .option('--people <count>', 'how many people', '2000')
  .option('--data <folder>', 'measure on the demonstration kept in this data folder instead, and write into it')
  .option('--only <name>', 'only lines whose name begins so, such as "case list"')
  .option('--json', 'print JSON, which it always does')
  .action(bench)

try {
  await weft.parseAsync()
} catch (error) {
  const lost = unreachable(error)
  if (lost !== undefined) {
    console.error(lost)
    process.exit(EXIT.failed)
  }
  if (!(error instanceof WeftError)) throw error
  console.error(error.sentence)
  for (const { field, sentence } of error.fields) console.error(`  ${field}: ${sentence}`)
  process.exitCode = error.code === 'input.invalid' || error.code === 'not_found' ? EXIT.wrongUse : EXIT.failed
}
