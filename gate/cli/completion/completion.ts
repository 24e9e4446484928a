/** `preflight completion`: a script that completes the command line in a shell. */
import type { Command } from 'commander'
import { claims, sections } from '#guide/index.ts'
import type { Shell } from '../commands.ts'
import { bashScript } from './bash.ts'
import { type CommandFacts, factsOf } from './facts.ts'
import { fishScript } from './fish.ts'
import { zshScript } from './zsh.ts'

type Script = (commands: readonly CommandFacts[], claims: readonly string[]) => string

const scripts: Record<Shell, Script> = { bash: bashScript, zsh: zshScript, fish: fishScript }

/** Prints the script. @returns 0 */
export async function completion(command: Command): Promise<number> {
  const [shell] = command.args as [Shell]
  const names: string[] = [...sections, ...claims.map(({ id }) => id)]
  process.stdout.write(scripts[shell](factsOf(command.parent ?? command), names))
  return 0
}
