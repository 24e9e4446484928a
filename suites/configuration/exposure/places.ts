/** The places where secrets can leak, and the search through them. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RequestSpec } from '#gate/contract/contract.ts'
import { commandLine } from '#gate/host/process/proc.ts'
import type { Recorder } from '#gate/kit/recorder.ts'
import type { Redactor } from '#gate/redact.ts'
import type { RunningTarget } from '#gate/system/running.ts'

/** A few characters at an end tell keys apart; these are most of what one has to guess. */
const partLength = 12
/** Shorter ones are passwords, of which whole words may stand elsewhere. */
const minLength = 32

/** Whether nobody writes this by chance: placeholders, and one character again and again, are. */
function isRandom(part: string): boolean {
  return new Set(part).size >= 8 && /\d/.test(part) && /[a-z]/.test(part) && /[A-Z]/.test(part)
}

function isOnlyIn(part: string, secrets: readonly (readonly [string, string])[]): boolean {
  return secrets.filter(([, value]) => value.includes(part)).length === 1
}

/** The names of long secrets of which the beginning or the end is in a text, and of no other. */
function partsIn(text: string, secrets: readonly (readonly [string, string])[]): string[] {
  const long = secrets.filter(([, value]) => value.length >= minLength)
  const isTold = ([, value]: readonly [string, string]) =>
    [value.slice(0, partLength), value.slice(-partLength)].some(
      (part) => isRandom(part) && text.includes(part) && isOnlyIn(part, long),
    )
  return long.filter(isTold).map(([name]) => name)
}

/** One place that was searched. */
export interface Searched {
  place: string
  characters: number
  /** The names of the secrets found there. */
  found: string[]
  /** The first line that has one, around it and without it. */
  line?: string
}

const maxLine = 300

/** What stands around the first secret in a text, on its line. */
export function lineAround(text: string, redactor: Pick<Redactor, 'find' | 'redact'>) {
  const line = text.split('\n').find((each) => redactor.find(each).length > 0)
  if (line === undefined) return undefined
  const redacted = redactor.redact(line)
  const from = Math.max(0, redacted.indexOf('[redacted') - maxLine / 2)
  return redacted.slice(from, from + maxLine).trim()
}

/** Searches places, records each, and counts those that must not be empty. */
export class Search {
  readonly results: Searched[] = []
  readonly #evidence: Recorder
  readonly #redactor: Redactor
  #required = 0

  constructor(evidence: Recorder, redactor: Redactor) {
    this.#evidence = evidence
    this.#redactor = redactor
  }

  /** Records which variables of a start hold secrets that the search can find. */
  recordSeeded(environment: Readonly<Record<string, string>>): void {
    const variables = Object.entries(environment)
      .filter(([, value]) => this.#redactor.find(value).length > 0)
      .map(([name]) => name)
    if (variables.length > 0) this.#evidence.observe('seeded start', { variables })
  }

  /** Searches a place that may be empty. */
  optional(place: string, text: string): void {
    this.#evidence.observe('optional place searched', this.#search(place, text))
  }

  /** Searches a place that proves nothing if it is empty. */
  required(place: string, text: string): void {
    this.#required += 1
    this.#evidence.observe(
      text === '' ? 'empty place' : 'place searched',
      this.#search(place, text),
    )
  }

  /** Searches a place for other secrets than the redactor knows, which responses may have. */
  alsoFor(name: string, secrets: readonly string[], place: string, text: string): void {
    if (!secrets.some((secret) => text.includes(secret))) return
    const result = { place, characters: text.length, found: [name] }
    this.results.push(result)
    this.#evidence.observe('leak', result)
  }

  /**
   * Declares the floors. A pass needs every place that had to be searched; a leak needs only the
   * place that it was found in.
   */
  conclude(): void {
    const leaks = this.results.filter(({ found }) => found.length > 0).length
    if (leaks > 0) {
      this.#evidence.floor('leak', leaks)
      return
    }
    this.#evidence.floor('seeded start', 1)
    this.#evidence.floor('place searched', this.#required)
  }

  #search(place: string, text: string): Searched {
    const whole = this.#redactor.find(text)
    const parts = partsIn(text, this.#redactor.secrets).filter((name) => !whole.includes(name))
    const found = [...whole, ...parts.map((name) => `a part of ${name}`)]
    const line = whole.length > 0 ? lineAround(text, this.#redactor) : undefined
    const told = line === undefined ? {} : { line }
    const result = { place, characters: text.length, found, ...told }
    this.results.push(result)
    if (result.found.length > 0) this.#evidence.observe('leak', result)
    return result
  }
}

/** The arguments of processes, which every user of the machine can read. */
export function argumentsOf(pids: readonly number[]): string {
  return pids.map((pid) => commandLine(pid).join(' ')).join('\n')
}

/** The text of every file in a folder and its subfolders. */
export async function textBelow(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const texts = files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'utf8'))
  return (await Promise.all(texts)).join('\n')
}

/** Requests to the target's health, readiness and metrics endpoints. */
export async function machineRequests(running: RunningTarget): Promise<RequestSpec[]> {
  const names = ['health', 'ready', 'metrics'] as const
  const requests = await Promise.all(names.map((name) => running.endpointIfAny(name)))
  return requests.filter((request) => request !== undefined)
}
