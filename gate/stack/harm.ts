/** Harm that comes to a service of the gate from outside: its end, a full disk, no memory. */
import { PreflightError } from '#gate/errors.ts'
import { lastWords } from '#gate/host/process/last-words.ts'
import type { Harm, ServiceKind } from './types.ts'

/** Errors of the kernel that mean a disk that is full, over its quota or broken. */
const noSpace = '(No space left on device|Disk quota exceeded)'
const brokenDisk = '(Input/output error|Read-only file system)'
/** Begins a line of PostgreSQL; lines that go on with a statement are indented. */
const said = String.raw`^(?=\S).*?\b(ERROR|FATAL|PANIC|LOG|WARNING): `
const shout = String.raw`\[(crit|alert|emerg)\]`

/** Lines that a server prints when its machine fails it; no client can bring them about. */
const complaints: Partial<Record<ServiceKind, Readonly<Record<string, RegExp>>>> = {
  postgres: {
    'has no space left on its disk': new RegExp(
      String.raw`${said} (.*: ${noSpace}|could not .*: wrote only \d+ of \d+ bytes.*)$`,
    ),
    'cannot use its disk': new RegExp(`${said} .*: ${brokenDisk}$`),
    'lost a process and began again': new RegExp(`${said} .*was terminated by signal \\d+`),
    'cannot start a process': new RegExp(`${said} could not fork .*process`),
  },
  nginx: {
    'has no space left on its disk': new RegExp(String.raw`${shout}.*\(\d+: ${noSpace}\)`),
    'cannot use its disk': new RegExp(String.raw`${shout}.*\(\d+: ${brokenDisk}\)`),
    'lost a process': new RegExp(String.raw`${shout}.* process \d+ exited on signal \d+`),
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

/** What to look at if something killed a server. */
export const harmHint =
  'this is no fault of the target: look at the memory and the disk of this machine'

/** What a check comes to that used the service or program meanwhile. */
export function harmError(name: string, { how, printed }: Omit<Harm, 'ended'>): PreflightError {
  const said = printed.trim() === '' ? 'it printed nothing' : `it printed:\n${lastWords(printed)}`
  const message = `the gate's own ${name} ${how}, so nothing was judged by it; ${said}`
  return new PreflightError('PREFLIGHT_E_STACK', message, { hint: harmHint })
}
