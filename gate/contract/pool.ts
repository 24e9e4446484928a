/** The part of the contract about the figures that the target reports of its connection pools. */
import * as z from 'zod'
import { fn } from './fields.ts'

/** What the target reports of its pools, summed over all its processes. */
export interface PoolFigures {
  /** Connections that are open, in use or not. */
  open: number
  /** Connections that are in use. */
  inUse: number
  /** Connections that are open and not in use. Default: not compared. */
  idle?: number
  /** Requests that wait for a connection. Default: not compared. */
  waiting?: number
}

/** Each source that is given is compared with what PostgreSQL sees. */
export const poolReadersSchema = z.strictObject({
  /**
   * Reads what `commands.poolStatus` prints; the command gets the variable of the port that the
   * backend listens on. Default: the output is not compared.
   */
  command: fn<(stdout: string) => PoolFigures>().exactOptional(),
  /** Reads the body of `endpoints.metrics`. Default: the metrics are not compared. */
  metrics: fn<(text: string) => PoolFigures>().exactOptional(),
})
