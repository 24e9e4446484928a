/** What is found out about a backend, key by key of its config. */

/** A value for a key of the config. */
export interface Guess {
  /** The key: `['settings', 'poolSize']`. */
  path: readonly string[]
  value: unknown
  /** Where it comes from, for the comment beside it; nothing where it is certain. */
  because?: string
}

/** A key that could not be found out, with how it would look. */
export interface Todo {
  path: readonly string[]
  /** What to find out, as one sentence. */
  ask: string
  /** The value in YAML, as an example: `{ post: /login, json: { email: '{email}' } }`. */
  example: string
}

/** All that was found out, and what was not. */
export interface Findings {
  guesses: readonly Guess[]
  todos: readonly Todo[]
}

/** Joins findings; of several values for one key the first stays. */
export function joined(...all: readonly Findings[]): Findings {
  const guesses = new Map<string, Guess>()
  for (const guess of all.flatMap((one) => one.guesses)) {
    const key = guess.path.join('.')
    if (!guesses.has(key)) guesses.set(key, guess)
  }
  const isOpen = ({ path }: Todo) => ![...guesses.keys()].some((key) => holds(path.join('.'), key))
  return { guesses: [...guesses.values()], todos: all.flatMap((one) => one.todos).filter(isOpen) }
}

/** Whether a key is the other one or below it. */
function holds(key: string, other: string): boolean {
  return other === key || other.startsWith(`${key}.`)
}
