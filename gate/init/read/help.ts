/** What the help of a program says of its commands and options. Pure. */

/** `{init,migrate}` of argparse, and the first words of indented lines of most others. */
const braces = /\{([a-z][\w:-]*(?:,[a-z][\w:-]*)+)\}/g
const listed = /^[ \t]{1,8}([a-z][\w:-]*)(?=[ \t,]|$)/gm
const option = /(?<=[\s[,(|])--([a-z][\w-]*)/g

/** The names of its commands, or what could be one. */
export function commandsIn(help: string): string[] {
  const alternatives = [...help.matchAll(braces)].flatMap(([, names = '']) => names.split(','))
  const lines = [...help.matchAll(listed)].map(([, name = '']) => name)
  return [...new Set([...alternatives, ...lines])]
}

/** The long names of its options. */
export function optionsIn(help: string): string[] {
  return [...new Set([...help.matchAll(option)].map(([, name = '']) => name))]
}
