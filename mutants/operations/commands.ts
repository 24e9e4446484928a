/** The check command and the pool status command. */
import { defineMutants, edit, insertBefore } from '../mutant.ts'
import { checkCommand } from '../paths.ts'

const poolStatusCommand = 'reference-app/src/commands/pool-status.ts'

export const commands = defineMutants('operations', {
  'check-exits-zero': {
    defect: 'The check command says what is wrong, and ends as if nothing were.',
    kills: ['operations.system-check'],
    edits: [edit(checkCommand, 'return ok ? 0 : 1', 'return 0')],
  },
  'check-names-nothing': {
    defect: 'The check command fails, and says of nothing why.',
    kills: ['operations.system-check'],
    edits: [
      edit(
        checkCommand,
        'detail: error instanceof Error ? error.message : String(error) }',
        "detail: error instanceof Error ? 'failed' : 'broken' }",
      ),
    ],
  },
  'check-prints-urls': {
    defect: 'The check command prints the address of Redis as it is written in the environment.',
    kills: ['operations.url-redacted'],
    edits: [
      edit(
        checkCommand,
        "const at = `${url.hostname}:${url.port || '6379'}`",
        'const at = url.href',
      ),
    ],
  },
  'check-without-redis': {
    defect: 'The check command does not try Redis.',
    kills: ['operations.system-check'],
    edits: [edit(checkCommand, "    await finding('redis', redis),\n", '')],
  },
  'pool-status-of-its-own': {
    defect: 'The pool status is that of a pool which the command makes for itself.',
    kills: ['operations.pool-status'],
    edits: [
      edit(
        poolStatusCommand,
        `let text: string
  try {`,
        `let text = ''
  try {`,
      ),
      edit(
        poolStatusCommand,
        'throw new Error(`no server answers at ${url}`, { cause: error })',
        `text = \`app_workers 1\\n\${figures.map((name) => \`db_pool_\${name} 0\`).join('\\n')}\\n\`
    if (error === undefined) throw error`,
      ),
    ],
  },
  'check-of-any-migration': {
    defect: 'The check command is content with a database that some migration has been applied to.',
    kills: ['operations.system-check'],
    edits: [edit(checkCommand, 'if (pending.length > 0) throw', 'if (applied.length === 0) throw')],
  },
  'check-opens-a-port': {
    defect: 'The check command opens the port of Redis, and asks nothing.',
    kills: ['operations.system-check'],
    edits: [
      edit(
        checkCommand,
        'client.connect().then(() => client.ping())',
        `new Promise((resolve, reject) => {
        const port = Number(url.port || '6379')
        const socket = connect(port, url.hostname, () => resolve(socket.end()))
        socket.on('error', reject)
      })`,
      ),
      insertBefore(
        checkCommand,
        "import { Redis } from 'ioredis'",
        "import { connect } from 'node:net'",
      ),
    ],
  },
  'migrate-prints-address': {
    defect: 'A migration that cannot connect says to which address, as it is written.',
    kills: ['operations.url-redacted'],
    edits: [
      edit(
        'reference-app/src/commands/connect.ts',
        '    const at = `PostgreSQL at ${describeDatabase(url)}`',
        "    const shown = process.argv.includes('migrate') ? url : describeDatabase(url)\n    const at = `PostgreSQL at ${shown}`",
      ),
    ],
  },
  'check-prints-settings-at-debug': {
    defect: 'At level debug the check command prints the settings.',
    kills: ['operations.url-redacted'],
    edits: [
      insertBefore(
        checkCommand,
        '  const ok = checks.every((entry) => entry.ok)',
        "if (process.env.LOG_LEVEL === 'DEBUG') console.log(loadSettings(process.env))",
      ),
    ],
  },
})
