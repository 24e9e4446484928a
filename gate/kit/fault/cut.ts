/** Cuts a path to a service: connections are refused or reset, or nothing is answered. */
import { type Fault, inflict } from './fault.ts'
import type { Path } from './path.ts'
import { reach } from './reach.ts'

const patienceMs = 2_000
/** An answer takes about a millisecond; none for this long counts as silence. */
const silenceMs = 300

const answers = async ({ address, protocol }: Path) =>
  (await reach(address, protocol, patienceMs)).outcome === 'answered'

/**
 * Refuses connections and closes the open ones: as if the service was down and its machine up.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it has no effect
 */
export function cut(path: Path): Promise<Fault> {
  return inflict({
    name: `${path.name} unreachable`,
    start: () => path.setEnabled(false),
    proof: async () => {
      const observed = await reach(path.address, path.protocol, patienceMs)
      return observed.outcome === 'refused' ? observed : undefined
    },
    end: () => path.setEnabled(true),
    isOver: () => answers(path),
  })
}

/**
 * Drops everything that is sent, on open and on new connections: a firewall, an unplugged cable.
 * Open connections close when it heals.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it has no effect
 */
export function silence(path: Path): Promise<Fault> {
  const toxic = 'silence'
  return inflict({
    name: `${path.name} not answering`,
    start: () =>
      path.addToxic(toxic, { type: 'timeout', stream: 'upstream', attributes: { timeout: 0 } }),
    proof: async () => {
      const observed = await reach(path.address, path.protocol, silenceMs)
      return observed.outcome === 'silent' ? observed : undefined
    },
    end: () => path.removeToxic(toxic),
    isOver: () => answers(path),
  })
}

/**
 * Resets every connection, open or new.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it has no effect
 */
export function reset(path: Path): Promise<Fault> {
  const toxic = 'reset'
  return inflict({
    name: `${path.name} resetting connections`,
    start: () =>
      path.addToxic(toxic, {
        type: 'reset_peer',
        stream: 'downstream',
        attributes: { timeout: 0 },
      }),
    proof: async () => {
      const observed = await reach(path.address, path.protocol, patienceMs)
      return observed.code === 'ECONNRESET' ? observed : undefined
    },
    end: () => path.removeToxic(toxic),
    isOver: () => answers(path),
  })
}
