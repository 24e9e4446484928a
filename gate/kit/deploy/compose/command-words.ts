/** A command that is one text, as Compose splits it into words: quotes, backslashes, operators. */

/** Ends the command for Compose, which starts no shell. */
const operators = ';&|<>'

class Splitter {
  readonly words: string[] = []
  #word: string | undefined
  #quote: '"' | "'" | ')' | '`' | undefined
  #escaped = false
  #isRefused = false

  /** Takes the next character. @returns false if the command ends before it */
  take(character: string): boolean {
    if (this.#escaped) {
      this.#escaped = false
      this.#add(character)
    } else if (character === '\\' && this.#quote !== "'") this.#escaped = true
    else if (this.#quote !== undefined) this.#quoted(this.#quote, character)
    else if (/\s/.test(character)) this.#endWord()
    else if (operators.includes(character)) return false
    else this.#bare(character)
    return true
  }

  /** @returns false if a quote or a parenthesis is left open */
  end(): boolean {
    this.#endWord()
    return this.#quote === undefined && !this.#escaped && !this.#isRefused
  }

  #add(text: string): void {
    this.#word = (this.#word ?? '') + text
  }

  #endWord(): void {
    if (this.#word !== undefined) this.words.push(this.#word)
    this.#word = undefined
  }

  #quoted(quote: string, character: string): void {
    const keepsIts = quote === ')' || quote === '`'
    if (character === quote) this.#quote = undefined
    if (character !== quote || keepsIts) this.#add(character)
  }

  #bare(character: string): void {
    if (character === '"' || character === "'") {
      this.#quote = character
      this.#add('')
      return
    }
    if (character === '`') this.#quote = character
    if (character === '(' && this.#word?.endsWith('$')) this.#quote = ')'
    else if (character === '(' || character === ')') this.#isRefused = true
    this.#add(character)
  }
}

/**
 * The words of a command; undefined if Compose refuses it, for a quote left open say.
 * @param text as in the file, variables replaced
 */
export function commandWords(text: string): string[] | undefined {
  const splitter = new Splitter()
  for (const character of text) if (!splitter.take(character)) break
  return splitter.end() ? splitter.words : undefined
}

const shells = /^(?:.*\/)?(?:ba|da|a|z|k)?sh$/

/**
 * All words that a command comes to: those of a script that a shell is given with -c, too. What is
 * no word for the shell (`&&`, `>`) splits like a blank.
 */
export function wordsWithin(command: readonly string[]): string[] {
  const at = command.findIndex((word) => shells.test(word))
  const option = command.findIndex((word, index) => index > at && /^-[a-z]*c$/.test(word))
  const script = at >= 0 && option > at ? command[option + 1] : undefined
  if (script === undefined) return [...command]
  const parts = script.split(/\\\n|[;&|<>\n]+/)
  const inner = parts.flatMap((part) => commandWords(part) ?? part.split(/\s+/).filter(Boolean))
  return [...command.slice(0, option + 1), ...wordsWithin(inner), ...command.slice(option + 2)]
}
