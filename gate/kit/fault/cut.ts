/** A path that is cut: at once and told so, or in silence. */
import { type Fault, inflict } from './fault.ts'
import type { Path } from './path.ts'
import { reach } from './reach.ts'

const patienceMs = 2_000
/** No answer for so long, when one takes a millisecond, is silence. */
const silenceMs = 300

const answers = async ({ address, protocol }: Path) =>
  (await reach(address, protocol, patienceMs)).outcome === 'answered'

/**
 * Refuses connections and ends the open ones: the service's machine is up and the service is not.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it did not bite
 */
export function cut(path: Path): Promise<Fault> {
  return inflict({
    name: `${path.name} cut`,
    strike: () => path.setEnabled(false),
    bites: async () => {
      const seen = await reach(path.address, path.protocol, patienceMs)
      return seen.outcome === 'refused' ? seen : undefined
    },
    mend: () => path.setEnabled(true),
    isMended: () => answers(path),
  })
}

/**
 * Loses whatever is sent, on open connections and on new ones, and says nothing: a firewall, a
 * dead cable. Open connections end when it heals.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it did not bite
 */
export function silence(path: Path): Promise<Fault> {
  const toxic = 'silence'
  return inflict({
    name: `${path.name} silent`,
    strike: () =>
      path.addToxic(toxic, { type: 'timeout', stream: 'upstream', attributes: { timeout: 0 } }),
    bites: async () => {
      const seen = await reach(path.address, path.protocol, silenceMs)
      return seen.outcome === 'silent' ? seen : undefined
    },
    mend: () => path.removeToxic(toxic),
    isMended: () => answers(path),
  })
}

/**
 * Resets every connection, open or new.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it did not bite
 */
export function reset(path: Path): Promise<Fault> {
  const toxic = 'reset'
  return inflict({
    name: `${path.name} reset`,
    strike: () =>
      path.addToxic(toxic, {
        type: 'reset_peer',
        stream: 'downstream',
        attributes: { timeout: 0 },
      }),
    bites: async () => {
      const seen = await reach(path.address, path.protocol, patienceMs)
      return seen.code === 'ECONNRESET' ? seen : undefined
    },
    mend: () => path.removeToxic(toxic),
    isMended: () => answers(path),
  })
}
