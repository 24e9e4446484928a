/** Which operators a file is changed by: its kind tells. */
import type { Change } from '../change.ts'
import { dockerfileChanges } from './dockerfile.ts'
import { environmentChanges } from './environment.ts'
import { nginxChanges } from './nginx.ts'
import { scriptChanges } from './script.ts'
import { shellChanges } from './shell.ts'
import { yamlChanges } from './yaml.ts'

const kinds: readonly [RegExp, (text: string, file: string) => Change[]][] = [
  [/\.(ts|mjs)$/, scriptChanges],
  [/\.conf$/, nginxChanges],
  [/\.(ya?ml|json|config)$/, yamlChanges],
  [/(^|\/)Dockerfile$/, dockerfileChanges],
  [/(^|\/)env\.[\w.]+$/, environmentChanges],
  [/(\.sh|\/(backup|restore|connection))$/, shellChanges],
]

/** Every change that an operator makes of a file; none where no operator knows its language. */
export function changesOf(file: string, text: string): Change[] {
  return kinds.find(([pattern]) => pattern.test(file))?.[1](text, file) ?? []
}
