/** Keeps harm for the one who hears of it, who comes when the service is started. */
import type { Harm } from './types.ts'

export class HarmEar {
  readonly #waiting: Harm[] = []
  #hear: ((harm: Harm) => void) | undefined

  /** From now on; what waits comes at once. */
  lend(hear: (harm: Harm) => void): void {
    this.#hear = hear
    for (const harm of this.#waiting.splice(0)) hear(harm)
  }

  tell(harm: Harm): void {
    if (this.#hear) this.#hear(harm)
    else this.#waiting.push(harm)
  }
}
