/** The part of the contract about variables that Preflight does not know. */
import * as z from 'zod'
import { fn } from './fields.ts'
import type { Reply, RequestSpec, Session } from './requests.ts'

/** What `knobs.<variable>.observe` may do with the running target. */
export interface KnobProbe {
  /** Sends a request, as nobody or in a session. */
  request(spec: RequestSpec, session?: Session): Promise<Reply>
  /** Logs in the administrator of the run. */
  login(): Promise<Session>
  /** What the process has printed so far, on stdout and stderr. */
  output(): string
  /** Rows of the target's database. */
  query(sql: string): Promise<Record<string, unknown>[]>
}

export const knobSchema = z.strictObject({
  /** Two values of the variable that must make a difference. */
  values: z.tuple([z.string(), z.string()]).readonly(),
  /** Returns what is seen from outside; the two results are compared as JSON. */
  observe: fn<(probe: KnobProbe) => Promise<unknown>>(),
})

/** How to see from outside that a variable has an effect. */
export type Knob = z.infer<typeof knobSchema>
