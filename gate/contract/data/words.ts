/** A command line as words, as a shell without any of its powers reads them. */

/** Why a text is no plain command line. */
export class CommandLineError extends Error {}

const word = /\s*((?:'[^']*'|"[^"]*"|[^\s'"])+)/gy
const quoted = /'([^']*)'|"([^"]*)"/g
const powers = /[|&;<>`$*?~]/

/** The words of a command line. @throws CommandLineError if it needs a shell */
export function wordsOf(line: string): string[] {
  const words = [...line.trim().matchAll(word)].map(([, found = '']) => found)
  const length = words.length === 0 ? 0 : line.trim().replaceAll(/\s+/g, '').length
  if (words.join('').replaceAll(/\s+/g, '').length !== length || length === 0) {
    throw new CommandLineError('expected a program and its arguments, each quote closed')
  }
  const power = powers.exec(line.replaceAll(quoted, ''))?.[0]
  if (power === undefined) {
    return words.map((each) => each.replaceAll(quoted, (_, single, double) => single ?? double))
  }
  throw new CommandLineError(`"${power}" needs a shell: write ["sh", "-c", "…"], or quote it`)
}
