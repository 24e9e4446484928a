import { PreflightError } from '#gate/errors.ts'
import type { Engine, Harm, ServiceKind, StartedService } from '../types.ts'

/** An engine that starts nothing and writes down what it was asked. */
export class RecordingEngine implements Engine {
  readonly name = 'local'
  readonly calls: string[] = []
  failures = 0
  databases = 4
  /** Tells of harm to the service that was started last. */
  harm: (harm: Harm) => void = () => {}

  async provenance() {
    return { redis: 'a test' }
  }

  async start<K extends ServiceKind>(kind: K): Promise<StartedService<K>> {
    this.calls.push(`start ${kind}`)
    await new Promise(setImmediate)
    if (this.failures > 0) {
      this.failures -= 1
      throw new PreflightError('PREFLIGHT_E_TOOL_MISSING', `no ${kind}`, { hint: 'install it' })
    }
    const note = (what: string) => async () => {
      this.calls.push(`${what} ${kind}`)
    }
    const server = { host: '127.0.0.1', port: 1, databases: this.databases } as never
    const { calls } = this
    return {
      kind,
      server,
      remove: note('remove'),
      stop: async (how) => {
        calls.push(`stop ${kind} ${how}`)
      },
      start: note('start again'),
      pause: note('pause'),
      resume: note('resume'),
      log: async () => 'a log',
      onHarm: (hear) => {
        this.harm = hear
      },
    }
  }
}
