/** The part of a target's contract that is about variables that Preflight does not know. */
import type { Reply, RequestSpec, Session } from './contract.ts'

/** How to see from outside that a variable has an effect, for one that Preflight does not know. */
export interface Knob {
  /** Two values that must make a difference. */
  values: readonly [string, string]
  /** What is seen with each; compared as JSON. */
  observe(probe: KnobProbe): Promise<unknown>
}
export interface KnobProbe {
  request(spec: RequestSpec, session?: Session): Promise<Reply>
  /** A session of the run's administrator. */
  login(): Promise<Session>
  /** What the process has printed so far. */
  output(): string
  /** Rows of the target's own database. */
  query(sql: string): Promise<Record<string, unknown>[]>
}
