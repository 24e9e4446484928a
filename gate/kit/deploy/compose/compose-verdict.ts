/** Whether a compose file is valid, by what Compose says of it and by what its text tells. */
import type { ComposeAnswer } from './compose-answer.ts'
import type { Reading } from './compose-problems.ts'

export interface ComposeVerdict {
  /** What is wrong with the file. */
  problems: readonly string[]
  /** What could not be judged. */
  doubts: string[]
}

/** The version that our schema and our rules were compared with. */
const knownVersion = [2, 40] as const

function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major < knownVersion[0] || (major === knownVersion[0] && minor < knownVersion[1])
}

/** How Compose begins when it is the schema that refuses a file. */
const bySchema = /^validating |additional propert/i

function ofRefusal(
  { version, message, guessed }: Extract<ComposeAnswer, { kind: 'refused' }>,
  own: readonly string[],
): ComposeVerdict {
  const refusal = `Docker Compose ${version} refuses it: ${message}`
  if (own.length > 0) return { problems: own, doubts: [] }
  if (guessed.length > 0) {
    const names = guessed.join(', ')
    const doubt = `with every value that was tried for ${names}, which only the operator knows`
    return { problems: [], doubts: [`${refusal} (${doubt})`] }
  }
  // An older program does not know what the specification has today.
  if (isOlder(version) || bySchema.test(message)) {
    const doubt = 'the current specification allows it'
    return { problems: [], doubts: [`${refusal}, but ${doubt}`] }
  }
  return { problems: [refusal], doubts: [] }
}

/**
 * Compose has the last word on its own format. What it does not look at, and Docker refuses later,
 * is found in the text; so is everything where Compose cannot be asked.
 */
export function composeVerdict(answer: ComposeAnswer, reading: Reading): ComposeVerdict {
  const { problems, elsewhere, tell } = reading
  const later = problems.filter(({ by }) => by === 'docker').map(tell)
  const own = problems.filter(({ by }) => by !== 'docker').map(tell)
  if (answer.kind === 'accepted') return { problems: later, doubts: [] }
  if (answer.kind === 'refused') {
    const verdict = ofRefusal(answer, own)
    return { ...verdict, problems: [...verdict.problems, ...later] }
  }
  const doubts = elsewhere.map(
    (path) => `${tell(path)}: a part is in another file, which was not read: ${answer.because}`,
  )
  return { problems: [...own, ...later], doubts }
}
