/** Completion for fish, by its own complete. */
import type { CommandFacts, OptionFacts, Values } from './facts.ts'

const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

/** The flags of `complete` for values: -x takes nothing but the words of -a, -r -F any file. */
function valueFlags(values: Values): string {
  switch (values.kind) {
    case 'choices':
      return `-x -a ${quoted(values.choices.join(' '))}`
    case 'claim':
      return "-x -a '$_preflight_claims'"
    case 'file':
      return '-r -F'
    case 'folder':
      return "-x -a '(__fish_complete_directories)'"
    case 'any':
      return '-x'
  }
}

function optionLines(command: string, option: OptionFacts): string[] {
  const { names, description, values, variadic } = option
  const when = `-n '__fish_seen_subcommand_from ${command}'`
  const flags = names.map((name) =>
    name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name[1]}`,
  )
  const said = `-d ${quoted(description)}`
  const line = `complete -c preflight ${when} ${flags.join(' ')} ${said}`
  if (!values) return [line]
  const lines = [`${line} ${valueFlags(values)}`]
  if (variadic) {
    const last = `-n '_preflight_last_option ${names.join(' ')}'`
    lines.push(`complete -c preflight ${when} ${last} ${valueFlags(values)}`)
  }
  return lines
}

function commandLines({ name, description, options, argument }: CommandFacts): string[] {
  const first = `-n '__fish_use_subcommand' -a ${name} -d ${quoted(description)}`
  const when = `-n '__fish_seen_subcommand_from ${name}'`
  return [
    `complete -c preflight ${first}`,
    ...options.flatMap((option) => optionLines(name, option)),
    ...(argument ? [`complete -c preflight ${when} ${valueFlags(argument)}`] : []),
  ]
}

/** The script. @param claims ids and sections of claims */
export function fishScript(commands: readonly CommandFacts[], claims: readonly string[]): string {
  return [
    '# Completion of preflight for fish: preflight completion fish | source',
    `set -g _preflight_claims ${claims.join(' ')}`,
    '# Whether the last option before the cursor is one of these: it takes several words.',
    'function _preflight_last_option',
    '  set -l given (commandline -opc | string match -- "-*")',
    '  test (count $given) -gt 0; and contains -- $given[-1] $argv',
    'end',
    'complete -c preflight -f',
    "complete -c preflight -n '__fish_use_subcommand' -l version -d 'show the version'",
    "complete -c preflight -n '__fish_use_subcommand' -a help -d 'show how to use a command'",
    ...commands.flatMap(commandLines),
    '',
  ].join('\n')
}
