/**
 * How many connections a side has as the target itself counts them, by `release.connections`: what
 * its procedure waits for in production.
 */
import type { Command } from '#gate/contract/contract.ts'
import { lastWords } from '#gate/host/process/last-words.ts'
import type { Answered } from '../deploy/container/docker.ts'
import type { Colour } from './colour.ts'

export interface OwnCount extends Answered {
  /** `busy` if it counts any, `idle` if none, else why that cannot be said. */
  says: string
}

/** What stdout says, if all of it is one number. */
function meaning({ exitCode, output, stdout }: Answered): string {
  const printed = stdout.trim()
  if (!/^\d+$/.test(printed)) return `no number (exit code ${exitCode}): ${lastWords(output)}`
  return Number(printed) > 0 ? 'busy' : 'idle'
}

/**
 * Asks the target's own command.
 * @returns undefined if there is none, the side has no network of its own, or it is not running
 */
export async function ownCount(
  command: Command | undefined,
  colour: Pick<Colour, 'answer'>,
): Promise<OwnCount | undefined> {
  const answered = command && (await colour.answer(command))
  return answered && { ...answered, says: meaning(answered) }
}
