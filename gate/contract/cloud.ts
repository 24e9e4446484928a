/** The part of a target's contract that is about managed platforms. */

/** What no manifest says of a deployment on a managed platform. */
export interface CloudConfig {
  /** The largest number of instances, by manifest: ECS keeps it in its service, not in a task. */
  maxInstances?: { ecsTask?: number; beanstalk?: number; cloudBuild?: number }
  /** max_connections of the database there. Default: that of `deployment`. */
  maxConnections?: number
  /** Why anybody may call it, where the manifest has no comment that says so. */
  publicAccess?: string
}
