/** One side of a blue-green deployment: the target at its own address. */
import type { Command } from '#gate/contract/contract.ts'
import type { Address } from '#gate/host/address.ts'
import type { Answered } from '../deploy/container/docker.ts'
import type { ColourName } from './site.ts'

/** The usual grace period from TERM to KILL. */
export const stopGraceMs = 10_000
/** How much of its output is kept. */
export const outputLines = 40

/** Faults of a side from its next start. */
export interface Illness {
  /** It seems to start, but never becomes reachable. */
  isAbsent?: boolean
  /** Variables with different values. */
  environment?: Record<string, string>
}

export abstract class Colour {
  readonly name: ColourName
  /** The same for every start, as the edge knows it beforehand. */
  readonly address: Address
  illness: Illness = {}

  constructor(name: ColourName, address: Address) {
    this.name = name
    this.address = address
  }

  get url(): string {
    return `http://${this.mark}`
  }

  /** Address and port, as in the edge's header. */
  get mark(): string {
    const { host, port } = this.address
    return `${host}:${port}`
  }

  /** Starts it in the background, as orchestrators do; readiness is the caller's job. */
  abstract start(): Promise<void>

  /** The id of its first process on this machine; undefined if it is not running. */
  abstract pid(): Promise<number | undefined>

  /** The TCP ports on which it listens on this machine; undefined if unknown. */
  async listeningPorts(): Promise<number[] | undefined> {
    return undefined
  }

  /** Its current number of connections. */
  abstract connections(): Promise<number>

  /**
   * Sockets of its port in any state but listening, also those that end; undefined if its network
   * is not its own.
   */
  async sockets(): Promise<number | undefined> {
    return undefined
  }

  /**
   * Runs a command of the target beside it, as `docker exec` does; undefined if its network is not
   * its own, or it is not running.
   */
  async answer(_command: Command): Promise<Answered | undefined> {
    return undefined
  }

  /** Sends TERM, and kills it after ten seconds. Idempotent. */
  abstract stop(graceMs?: number): Promise<void>

  /** The last lines of its output. */
  abstract output(): Promise<string>

  /** Removes it at once. Idempotent. */
  abstract close(): Promise<void>
}
