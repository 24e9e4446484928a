/** One composition for all checks of a file that do not change it. */
import type { StackClient } from '#gate/stack/client.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { Composition } from './composition.ts'

/** A composition that is up, migrated and ready. */
export interface Served {
  composition: Composition
  running: RunningTarget
}

async function begin(composition: Composition): Promise<Served> {
  await composition.up()
  await composition.prepare()
  const running = await composition.ready()
  return { composition, running }
}

/** Shares a composition among the checks of one file; `afterAll` closes it. */
export class SharedComposition {
  #opening: Promise<Composition> | undefined
  #served: Promise<Served> | undefined

  /** The composition, brought up on first use; its secrets are redacted in evidence. */
  async serve(target: Target, stack: StackClient): Promise<Served> {
    this.#opening ??= Composition.open(target, stack)
    this.#served ??= this.#opening.then(begin)
    const served = await this.#served
    served.composition.hideSecrets(target)
    return served
  }

  async close(): Promise<void> {
    const composition = await this.#opening?.catch(() => undefined)
    const served = await this.#served?.catch(() => undefined)
    this.#opening = undefined
    this.#served = undefined
    await served?.running.client.close()
    await composition?.close()
  }
}
