import { Command } from 'commander'
import { WeftError } from '../kernel/errors.ts'
import { backup, restore } from './commands/backup.ts'
import { calculate } from './commands/calculate.ts'
import { migrateCommand } from './commands/migrate.ts'
import { serve } from './commands/serve.ts'
import { addUser, listUsers, setUserPassword } from './commands/user.ts'

const EXIT = { failed: 1, wrongUse: 2 } as const

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

const user = weft.command('user').description('people who sign in')
user.command('list').description('who may sign in').option('--json', 'print JSON').action(listUsers)
user
  .command('add')
  .description('add a person to an organisation; asks for the password on standard input')
  .requiredOption('--email <email>')
  .requiredOption('--name <name>')
  .requiredOption('--organisation <code>')
  .requiredOption('--role <role...>', 'one or more roles, such as "case manager"')
  .option('--json', 'print JSON')
  .action(addUser)
user
  .command('password')
  .description('set the password of a person; reads it from standard input')
  .requiredOption('--email <email>')
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

try {
  await weft.parseAsync()
} catch (error) {
  if (!(error instanceof WeftError)) throw error
  console.error(error.sentence)
  for (const { field, sentence } of error.fields) console.error(`  ${field}: ${sentence}`)
  process.exitCode = error.code === 'input.invalid' || error.code === 'not_found' ? EXIT.wrongUse : EXIT.failed
}
