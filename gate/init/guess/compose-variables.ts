/** Values for variables that a compose file demands and nothing else of the config gives. */
import { variablesOf } from '#gate/kit/deploy/compose/substitution.ts'
import { environmentValues } from '#gate/kit/deploy/environment-file.ts'
import type { Findings, Guess } from '../guess.ts'
import { composeServices } from '../read/compose.ts'
import type { Folder } from '../read/files.ts'
import { taken } from './environment.ts'

/** What looks right for a variable of such a name; the first that fits. */
const likely: readonly (readonly [name: RegExp, value: string])[] = [
  [/PORT$/, '8080'],
  [/MAIL|FROM$/, 'preflight@example.com'],
  [/UR[LI]S?$|ORIGINS?$/, 'https://preflight.example.com'],
  [/(HOST|DOMAIN)(NAME)?S?$/, 'preflight.example.com'],
  [/SIZE$|COUNT$|LIMIT$|WORKERS$|TTL$|SECONDS$|MINUTES$/, '4'],
]
const anything = 'preflight'

function likelyValue(name: string): string {
  return likely.find(([pattern]) => pattern.test(name.toUpperCase()))?.[1] ?? anything
}

/** Variables that Compose reads from the file beside the compose file. */
function givenBeside(folder: Folder): string[] {
  return folder.has('.env') ? Object.keys(environmentValues(folder.read('.env'))) : []
}

/** Compose reads a file as a whole: what any of its services demands has to be there. */
export function composeVariableFindings(folder: Folder, others: readonly Guess[]): Findings {
  const started = others.find(({ path }) => path.join('.') === 'launch.file')?.value
  const compose = composeServices(folder)
  const file = compose?.file
  if (compose === undefined || ![started].flat().includes(file)) return { guesses: [], todos: [] }
  const given = new Set<unknown>([
    ...taken(others),
    ...others.filter(({ path }) => path[0] === 'environment').map(({ path }) => path.at(-1)),
    ...givenBeside(folder),
  ])
  const demanded = variablesOf(compose.document).filter(
    ({ name, absence }) => absence === 'required' && !given.has(name),
  )
  return {
    guesses: demanded.map(({ name }) => ({
      path: ['launch', 'variables', name],
      value: likelyValue(name),
      because: `${file} demands a value`,
    })),
    todos: [],
  }
}
