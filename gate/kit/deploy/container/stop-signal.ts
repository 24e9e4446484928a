/** The exit codes with which a container may end after `docker stop`. Pure. */
import { constants } from 'node:os'

/** SIGTERM's number: what `docker stop` sends to an image without STOPSIGNAL. */
const term = constants.signals.SIGTERM
/** A shell, and Docker, report a process that a signal ended by the signal's number and this. */
const bySignal = 128
const { SIGKILL: kill } = constants.signals

/** The number of a signal as STOPSIGNAL names it: `SIGINT`, `INT` or `2`; SIGTERM's if unknown. */
function numberOf(name: string): number {
  if (/^\d+$/.test(name)) return Number(name)
  const whole = name.toUpperCase().replace(/^(SIG)?/, 'SIG')
  return (constants.signals as Readonly<Record<string, number>>)[whole] ?? term
}

/**
 * What an orderly stop exits with: 0, or the code of the signal that was sent. 137 is no such code,
 * since it says that the container was killed.
 * @param stopSignal the image's STOPSIGNAL; empty if it has none
 */
export function orderlyExits(stopSignal: string): number[] {
  const signals = [term, numberOf(stopSignal)].filter((number) => number !== kill)
  return [0, ...new Set(signals.map((number) => bySignal + number))]
}
