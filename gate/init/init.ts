/** Writes the config of a backend from what its folder says, and from what a person adds. */
import { access, writeFile } from 'node:fs/promises'
import { parse as parseYaml } from 'yaml'
import { compileTarget } from '#gate/contract/data/compile/compile.ts'
import { readData } from '#gate/contract/data/read-data.ts'
import { readConfig } from '#gate/contract/read-config.ts'
import type { TargetConfig } from '#gate/contract/target-config.ts'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { packageName } from '#gate/installation.mjs'
import { type FindOptions, findOut } from './find.ts'
import { type Findings, type Guess, joined, type Todo } from './guess.ts'
import { renderConfig } from './write/render.ts'

export type { LaunchKind } from './guess/launch.ts'

export interface InitOptions extends FindOptions {
  /** Folder of the backend. */
  folder: string
  /** Values that were given with the command; they go before what is found. */
  answers: readonly string[]
  /** Asks a person for what is missing; gives back YAML, or nothing. Default: nobody is asked. */
  ask?: (todo: Todo) => Promise<string | undefined>
}

export interface Draft {
  /** The text of the config. */
  text: string
  /** Undefined as long as nobody knows how the backend is started. */
  config: TargetConfig | undefined
  /** What could not be found out. */
  open: readonly Todo[]
}

/** Where editors find the schema of the config. */
export const schemaUrl = `./node_modules/${packageName}/docs/config.schema.json`

function guessFrom(key: string, yaml: string): Guess {
  try {
    return { path: key.split('.'), value: parseYaml(yaml) }
  } catch (cause) {
    const [first] = messageOf(cause).split('\n')
    throw new PreflightError('PREFLIGHT_E_USAGE', `--set ${key}: the value is no YAML: ${first}`)
  }
}

/** @throws PreflightError PREFLIGHT_E_USAGE naming what is no `key=value` */
export function answersIn(words: readonly string[]): Findings {
  const guesses = words.map((word) => {
    const at = word.indexOf('=')
    if (at > 0) return guessFrom(word.slice(0, at), word.slice(at + 1))
    throw new PreflightError('PREFLIGHT_E_USAGE', `--set ${word}: expected key=value`, {
      hint:
        'for example --set endpoints.health=/healthz ' +
        "--set 'operations.profile={ get: /me, result: $.email }'",
    })
  })
  return { guesses, todos: [] }
}

async function asked(findings: Findings, ask: InitOptions['ask']): Promise<Findings> {
  const guesses: Guess[] = []
  if (ask) {
    for (const todo of findings.todos) {
      const answer = await ask(todo)
      if (answer) guesses.push(guessFrom(todo.path.join('.'), answer))
    }
  }
  return joined({ guesses, todos: [] }, findings)
}

/** A part of the config that the contract refuses, without its value. */
function configOf(text: string): TargetConfig {
  const read = readData(text)
  const checked = 'problems' in read ? read : readConfig(compileTarget(read.data))
  if ('config' in checked) return checked.config
  throw new PreflightError(
    'PREFLIGHT_E_CONFIG',
    `the config that was made is not valid:\n${checked.problems.join('\n')}`,
    { hint: 'give the right value with --set key=value' },
  )
}

/**
 * Makes the config. Nothing is run and nothing is written.
 * @throws PreflightError PREFLIGHT_E_USAGE for an answer that is no value, PREFLIGHT_E_CONFIG for
 *   one that the contract refuses
 */
export async function draft({ folder, answers, ask, ...options }: InitOptions): Promise<Draft> {
  const findings = await asked(joined(answersIn(answers), findOut(folder, options)), ask)
  const text = renderConfig(findings, schemaUrl)
  const isOpen = findings.todos.some(({ path }) => path.join('.') === 'launch')
  return { text, config: isOpen ? undefined : configOf(text), open: findings.todos }
}

/**
 * Writes a file that was not there.
 * @throws PreflightError PREFLIGHT_E_USAGE if it is there and may not be replaced
 */
export async function writeConfig(file: string, text: string, mayReplace: boolean): Promise<void> {
  const isThere = await access(file).then(
    () => true,
    () => false,
  )
  if (isThere && !mayReplace) {
    const hint = 'choose another file with --out, or replace it with --force'
    throw new PreflightError('PREFLIGHT_E_USAGE', `${file} is already there`, { hint })
  }
  await writeFile(file, text).catch((cause: unknown) => {
    throw new PreflightError('PREFLIGHT_E_USAGE', `${file} cannot be written: ${messageOf(cause)}`)
  })
}
