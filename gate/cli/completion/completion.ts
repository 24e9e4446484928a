/** `preflight completion`: a script that completes the command line in a shell. */
import type { Command } from 'commander'
import { claims, sections } from '#guide/index.ts'
import type { Shell } from '../commands.ts'
import { ownOfTarget } from '../own-claims.ts'
import { bashScript } from './bash.ts'
import { type CommandFacts, factsOf } from './facts.ts'
import { fishScript } from './fish.ts'
import { zshScript } from './zsh.ts'

type Script = (commands: readonly CommandFacts[], claims: readonly string[]) => string

const scripts: Record<Shell, Script> = { bash: bashScript, zsh: zshScript, fish: fishScript }

/** Prints the script, with the own claims of the folder that it is made in. @returns 0 */
export async function completion(command: Command): Promise<number> {
  const [shell] = command.args as [Shell]
  // Own claims that are wrong must not keep a shell from starting.
  const own = await ownOfTarget().catch(() => ({ claims: [] }))
  const ids = [...claims, ...own.claims].map(({ id }) => id)
  const names = [...new Set([...sections, ...own.claims.map(({ section }) => section)]), ...ids]
  process.stdout.write(scripts[shell](factsOf(command.parent ?? command), names))
  return 0
}
