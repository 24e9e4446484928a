/** Asks a person on the terminal. */
import { createInterface } from 'node:readline/promises'
import type { Todo } from '#gate/init/guess.ts'

export interface Terminal {
  /** What is missing in a config, as YAML; empty if it stays open. */
  ask(todo: Todo): Promise<string>
  /** A question to which no answer means yes. */
  confirm(question: string): Promise<boolean>
  close(): void
}

/** Opens the terminal; close it after the last question. */
export function openTerminal(): Terminal {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  return {
    ask: async ({ path, ask: question, example }) => {
      const how = `${path.join('.')}, for example ${example} (empty: leave it open): `
      return (await terminal.question(`${question}\n  ${how}`)).trim()
    },
    confirm: async (question) =>
      /^\s*(y(es)?)?\s*$/i.test(await terminal.question(`${question} [Y/n] `)),
    close: () => terminal.close(),
  }
}
