/** A client's view of harm: only what came to a service that the client uses. */
import type { PreflightError } from '#gate/errors.ts'
import type { NotedHarm } from './harm-log.ts'
import type { Replies } from './protocol.ts'
import { fromWire } from './wire-error.ts'

/** Harm to the services that a client uses, from the moment when the watch began. */
export interface Harmed {
  /** Calls once, with the first harm to what is used by then. */
  onFirst(hear: (error: PreflightError) => void): void
  /** Looks again; undefined if nothing that is used came to harm. */
  first(): Promise<PreflightError | undefined>
}

/** @param body `services` are asked at once for harm that they do not tell by themselves */
type AskHarm = (body: {
  since?: number
  waits?: boolean
  services?: readonly string[]
}) => Promise<Replies['harm']>

export class HarmWatch {
  readonly #ask: AskHarm
  readonly #used = new Set<string>()

  constructor(ask: AskHarm) {
    this.#ask = ask
  }

  /** Notes that a service is used: a shared kind, or the id of a dedicated one. */
  uses(service: string): void {
    this.#used.add(service)
  }

  async begin(): Promise<Harmed> {
    const { last } = await this.#ask({})
    return {
      onFirst: (hear) => void this.#listen(last, hear),
      first: async () => {
        const services = [...this.#used]
        return this.#own((await this.#ask({ since: last, services })).harm)
      },
    }
  }

  /** Until the client is closed, which ends the question that waits. */
  async #listen(last: number, hear: (error: PreflightError) => void): Promise<void> {
    for (let since = last; ; ) {
      const reply = await this.#ask({ since, waits: true }).catch(() => undefined)
      if (!reply) return
      const own = this.#own(reply.harm)
      if (own) return hear(own)
      since = reply.last
    }
  }

  #own(harm: readonly NotedHarm[]): PreflightError | undefined {
    const found = harm.find(({ service }) => this.#used.has(service))
    return found && fromWire(found)
  }
}
