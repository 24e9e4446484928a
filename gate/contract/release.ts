/** The part of a target's contract that is about releases by blue and green. */
import type { Command, CommandLaunch } from './contract.ts'

export interface ReleaseConfig {
  /**
   * Brings the side that is idle into service in the place of the other. `site` is the path of a
   * JSON document, `ReleaseSite` of gate/kit/release/site.ts, with the addresses and commands of
   * the trial: start, migrate, readiness, the file of the edge, its reload, connections, stop.
   */
  deploy(site: string): Command
  /** Goes back to the side that served before. */
  rollback(site: string): Command
  /** The file by which the edge knows who serves. */
  switchFile: {
    /**
     * As nginx sees it: `/etc/nginx/edge/live.conf`. Where it contains `{colour}`, the side that
     * serves has such a file and the other has none.
     */
    path: string
    /** Its content; `{host}` and `{port}` stand for those of the side that serves. */
    text: string
  }
  /** What the edge calls the sides, where it finds them by name. */
  names?: { blue: string; green: string }
  /** The version before, that blue runs where its schema is tried. Default: the target itself. */
  previous?: {
    launch?: CommandLaunch
    /** Brings an empty database to the schema of that version. */
    migrate?: Command
    environment?: Record<string, string>
  }
}
