/** What the help of the backend's own program tells: how it migrates, and makes a first user. */
import type { Guess } from '../guess.ts'
import { Folder } from '../read/files.ts'
import { commandsIn, optionsIn } from '../read/help.ts'
import { installedApplication } from '../read/installed.ts'

/** Asks a program for its help; empty where it has none. */
export type AskHelp = (words: readonly string[]) => Promise<string>

const wanted = {
  migrate: /^(db[:-]?)?(migrate|upgrade)$/,
  createAdmin: /^(create|add|make|new)[-_:]?(super)?(user|admin|superuser)$/,
}
/** A flag after which it asks nothing. */
const asksNothing = /^(no-?input|non-interactive|yes)$/
/** A flag that makes a user the first among others. */
const isFirst = /^(is-)?(admin|superuser|staff)$/

const places: readonly [RegExp, string][] = [
  [/^(user|user-?name|name|login)$/, '{name}'],
  [/^(e-?mail)$/, '{email}'],
  [/^(password|pass|passwd)$/, '{password}'],
]
/** An option for the file that configures the application. */
const configOption = /^(ini|ini-file|config|config-file|conf|settings)$/

/** The words that follow a command: the file of its configuration, and a user's values. */
function argumentsFor(options: readonly string[], file: string | undefined, isUser: boolean) {
  return options.flatMap((name) => {
    if (configOption.test(name)) return file === undefined ? [] : [`--${name} ${file}`]
    if (asksNothing.test(name) || (isUser && isFirst.test(name))) return [`--${name}`]
    const value = isUser ? places.find(([pattern]) => pattern.test(name))?.[1] : undefined
    return value === undefined ? [] : [`--${name} ${value}`]
  })
}

/** The programs of the backend itself, as its start script calls them if it has one. */
function ownPrograms(folder: Folder, launch: string): string[] {
  const [first = ''] = launch.split(' ')
  // A program that Go has built; any other that starts the backend may not know --help.
  if (folder.find('goModule') && first.includes('/')) return [first]
  const script = folder.find('startScript')
  const isScripted = script !== undefined && first === `./${script}`
  return (installedApplication(folder)?.programs ?? []).map((program) =>
    isScripted ? `${first} ${program.split('/').at(-1)}` : program,
  )
}

/** The user that most backends call so; a name may be what gives rights. */
const admin = { name: 'admin', email: 'admin@example.com', password: 'Preflight-trial-1' }

async function guessesOf(program: string, file: string | undefined, ask: AskHelp) {
  const words = program.split(' ')
  const commands = commandsIn(await ask([...words, '--help']))
  const guesses: Guess[] = []
  for (const [key, pattern] of Object.entries(wanted)) {
    const command = commands.find((name) => pattern.test(name))
    if (command === undefined) continue
    const options = optionsIn(await ask([...words, command, '--help']))
    const isUser = key === 'createAdmin'
    const given = argumentsFor(options, file, isUser)
    if (isUser && !given.some((one) => one.endsWith('{password}'))) continue
    const because = `${program} ${command} --help`
    guesses.push({
      path: ['commands', key],
      value: [program, command, ...given].join(' '),
      because,
    })
    if (isUser) {
      guesses.push({
        path: ['admin'],
        value: admin,
        because: 'the usual name; made for each trial',
      })
    }
  }
  return guesses
}

/**
 * What the backend's programs say of themselves.
 * @param path the backend's folder
 * @param launch the command that starts it
 */
export async function programGuesses(path: string, launch: string, ask: AskHelp): Promise<Guess[]> {
  const folder = new Folder(path)
  const file = folder.find('paste')
  const programs = ownPrograms(folder, launch)
  return (await Promise.all(programs.map((program) => guessesOf(program, file, ask)))).flat()
}
