/** Harm that comes to a service of the gate from outside: its end, a full disk, no memory. */
import { PreflightError } from '#gate/errors.ts'
import { lastWords } from '#gate/host/process/last-words.ts'
import type { Harm, ServiceKind } from './types.ts'

/** Lines that a server prints when its machine fails it; no client can bring them about. */
const complaints: Partial<Record<ServiceKind, Readonly<Record<string, RegExp>>>> = {
  postgres: {
    'has no space left on its disk': /(ERROR|FATAL|PANIC|LOG): .*: No space left on device$/,
    'lost a process and began again': /was terminated by signal \d+/,
  },
  nginx: {
    'has no space left on its disk': /\[(crit|alert|emerg)\].*No space left on device/,
  },
}

/** What a line of a server's output says of harm; undefined if it says nothing. */
export function complaintOf(kind: ServiceKind, line: string): string | undefined {
  const known = Object.entries(complaints[kind] ?? {})
  return known.find(([, pattern]) => pattern.test(line))?.[0]
}

/** `was killed by SIGKILL`, `exited with code 1`. */
export function endInWords(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `exited with code ${code}` : `was killed by ${signal}`
}

/** What a check comes to that used the service or program meanwhile. */
export function harmError(name: string, { how, printed }: Omit<Harm, 'ended'>): PreflightError {
  const said = printed.trim() === '' ? 'it printed nothing' : `it printed:\n${lastWords(printed)}`
  const message = `the gate's own ${name} ${how}, so nothing was judged by it; ${said}`
  return new PreflightError('PREFLIGHT_E_STACK', message, {
    hint: 'this is no fault of the target: look at the memory and the disk of this machine',
  })
}
