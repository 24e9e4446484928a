/** Whether a start is ready, without asking the application itself. */
import type { ReadyProbe } from './readiness.ts'
import type { TargetProcess } from './target-process.ts'

/** By its port, which accepts connections. */
export class OpenPort implements ReadyProbe {
  readonly goal = 'to listen on its port'
  readonly #process: TargetProcess

  constructor(process: TargetProcess) {
    this.#process = process
  }

  get last(): string {
    return `port ${this.#process.port} accepted no connection`
  }

  async ask(): Promise<boolean> {
    return await this.#process.accepts()
  }
}

/** By the health check of its image or its compose file, as Docker runs it. */
export class Healthy implements ReadyProbe {
  readonly goal = 'to become healthy'
  readonly #process: TargetProcess
  #state = 'starting'

  constructor(process: TargetProcess) {
    this.#process = process
  }

  get last(): string {
    return this.#state === 'none'
      ? 'the image has no HEALTHCHECK, so launch.readyBy cannot be healthcheck'
      : `its health check says ${this.#state}`
  }

  async ask(): Promise<boolean> {
    this.#state = await this.#process.health()
    return this.#state === 'healthy'
  }
}
