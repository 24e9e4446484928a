/**
 * A parser of nginx's syntax that keeps the position of every word, so that single words can be
 * edited. Modelled on nginx's ngx_conf_read_token: the npm packages take `a; #b` for a directive
 * and accept unclosed blocks. `syntax.nginx.test.ts` compares it with nginx itself.
 */

/** A word of a directive, with its value and position. */
export interface Word {
  /** Without quotes and escapes. */
  value: string
  start: number
  /** After its last character, quotes included. */
  end: number
}

export interface Directive {
  name: string
  args: readonly Word[]
  /** The directives between its braces; for an `include`, the included ones; else absent. */
  block?: readonly Directive[]
  /** Its file. */
  file: string
  line: number
  start: number
  /** After its semicolon or closing brace. */
  end: number
  /** After its opening brace, if it has one. */
  inside?: number
}

/** A syntax error, with its position. */
export class NginxSyntaxError extends Error {}

const escapes: Record<string, string> = { t: '\t', r: '\r', n: '\n' }
/** Far deeper than anybody nests blocks. */
const deepest = 200
/** Blocks of OpenResty that have no directives: https://github.com/openresty/lua-nginx-module */
const isLua = (name: string) => name.endsWith('_by_lua_block')
/** What may have braces of its own: comments and texts of Lua. */
const luaToken =
  /--\[(=*)\[.*?\]\1\]|--[^\n]*|\[(=*)\[.*?\]\2\]|(["'])(?:\\.|(?!\3)[^\\])*\3|[{}]/gs
const isBlank = (character: string) => /[ \t\r\n]/.test(character)

class Reader {
  readonly #text: string
  readonly #file: string
  #at = 0
  #depth = 0

  constructor(text: string, file: string) {
    this.#text = text
    this.#file = file
  }

  fail(problem: string, at = this.#at): NginxSyntaxError {
    return new NginxSyntaxError(`${this.#file}:${this.#line(at)}: ${problem}`)
  }

  #line(at: number): number {
    return this.#text.slice(0, at).split('\n').length
  }

  #skipBlanksAndComments(): void {
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at] as string
      if (character === '#') {
        const end = this.#text.indexOf('\n', this.#at)
        this.#at = end < 0 ? this.#text.length : end + 1
      } else if (isBlank(character)) this.#at += 1
      else return
    }
  }

  #quoted(quote: string): Word {
    const start = this.#at
    this.#at += 1
    let value = ''
    for (;;) {
      const character = this.#text[this.#at]
      if (character === undefined) throw this.fail('a quote is not closed', start)
      this.#at += 1
      if (character === quote) break
      value += character === '\\' ? this.#escaped() : character
    }
    const next = this.#text[this.#at]
    if (next !== undefined && !isBlank(next) && !';{)'.includes(next)) {
      throw this.fail(`unexpected "${next}" after a quote`)
    }
    return { value, start, end: this.#at }
  }

  /** The meaning of a backslash and the next character. */
  #escaped(): string {
    const character = this.#text[this.#at] ?? ''
    this.#at += 1
    if (character === '"' || character === "'" || character === '\\') return character
    return escapes[character] ?? `\\${character}`
  }

  #bare(): Word {
    const start = this.#at
    let value = ''
    for (;;) {
      const character = this.#text[this.#at]
      if (character === undefined) throw this.fail('unexpected end of file')
      if (isBlank(character) || character === ';') break
      // The brace of `${variable}` opens no block.
      if (character === '{' && this.#text[this.#at - 1] !== '$') break
      this.#at += 1
      value += character === '\\' ? this.#escaped() : character
    }
    return { value, start, end: this.#at }
  }

  /** Skips code in Lua up to its closing brace. */
  #skipLua(): void {
    const start = this.#at
    let open = 1
    for (const { 0: token, index } of this.#text.slice(start).matchAll(luaToken)) {
      open += token === '{' ? 1 : token === '}' ? -1 : 0
      if (open > 0) continue
      this.#at = start + index + 1
      return
    }
    throw this.fail('a block in Lua is not closed', start)
  }

  /** Directives up to the closing brace, or up to the end of the file. */
  block(opened: boolean): Directive[] {
    const directives: Directive[] = []
    for (;;) {
      this.#skipBlanksAndComments()
      const character = this.#text[this.#at]
      if (character === undefined) {
        if (opened) throw this.fail('unexpected end of file, expecting "}"')
        return directives
      }
      if (character === '}') {
        if (!opened) throw this.fail('unexpected "}"')
        this.#at += 1
        return directives
      }
      directives.push(this.#directive())
    }
  }

  #directive(): Directive {
    const words: Word[] = []
    for (;;) {
      this.#skipBlanksAndComments()
      const character = this.#text[this.#at]
      if (character === undefined) throw this.fail('unexpected end of file, expecting ";" or "}"')
      const [first, ...args] = words
      if (character === ';' || character === '{') {
        if (!first) throw this.fail(`unexpected "${character}"`)
        this.#at += 1
        const { start } = first
        const place = { file: this.#file, line: this.#line(start), start }
        if (character === '{' && isLua(first.value)) {
          this.#skipLua()
          return { name: first.value, args, ...place, end: this.#at }
        }
        if (character === ';') return { name: first.value, args, ...place, end: this.#at }
        const inside = this.#at
        if (this.#depth >= deepest) throw this.fail('blocks are nested too deeply')
        this.#depth += 1
        const block = this.block(true)
        this.#depth -= 1
        return { name: first.value, args, block, ...place, inside, end: this.#at }
      }
      if (character === '}') throw this.fail('unexpected "}"')
      words.push(character === '"' || character === "'" ? this.#quoted(character) : this.#bare())
    }
  }
}

/**
 * The directives of a text.
 * @param file its name in errors and directives
 * @throws NginxSyntaxError
 */
export function parseNginx(text: string, file: string): Directive[] {
  return new Reader(text, file).block(false)
}
