/** Completion for bash 4 and later; it needs neither bash-completion nor a start of Preflight. */
import type { CommandFacts, OptionFacts, Values } from './facts.ts'

const optionNames = (options: readonly OptionFacts[]) =>
  options.flatMap(({ names }) => names).join(' ')

/** What offers values; `$cur` is the word that is being written. */
function offer(values: Values): string {
  const words = (list: string) => `COMPREPLY=($(compgen -W "${list}" -- "$cur"))`
  switch (values.kind) {
    case 'choices':
      return words(values.choices.join(' '))
    case 'claim':
      return words('$_preflight_claims')
    case 'file':
      return 'compopt -o filenames; COMPREPLY=($(compgen -f -- "$cur"))'
    case 'folder':
      return 'compopt -o filenames; COMPREPLY=($(compgen -d -- "$cur"))'
    case 'any':
      return 'COMPREPLY=()'
  }
}

function commandCase({ name, options, argument }: CommandFacts): string[] {
  const valued = options.filter(({ values }) => values !== undefined)
  // The last option is known by its word: one value follows it, or many.
  const after = valued.flatMap(({ names, values, variadic }) => {
    if (!values) return []
    const distance = variadic ? '' : ' && [[ $since -eq 1 ]]'
    const is = names.map((each) => `$last == ${each}`).join(' || ')
    return [`      if [[ ${is} ]]${distance}; then ${offer(values)}; return; fi`]
  })
  return [
    `    ${name})`,
    '      if [[ $cur == -* ]]; then',
    `        COMPREPLY=($(compgen -W "${optionNames(options)}" -- "$cur")); return`,
    '      fi',
    ...after,
    `      ${argument ? offer(argument) : 'COMPREPLY=()'}`,
    '      ;;',
  ]
}

/** The script. @param claims ids and sections of claims */
export function bashScript(commands: readonly CommandFacts[], claims: readonly string[]): string {
  const names = commands.map(({ name }) => name).join(' ')
  return [
    '# Completion of preflight for bash: source <(preflight completion bash)',
    `_preflight_claims="${claims.join(' ')}"`,
    '_preflight() {',
    `  local cur=\${COMP_WORDS[COMP_CWORD]} last= since=0 at`,
    '  COMPREPLY=()',
    '  # The last option before this word, and how many words ago it was.',
    '  for ((at = COMP_CWORD - 1; at > 1; at--)); do',
    '    since=$((since + 1))',
    `    if [[ \${COMP_WORDS[at]} == -* ]]; then last=\${COMP_WORDS[at]}; break; fi`,
    '  done',
    '  if [[ $COMP_CWORD -eq 1 ]]; then',
    `    COMPREPLY=($(compgen -W "${names} help --help --version" -- "$cur"))`,
    '    return',
    '  fi',
    `  case \${COMP_WORDS[1]} in`,
    ...commands.flatMap(commandCase),
    `    help) COMPREPLY=($(compgen -W "${names}" -- "$cur")) ;;`,
    '  esac',
    '}',
    'complete -F _preflight preflight',
    '',
  ].join('\n')
}
