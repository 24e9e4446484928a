/** The last lines of a process's output, for error messages. */

import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'

const maxLineLength = 4000

export class LogTail {
  readonly #kept: number
  readonly #lines: string[] = []
  readonly #heard: (line: string) => void

  /**
   * @param kept how many lines are remembered
   * @param heard is told of each line, once it is remembered
   */
  constructor(kept: number, heard: (line: string) => void = () => {}) {
    this.#kept = kept
    this.#heard = heard
  }

  /** Reads a stream to its end; a very long line is cut. */
  follow(stream: Readable | null): void {
    const decoder = new StringDecoder('utf8')
    let open = ''
    stream?.on('data', (chunk: Buffer) => {
      const parts = (open + decoder.write(chunk)).split('\n')
      open = (parts.pop() ?? '').slice(0, maxLineLength)
      for (const line of parts) this.add(line)
    })
    stream?.once('close', () => {
      if (open !== '') this.add(open)
      open = ''
    })
  }

  add(line: string): void {
    const kept = line.trimEnd().slice(0, maxLineLength)
    this.#lines.push(kept)
    if (this.#lines.length > this.#kept) this.#lines.shift()
    this.#heard(kept)
  }

  /** The last lines, oldest first. */
  text(lines = this.#kept): string {
    return this.#lines.slice(-lines).join('\n')
  }
}
