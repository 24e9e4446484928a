/** A backing service of one's own that stops, crashes or freezes, and comes back with its data. */
import type { RunningService } from '#gate/stack/types.ts'
import { type Fault, inflict } from './fault.ts'
import { reach } from './reach.ts'

type Stoppable = RunningService<'redis'> | RunningService<'postgres'>

const patienceMs = 2_000
/** No answer for so long, when one takes a millisecond, is a freeze. */
const silenceMs = 300

const look = ({ server, kind }: Stoppable, timeoutMs: number) => reach(server, kind, timeoutMs)

/**
 * Stops a service: connections are refused, or closed at once if something else listens for it.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it did not bite
 */
export function stop(service: Stoppable, how: 'orderly' | 'crash'): Promise<Fault> {
  return inflict({
    name: `${service.kind} ${how === 'crash' ? 'crashed' : 'stopped'}`,
    strike: () => service.stop(how),
    bites: async () => {
      const seen = await look(service, patienceMs)
      return seen.outcome === 'refused' || seen.outcome === 'closed' ? seen : undefined
    },
    mend: () => service.start(),
    isMended: async () => (await look(service, patienceMs)).outcome === 'answered',
  })
}

/**
 * Freezes a service: connections stay, and nothing is answered.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it did not bite
 */
export function pause(service: Stoppable): Promise<Fault> {
  return inflict({
    name: `${service.kind} paused`,
    strike: () => service.pause(),
    bites: async () => {
      const seen = await look(service, silenceMs)
      return seen.outcome === 'silent' ? seen : undefined
    },
    mend: () => service.resume(),
    isMended: async () => (await look(service, patienceMs)).outcome === 'answered',
  })
}
