/**
 * Values for variables that only the operator knows, so that Compose reads a file that requires
 * them. They say nothing of the file: what is refused with one guess may be right with another.
 */
import { substitute, type Values, variablesOf } from './substitution.ts'

/** Text and number alike. */
const usual = '1'
/** Tried for all variables, one after the other, where the guesses by place are refused. */
const others = ['./guess', '/guess', '1s', '127.0.0.1', 'true', 'guess'] as const

/** By the key that a value has: what can stand there. */
const byKey: readonly [key: RegExp, guess: string][] = [
  [/^(?:interval|timeout|start_period|start_interval|stop_grace_period)$/, '1s'],
  [/^(?:delay|monitor|window)$/, '1s'],
  [/^(?:host_ip|ipv4_address|gateway)$/, '127.0.0.1'],
  [/^(?:privileged|tty|init|read_only|external|internal|attachable|stdin_open|disable)$/, 'true'],
  [/^restart$/, 'always'],
  [/^condition$/, 'service_started'],
  [/^(?:network_mode|type)$/, 'bridge'],
  [/^pull_policy$/, 'missing'],
  [/^order$/, 'start-first'],
  [/^(?:source|context|file|env_file|path)$/, './guess'],
  [/^target$/, '/guess'],
]

/** A guess by where the variable stands: its keys, and what is around it. */
function guessFor(keys: readonly string[], before: string, after: string): string {
  const parent = keys.findLast((key) => !/^\d+$/.test(key)) ?? ''
  if (keys.includes('ports')) {
    const isHost = before === '' && (after.match(/:/g) ?? []).length === 2
    return isHost ? '127.0.0.1' : usual
  }
  if (parent === 'volumes') return before.includes(':') ? '/guess' : './guess'
  return byKey.find(([pattern]) => pattern.test(parent))?.[1] ?? usual
}

function* textsIn(
  value: unknown,
  keys: readonly string[] = [],
): Generator<[keys: readonly string[], text: string]> {
  if (typeof value === 'string') yield [keys, value]
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* textsIn(item, [...keys, key])
  }
}

/** Guesses for the variables of a document that have no value, by where they stand. */
export function guessesByPlace(document: unknown, values: Values): Record<string, string> {
  const guesses: Record<string, string> = {}
  for (const [keys, text] of textsIn(document)) {
    if (!substitute(text, values).isOpen) continue
    for (const { name, absence } of variablesOf(text)) {
      if (absence === 'default' || values[name]) continue
      const at = text.search(new RegExp(`\\$\\{?${name}\\b`))
      const after = text.slice(at).replace(/^\$(?:\{[^}]*\}+|\w+)/, '')
      const guess = guessFor(keys, text.slice(0, at), after)
      // In several places the one that asks for more than a word decides.
      if (guesses[name] === undefined || guesses[name] === usual) guesses[name] = guess
    }
  }
  return guesses
}

/** Ever other guesses, the likeliest first. */
export function* guessesInTurn(
  document: unknown,
  values: Values,
): Generator<Readonly<Record<string, string>>> {
  const likely = guessesByPlace(document, values)
  yield likely
  const names = Object.keys(likely)
  if (names.length === 0) return
  for (const guess of others) yield Object.fromEntries(names.map((name) => [name, guess]))
}
