import { parseArgs } from 'node:util'
import { DatabaseUnavailableError } from './database/errors.ts'
import { formatException, logLine } from './logging/line.ts'

const usage = `usage: cli.ts <command>

  migrate        bring the schema to the newest version
  rollback       take back the newest migration
  current        print the newest migration that is applied
  check          try configuration, database, migrations and Redis
  pool-status    print the pool status of the running server, as JSON
  create-admin   --email ADDRESS [--password PASSWORD]   (or ADMIN_PASSWORD, or stdin)
`

/** Each command returns its exit code. Loaded on demand: `migrate` needs no Redis client. */
const commands: Record<string, () => Promise<number>> = {
  migrate: async () => (await import('./commands/migrate.ts')).migrate('up'),
  rollback: async () => (await import('./commands/migrate.ts')).migrate('down'),
  current: async () => (await import('./commands/current.ts')).current(),
  check: async () => (await import('./commands/check.ts')).check(),
  'pool-status': async () => (await import('./commands/pool-status.ts')).poolStatus(),
  'create-admin': async () => {
    const { createAdmin } = await import('./commands/create-admin.ts')
    return createAdmin(options())
  },
}

function options(): { email: string | undefined; password: string | undefined } {
  const { values } = parseArgs({
    args: process.argv.slice(3),
    options: { email: { type: 'string' }, password: { type: 'string' } },
  })
  return { email: values.email, password: values.password }
}

async function main(): Promise<number> {
  const command = commands[process.argv[2] ?? '']
  if (command !== undefined) return command()
  process.stderr.write(usage)
  return 2
}

try {
  process.exitCode = await main()
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  const expected = error instanceof DatabaseUnavailableError || !isBug(error)
  const fields = { module: 'cli', function: 'main' }
  const exception = expected ? {} : { exception: formatException(error) }
  process.stderr.write(logLine('ERROR', message, { ...fields, ...exception }))
  process.exitCode = 1
}

/** Any error other than a refusal, whose message is enough. */
function isBug(error: unknown): boolean {
  return error instanceof TypeError || error instanceof ReferenceError
}
