/** The part of a target's contract that is about pools and the connections of a deployment. */

/** What the target says of its own pools, all of its processes together. */
export interface PoolFigures {
  /** Connections that are open, in use or not. */
  open: number
  inUse: number
  idle?: number
  /** Requests that wait for a connection. */
  waiting?: number
}
/** Reads the figures out of what the target tells; each place that is given is compared. */
export interface PoolReaders {
  /** Out of what `commands.poolStatus` prints; it is run with the variable of the port set. */
  command?(stdout: string): PoolFigures
  /** Out of what `endpoints.metrics` answers. */
  metrics?(text: string): PoolFigures
}

/** What only the target's operators know of its deployment; manifests tell what is left out. */
export interface DeploymentConfig {
  /** Copies of the backend that run at once. */
  replicas?: number
  /** max_connections of the PostgreSQL server that they share. */
  maxConnections?: number
  /**
   * Names in `manifests.compose` and `manifests.stack`. Default: the one service that sets the size
   * of the pool, and those with an image of PostgreSQL, of Redis, and of a reverse proxy.
   */
  services?: { backend?: string; database?: string; cache?: string; edge?: string }
}
