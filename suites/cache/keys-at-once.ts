/** How many keys one command of Redis visits: nobody else is served meanwhile. */

/** Of a command with more arguments the slow log has the first, and says how many are left out. */
const leftOut = /^\.\.\. \((\d+) more arguments\)$/

/** @param words a command and its arguments, as the slow log has them */
export function keysAtOnce(words: readonly string[]): number {
  const [name = '', ...args] = words
  switch (name.toLowerCase()) {
    case 'scan': {
      const at = args.findIndex((arg) => arg.toLowerCase() === 'count')
      return at < 0 ? 0 : Number(args[at + 1])
    }
    case 'del':
    case 'unlink': {
      const more = leftOut.exec(args.at(-1) ?? '')?.[1]
      return more === undefined ? args.length : args.length - 1 + Number(more)
    }
    default:
      return 0
  }
}
