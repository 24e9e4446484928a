/** The part of the contract about blue-green releases. */
import * as z from 'zod'
import { type Command, commandSchema } from './command.ts'
import { fn, path, variables } from './fields.ts'
import { commandLaunchSchema, imageLaunchSchema } from './launch.ts'

const switchFileSchema = z.strictObject({
  /**
   * Its path as nginx sees it: `/etc/nginx/edge/live.conf`. If it contains `{colour}`, only the
   * side that serves has such a file.
   */
  path,
  /** Its content; `{host}` and `{port}` stand for those of the side that serves. */
  text: z.string(),
})

const previousSchema = z.strictObject({
  /** Starts the previous version: its program, or its image. Default: `launch`. */
  launch: z
    .discriminatedUnion(
      'kind',
      [commandLaunchSchema, imageLaunchSchema],
      'expected command(…) or image(…)',
    )
    .exactOptional(),
  /**
   * Brings an empty database to that version's schema; it runs where that version does. Default:
   * `commands.rollback` is run.
   */
  migrate: commandSchema.exactOptional(),
  /** Variables that are different for the previous version. Default: none. */
  environment: variables.exactOptional(),
})

const parts = z.strictObject({
  /**
   * Puts the idle side into service in place of the other. `site` is the path of a JSON document,
   * `ReleaseSite` of gate/kit/release/site.ts, with the addresses and commands of the trial: start,
   * migrate, readiness, the edge's file, its reload, connections, stop. Default: a built-in
   * procedure starts that side, migrates, waits until it is ready, writes the edge's file and
   * reloads nginx, waits until the other side is idle, and stops it.
   */
  deploy: fn<(site: string) => Command>().exactOptional(),
  /** Goes back to the side that served before; `site` is the same document. Default: built in. */
  rollback: fn<(site: string) => Command>().exactOptional(),
  /**
   * Prints how many connections of clients a side has left, by which the procedure knows in
   * production that it is idle. In a trial with containers it is run in the side's own, and the
   * procedure is told what it prints. Default: the gate counts, as it does if sides are processes.
   */
  connections: commandSchema.exactOptional(),
  /** The file that tells the edge which side serves. Default: there is no blue-green release. */
  switchFile: switchFileSchema.exactOptional(),
  /** What the edge calls the sides, if it finds them by name. Default: it uses addresses. */
  names: z
    .strictObject({
      /** The name of the blue side. */
      blue: z.string(),
      /** The name of the green side. */
      green: z.string(),
    })
    .exactOptional(),
  /** The version before this one: blue runs it when the schema is tried. Default: the target. */
  previous: previousSchema.exactOptional(),
})

export const releaseSchema = parts.refine(
  ({ deploy, rollback }) => (deploy === undefined) === (rollback === undefined),
  'expected both deploy and rollback, or neither',
)

/** How the target is released. */
export type ReleaseConfig = z.infer<typeof releaseSchema>

/** A blue-green release. */
export type BlueGreenConfig = ReleaseConfig & Required<Pick<ReleaseConfig, 'switchFile'>>
