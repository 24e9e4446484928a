/**
 * Samples of secrets that the start guard, as the guide itself describes it, lets into production:
 * a guard that knows one default does not know what the guide wrote in its place.
 */

import { isSecretName } from '#gate/secret-names.ts'
import { type SampleVariable, samplesOf } from '../deployment/samples.ts'
import type { CodeBlock } from '../document/blocks.ts'
import type { Guide } from '../document/guide.ts'
import type { Sentence } from '../document/prose.ts'
import { anyOf } from '../pattern.ts'
import type { Finder } from './finder.ts'

/** What a guide says that the backend refuses. */
interface Guard {
  line: number
  /** Variables that it names; empty if it speaks of keys in general. */
  names: readonly string[]
  /** The shortest value that it takes, if it says so. */
  minLength: number | undefined
  /** Values that it names. */
  values: readonly string[]
  /** It refuses whatever is a placeholder, whatever its text. */
  refusesPlaceholders: boolean
  /** A comment in a sample, which speaks of the variables below it. */
  comment?: string
}

const refusing =
  /\b(?:refus\w+|fails?|failing|abort\w*|exits?|rejects?|will not|won't|does not|doesn't)\b/i
/** What a reader is told to do, and no program does. */
const advice = /\b(?:make sure|ensure|never|do not|don't|should)\b/i
const starting = /\b(?:starts?|starting|startup|boots?|booting|launch\w*|runs?|running)\b/i
const defaults = /\bdefault\b|\bunchanged\b/i
const others = new RegExp(
  `\\b${anyOf(
    'placeholders?|samples?|examples?|weak|too short|guessable|low entropy',
    'any (?:key|value) (?:of|in) this',
  )}\\b`,
  'i',
)
const length = new RegExp(
  String.raw`\b${anyOf('(?:shorter|fewer|less) than|at least|minimum(?: of)?|below')}\s+(\d+)` +
    String.raw`\s*(?:characters|chars|bytes)`,
  'i',
)
const subject = /\b(?:keys?|secrets?|values?|tokens?|credentials?)\b|_(?:KEY|SECRET)\b/i

function guardIn(text: string, line: number): Guard[] {
  if (!subject.test(text) || advice.test(text) || !refusing.test(text) || !starting.test(text))
    return []
  if (!defaults.test(text) && !length.test(text) && !others.test(text)) return []
  const quoted = [...text.matchAll(/[`"']([^`"'\s]+)[`"']/g)].map(([, word = '']) => word)
  const names = [...text.matchAll(/\b([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\b/g)].map(
    ([, name = '']) => name,
  )
  const minimum = length.exec(text)?.[1]
  return [
    {
      line,
      names: names.filter(isSecretName),
      minLength: minimum === undefined ? undefined : Number(minimum),
      values: quoted.filter((word) => !/^[A-Z0-9_]+$/.test(word)),
      refusesPlaceholders: others.test(text),
    },
  ]
}

function commentsOf(block: CodeBlock): Pick<Sentence, 'text' | 'line'>[] {
  const lines = block.text.split('\n')
  return lines.flatMap((text, at) => {
    const [, comment] = /^\s*#\s*(.*)$/.exec(text) ?? []
    return comment === undefined ? [] : [{ text: comment, line: block.line + at }]
  })
}

function guardsOf({ sentences, blocks }: Guide): Guard[] {
  const comments = blocks.filter(({ kind }) => kind === 'environment').flatMap(commentsOf)
  return [
    ...sentences.flatMap(({ text, line }) => guardIn(text, line)),
    ...comments.flatMap(({ text, line }) =>
      guardIn(text, line).map((guard) => ({ ...guard, comment: text })),
    ),
  ]
}

/** Keys that are the backend's own, and not those of a service that it uses. */
const ownKeys = new RegExp(
  `^(?:\\w+_)?${anyOf(
    'SECRET_?KEY|KEY_?BASE|JWT_?(?:SECRET|KEY)',
    '(?:SESSION|COOKIE|APP|AUTH|TOKEN|SIGNING|ENCRYPTION)_?(?:SECRET|KEY)',
  )}(?:_\\w+)?$`,
)

/** Whether a guard speaks of a variable: by its name, above it, or of keys in general. */
function speaksOf({ names, comment }: Guard, { name, heading }: SampleVariable): boolean {
  if (names.length > 0) return names.includes(name)
  return ownKeys.test(name) && (comment === undefined || heading.includes(comment))
}

const words = new RegExp(
  anyOf(
    'change|replace|generate|your|example|sample|secret|here|placeholder|insert|random|different',
    'long|string|password|default|dummy|fill|set[-_]?me|xxx+|<|\\[',
  ),
  'i',
)

/** Whether a person has written a value for another person to replace. */
export function isPlaceholder(value: string): boolean {
  const hasWords = words.test(value)
  const isRandom = /^[A-Za-z0-9+/_=-]{24,}$/.test(value) && !/[-_ ][a-z]+[-_ ]/i.test(value)
  return value !== '' && !value.includes('$') && hasWords && !isRandom
}

/** Whether a guard refuses a value, as far as its description goes. */
function refuses(guard: Guard, value: string): boolean {
  const isShort = guard.minLength !== undefined && value.length < guard.minLength
  return isShort || guard.values.includes(value) || guard.refusesPlaceholders
}

export const sampleSecret: Finder = (guide) => {
  const guards = guardsOf(guide)
  return samplesOf(guide)
    .flatMap(({ variables }) => variables)
    .filter(({ name, value }) => /secret|key|token/i.test(name) && isPlaceholder(value))
    .flatMap((variable) => {
      const { name, value, line } = variable
      const speaking = guards.filter((guard) => speaksOf(guard, variable))
      const [first] = speaking
      if (!first || speaking.some((guard) => refuses(guard, value))) return []
      const rules = speaking.map((guard) => guard.line)
      const at = [...new Set(rules)].join(', ')
      const bound = first.minLength
      const why =
        bound === undefined
          ? 'it is not the default'
          : `it has ${value.length} of at least ${bound} characters`
      return [
        {
          id: 'sample-secret-accepted',
          line,
          related: [...new Set(rules)],
          problem: `The start guard that the guide describes accepts its own sample of ${name}.`,
          ran: `held the sample of ${name} against the guard of line ${at}`,
          printed: `accepted: ${why}, so production starts with a key that is public`,
          fix: `Leave ${name} empty in the sample, and refuse placeholders and short keys.`,
          claims: [
            name.includes('JWT')
              ? 'configuration.jwt-secret-key-default-refused'
              : 'configuration.secret-key-default-refused',
          ],
        },
      ]
    })
}
