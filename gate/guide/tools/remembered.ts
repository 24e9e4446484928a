/**
 * Answers of tools, by what they were asked. A tool that reads a text gives the same answer again,
 * and a guide is held against itself many times while it is edited.
 */

/** Makes a function that asks each question once in this process. */
export function remembered<Answer>(): (
  question: unknown,
  ask: () => Promise<Answer>,
) => Promise<Answer> {
  const answers = new Map<string, Promise<Answer>>()
  return (question, ask) => {
    const key = JSON.stringify(question)
    const known = answers.get(key)
    if (known) return known
    const answer = ask()
    answers.set(key, answer)
    // What went wrong once may go well.
    answer.catch(() => answers.delete(key))
    return answer
  }
}
