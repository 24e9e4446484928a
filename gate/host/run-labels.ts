/** The marks on everything that a run starts, by which the reaper finds it. */
export interface RunLabels {
  /** Unique id of the run; containers and networks carry it as label `preflight.run`. */
  runId: string
  /**
   * `pid:startTicks:bootId` of the gate, as label `preflight.owner`: runs of dead owners can be
   * removed.
   */
  owner: string
  /** A folder of the run for data, sockets and configuration; removed with the run. */
  scratchDir: string
}
