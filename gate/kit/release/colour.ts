/** One side of a blue-green deployment: the target at an address of its own. */
import type { Address } from '#gate/host/address.ts'
import type { ColourName } from './site.ts'

/** What orchestrators give a process from TERM to KILL. */
export const stopGraceMs = 10_000
/** How much of its output is remembered. */
export const outputLines = 40

/** What is wrong with a side from its next start on. */
export interface Illness {
  /** Its start seems to work, and it is never there. */
  isAbsent?: boolean
  /** Variables with other values. */
  environment?: Record<string, string>
}

export abstract class Colour {
  readonly name: ColourName
  /** The same from start to start: the edge knows it beforehand. */
  readonly address: Address
  illness: Illness = {}

  constructor(name: ColourName, address: Address) {
    this.name = name
    this.address = address
  }

  get url(): string {
    return `http://${this.mark}`
  }

  /** Address and port, as the edge names who answered. */
  get mark(): string {
    const { host, port } = this.address
    return `${host}:${port}`
  }

  /** Starts it in the background, as orchestrators do; whoever asks waits for readiness. */
  abstract start(): Promise<void>

  /** Its first process, as this machine sees it; undefined if it does not run. */
  abstract pid(): Promise<number | undefined>

  /** Connections that it has, at this moment. */
  abstract connections(): Promise<number>

  /** Asks it to stop with TERM, and kills it after ten seconds. Idempotent. */
  abstract stop(graceMs?: number): Promise<void>

  /** The last lines that it printed. */
  abstract output(): Promise<string>

  /** Ends it at once, with all that it has. Idempotent. */
  abstract close(): Promise<void>
}
