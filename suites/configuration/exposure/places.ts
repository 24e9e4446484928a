/** Where secrets come to light, and the search. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TargetConfig } from '#gate/contract/contract.ts'
import { commandLine } from '#gate/host/process/proc.ts'
import type { Redactor } from '#gate/redact.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import { healthPathOf } from '#gate/system/endpoints.ts'

/** One place that was searched. */
export interface Searched {
  place: string
  characters: number
  /** The names of the secrets found there. */
  found: string[]
}

/** Searches places, records each, and counts those that had to have something in them. */
export class Search {
  readonly results: Searched[] = []
  readonly #evidence: Evidence
  readonly #redactor: Redactor
  #demanded = 0

  constructor(evidence: Evidence, redactor: Redactor) {
    this.#evidence = evidence
    this.#redactor = redactor
  }

  /** Records which secrets a start was given: those that could be found. */
  seeded(environment: Readonly<Record<string, string>>): void {
    const variables = Object.entries(environment)
      .filter(([, value]) => this.#redactor.find(value).length > 0)
      .map(([name]) => name)
    this.#evidence.floor('seeded', 1)
    if (variables.length > 0) this.#evidence.observe('seeded', { variables })
  }

  /** Searches a place that may be empty. */
  look(place: string, text: string): void {
    this.#evidence.observe('searched as well', this.#search(place, text))
  }

  /** Searches a place that proves nothing where it is empty. */
  demand(place: string, text: string): void {
    this.#demanded += 1
    this.#evidence.floor('searched', this.#demanded)
    this.#evidence.observe(text === '' ? 'empty' : 'searched', this.#search(place, text))
  }

  #search(place: string, text: string): Searched {
    const result = { place, characters: text.length, found: this.#redactor.find(text) }
    this.results.push(result)
    return result
  }
}

/** The arguments of processes, as everybody on the machine can read them. */
export function argumentsOf(pids: readonly number[]): string {
  return pids.map((pid) => commandLine(pid).join(' ')).join('\n')
}

/** Every file below a folder. */
export async function textBelow(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const texts = files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'utf8'))
  return (await Promise.all(texts)).join('\n')
}

/** The endpoints for machines that the target has. */
export function machineEndpoints(config: TargetConfig): string[] {
  const { ready, metrics } = config.endpoints ?? {}
  const paths = [healthPathOf(config), ready, metrics]
  return paths.filter((path) => path !== undefined)
}
