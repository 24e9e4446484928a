/** One request of the critical endpoints, and who sends it. */
import type { Reply, RequestSpec, Session } from '#gate/contract/contract.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Person } from '#gate/system/world.ts'

/** One request and its correct statuses. */
export interface Step {
  what: string
  spec: RequestSpec
  session?: Session | undefined
  /** Which they are may depend on what the answer says. */
  right: readonly number[] | ((reply: Reply) => readonly number[])
  /** Whether it is sent as over a slow line. Default: no. */
  slowly?: boolean
}

export type Ask = (step: Step) => Promise<Reply>

export interface People {
  owner: Person
  member: Person
  outsider: Person
}

/** With a single tenant there is no company to found, and nobody is outside of one. */
export function hasCompanies({ config }: RunningTarget): boolean {
  return config.operations?.createCompany !== undefined
}

/** Whether there is somebody outside: without `createAccount` everybody is the administrator. */
export function hasOutsiders(running: RunningTarget): boolean {
  return hasCompanies(running) && running.config.operations?.createAccount !== undefined
}

/** @throws PreflightError PREFLIGHT_E_UNVERIFIED without `createAccount`: all are one person. */
export function needsOthers(running: RunningTarget): void {
  running.operation('createAccount')
}

export const ok: readonly number[] = [200]

/** Any answer that is no error from inside: to learn what a backend allows. */
export const anyAnswer: readonly number[] = Array.from({ length: 400 }, (_, at) => 100 + at)

export const isGranted = ({ status }: Reply) => status >= 200 && status < 300

/** Whether an answer says that somebody has no permissions: as good as none. */
export function isEmptyList(reply: Reply, read: (reply: Reply) => readonly string[]): boolean {
  try {
    return isGranted(reply) && read(reply).length === 0
  } catch {
    return false
  }
}
