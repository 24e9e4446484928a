/** The command that migrates the database, by the tool that is there. */
import type { CommandData } from '#gate/contract/data/types.ts'
import type { Findings } from '../guess.ts'
import { composeBackend, composeServices } from '../read/compose.ts'
import type { Folder } from '../read/files.ts'
import type { Project } from '../read/project.ts'
import { commandOf } from '../read/shell-command.ts'
import type { Source } from '../read/sources.ts'

interface Tool {
  because: string
  isThere: (folder: Folder, project: Project) => boolean
  commands: Readonly<
    Record<'migrate', string> &
      Partial<Record<'rollback' | 'currentVersion', string>> & { createAdmin?: CommandData }
  >
}

const uses =
  (library: string) =>
  (_: Folder, { libraries }: Project) =>
    libraries.includes(library)

const tools: readonly Tool[] = [
  {
    because: 'alembic.ini is there',
    isThere: (folder) => folder.find('alembic') !== undefined,
    commands: {
      migrate: 'alembic upgrade head',
      rollback: 'alembic downgrade -1',
      currentVersion: 'alembic current',
    },
  },
  {
    because: "manage.py is Django's",
    // Others call a script of their own so.
    isThere: (folder) => /django/i.test(folder.open('manage')?.text ?? ''),
    commands: {
      migrate: 'python manage.py migrate --no-input',
      createAdmin: {
        command: 'python manage.py createsuperuser --no-input',
        environment: {
          DJANGO_SUPERUSER_USERNAME: '{name}',
          DJANGO_SUPERUSER_EMAIL: '{email}',
          DJANGO_SUPERUSER_PASSWORD: '{password}',
        },
      },
    },
  },
  {
    because: 'bin/rails is there',
    isThere: (folder) => folder.has('bin/rails'),
    commands: {
      migrate: 'bin/rails db:migrate',
      rollback: 'bin/rails db:rollback',
      currentVersion: 'bin/rails db:version',
    },
  },
  {
    because: 'prisma/schema.prisma is there',
    isThere: (folder) => folder.find('prisma') !== undefined,
    commands: { migrate: 'npx prisma migrate deploy' },
  },
  {
    because: 'knex is a dependency',
    isThere: uses('knex'),
    commands: {
      migrate: 'npx knex migrate:latest',
      rollback: 'npx knex migrate:rollback',
      currentVersion: 'npx knex migrate:currentVersion',
    },
  },
  {
    because: 'sequelize-cli is a dependency',
    isThere: uses('sequelize-cli'),
    commands: {
      migrate: 'npx sequelize-cli db:migrate',
      rollback: 'npx sequelize-cli db:migrate:undo',
    },
  },
  {
    because: 'typeorm is a dependency',
    isThere: uses('typeorm'),
    commands: { migrate: 'npx typeorm migration:run', rollback: 'npx typeorm migration:revert' },
  },
  {
    because: 'artisan is there',
    isThere: (folder) => folder.has('artisan'),
    commands: {
      migrate: 'php artisan migrate --force',
      rollback: 'php artisan migrate:rollback --force',
    },
  },
]

/** How a program in Go declares a flag or a command that migrates. */
const inGo: readonly (readonly [RegExp, string])[] = [
  [/\bflag\.Bool(?:Var)?\((?:&\w+,\s*)?"migrate"/, '-migrate'],
  [/\bUse:\s*"migrate["\s]/, 'migrate'],
]

/** The program's own way to migrate. @param launch the command that starts it, if one does */
function ofProgram(folder: Folder, sources: readonly Source[], launch: unknown) {
  if (typeof launch !== 'string' || !folder.find('goModule')) return undefined
  for (const { file, text } of sources) {
    const found = inGo.find(([pattern]) => pattern.test(text))
    if (found) return { commands: { migrate: `${launch} ${found[1]}` }, because: `in ${file}` }
  }
  return undefined
}

/** What a release does in a Procfile may be anything, and in package.json it publishes. */
const migrations = new RegExp(
  [
    String.raw`migrat|alembic|\bdb:(?:push|setup|deploy)|\b(?:db|aerich) upgrade`,
    String.raw`\bgoose\b|flyway|liquibase|dbmate|sqlx`,
  ].join('|'),
  'i',
)

/** What goes on running after a migration in the same line. */
const servers = /gunicorn|uvicorn|uwsgi|hypercorn|daphne|\bserver?\b|\bstart\b|supervisord|celery/i

/** Whether a script of that name is one that migrates. */
function migrates(name: string, script: string | undefined): boolean {
  return script !== undefined && (name !== 'release' || migrations.test(script))
}

/** A service of the compose file that migrates with the backend's image, and ends. */
function ofJob(folder: Folder): { migrate: CommandData; because: string } | undefined {
  const compose = composeServices(folder)
  const backend = composeBackend(folder)?.service
  for (const { name, image, command, entrypoint } of compose?.services ?? []) {
    const words = [...entrypoint, ...command]
    // An image that is made to migrate has a program of its own before these words.
    const isOne = image === backend?.image && migrations.test(words.join(' '))
    // With a server in the same line it is the backend, which migrates at its start.
    if (!isOne || servers.test(words.join(' '))) continue
    const isPlain = words.every((word) => /^[^\s"'\\]+$/.test(word))
    const because = `the service ${name} of ${compose?.file}`
    return { migrate: isPlain ? words.join(' ') : words, because }
  }
  return undefined
}

/** The commands of the tool, of the program, of a job, or a script of package.json. */
export function migrateFindings(
  folder: Folder,
  project: Project,
  { sources, launch }: { sources: readonly Source[]; launch: unknown },
): Findings {
  const script = ['migrate', 'db:migrate', 'migrate:deploy', 'release'].find((name) =>
    migrates(name, project.scripts[name]),
  )
  const tool =
    tools.find(({ isThere }) => isThere(folder, project)) ?? ofProgram(folder, sources, launch)
  const job = tool ? undefined : ofJob(folder)
  const ofScript = script ? { migrate: commandOf(project.scripts[script] ?? '') } : {}
  const commands = tool?.commands ?? (job ? { migrate: job.migrate } : ofScript)
  const because = tool?.because ?? job?.because ?? `the script ${script}`
  return {
    guesses: Object.entries(commands).map(([name, value]) => ({
      path: ['commands', name],
      value,
      because,
    })),
    todos: [
      {
        path: ['commands', 'migrate'],
        ask: 'Which command migrates the database? Leave it out if the first start does.',
        example: './server migrate',
      },
    ],
  }
}
