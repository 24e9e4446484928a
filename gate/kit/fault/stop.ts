/** Stops, crashes or freezes a dedicated backing service, which comes back with its data. */
import type { RunningService } from '#gate/stack/types.ts'
import { type Fault, inflict } from './fault.ts'
import { reach } from './reach.ts'

type Stoppable = RunningService<'redis'> | RunningService<'postgres'>

const patienceMs = 2_000
/** An answer takes about a millisecond; none for this long counts as frozen. */
const silenceMs = 300

const ask = ({ server, kind }: Stoppable, timeoutMs: number) => reach(server, kind, timeoutMs)

/**
 * Stops a service: connections are refused, or closed at once if something else listens for it.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it has no effect
 */
export function stop(service: Stoppable, how: 'orderly' | 'crash'): Promise<Fault> {
  return inflict({
    name: `${service.kind} ${how === 'crash' ? 'crashed' : 'stopped'}`,
    start: () => service.stop(how),
    proof: async () => {
      const observed = await ask(service, patienceMs)
      return observed.outcome === 'refused' || observed.outcome === 'closed' ? observed : undefined
    },
    end: () => service.start(),
    isOver: async () => (await ask(service, patienceMs)).outcome === 'answered',
  })
}

/**
 * Freezes a service: connections stay open, and nothing is answered.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it has no effect
 */
export function pause(service: Stoppable): Promise<Fault> {
  return inflict({
    name: `${service.kind} paused`,
    start: () => service.pause(),
    proof: async () => {
      const observed = await ask(service, silenceMs)
      return observed.outcome === 'silent' ? observed : undefined
    },
    end: () => service.resume(),
    isOver: async () => (await ask(service, patienceMs)).outcome === 'answered',
  })
}
