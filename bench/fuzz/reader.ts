/** A reader of texts that people write, as the fuzzer sees it. */
import type fc from 'fast-check'
import type { ErrorCode } from '../../gate/errors.ts'

export interface Reader {
  name: string
  /** Texts of its language, sound ones and broken ones. */
  input: fc.Arbitrary<string>
  /** Reads a text, and asks all that checks ask of what was read. */
  read(text: string): unknown
  /** The same by halves: asks only some of it, other things of other texts. Default: all. */
  readQuickly?(text: string): unknown
  /** The errors that say that a text cannot be used. What it throws besides is a crash. */
  refuses: readonly ErrorCode[]
}

/** One of several questions, the same one for the same text. */
export function oneOf<Answer>(
  questions: readonly ((text: string) => Answer)[],
): (text: string) => Answer | undefined {
  return (text) => questions[text.length % questions.length]?.(text)
}
