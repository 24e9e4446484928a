/** Completion for zsh, by its own _arguments. */
import type { CommandFacts, OptionFacts, Values } from './facts.ts'

/** A text within single quotes, where brackets and colons would end it. */
const plain = (text: string) => text.replaceAll("'", "'\\''").replace(/[[\]:]/g, '\\$&')

function action(values: Values): string {
  switch (values.kind) {
    case 'choices':
      return `(${values.choices.join(' ')})`
    case 'claim':
      return '($_preflight_claims)'
    case 'file':
      return '_files'
    case 'folder':
      return '_files -/'
    case 'any':
      return ' '
  }
}

function optionSpec({ names, description, values, variadic }: OptionFacts): string[] {
  const said = `[${plain(description)}]`
  return names.map((name) => {
    if (!values) return `'${name}${said}'`
    // Words up to the next option; _arguments takes the pattern as the end.
    return variadic
      ? `'*${name}${said}:*-*:value:${action(values)}'`
      : `'${name}${said}:value:${action(values)}'`
  })
}

function commandCase({ name, options, argument }: CommandFacts): string[] {
  const specs = [
    ...options.flatMap(optionSpec),
    ...(argument ? [`'1:value:${action(argument)}'`] : []),
  ]
  return [`        ${name}) _arguments ${specs.join(' ')} ;;`]
}

/** The script. @param claims ids and sections of claims */
export function zshScript(commands: readonly CommandFacts[], claims: readonly string[]): string {
  return [
    '#compdef preflight',
    '# Completion of preflight for zsh: source <(preflight completion zsh)',
    `_preflight_claims=(${claims.join(' ')})`,
    '_preflight_commands=(',
    ...commands.map(({ name, description }) => `  '${name}:${plain(description)}'`),
    "  'help:show how to use a command'",
    ')',
    '_preflight() {',
    '  local state line',
    "  _arguments -C '(- *)--version[show the version]' '(- *)--help[show this help]' \\",
    "    '1:command:->command' '*::argument:->argument'",
    '  case $state in',
    '    command) _describe command _preflight_commands ;;',
    '    argument)',
    '      case $line[1] in',
    ...commands.flatMap(commandCase),
    `        help) _arguments '1:command:(${commands.map(({ name }) => name).join(' ')})' ;;`,
    '      esac',
    '      ;;',
    '  esac',
    '}',
    'if [[ $funcstack[1] == _preflight ]]; then',
    '  _preflight "$@"',
    'else',
    '  compdef _preflight preflight',
    'fi',
    '',
  ].join('\n')
}
