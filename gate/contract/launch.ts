/** How the target is started, or where it already runs. */
import * as z from 'zod'
import { count, text, variable, variables } from './fields.ts'

const portNumber = z.int('expected a port').min(1, 'expected a port').max(65_535, 'expected a port')

/** What shows that a start has become ready. */
const readyBySchema = z.enum(['endpoint', 'port', 'healthcheck'])

const otherPorts = {
  /**
   * Variables for further ports that the target opens, such as those of an admin interface or of
   * metrics: each start gets a free one. Default: it opens no other.
   */
  otherPorts: z.array(variable).readonly().exactOptional(),
}

export const commandLaunchSchema = z.strictObject({
  /** Says that the gate starts the target as a process. */
  kind: z.literal('command'),
  /** The program: a name on the PATH, or a path relative to `cwd`. */
  command: text,
  /** Its arguments. */
  args: z.array(z.string()).readonly(),
  /** The variable that holds the port to listen on. */
  port: variable,
  /** The variable that holds the address to listen on. Default: the target needs none. */
  host: variable.exactOptional(),
  /** Further ports that it opens. */
  ...otherPorts,
  /** Working directory, relative to the config file. Default: the config file's folder. */
  cwd: z.string().exactOptional(),
  /** How long the target may take to become ready, in milliseconds. Default: 30 000. */
  readyTimeoutMs: count.exactOptional(),
  /**
   * What shows that it is ready: `endpoint` (a good answer of `endpoints.ready`, else of
   * `endpoints.health`, else any answer of `/`) or `port` (its port accepts a connection).
   * Default: `endpoint`.
   */
  readyBy: readyBySchema.exclude(['healthcheck']).exactOptional(),
})

/** What launches of containers have in common. */
const containerLaunch = {
  /**
   * Where the target listens. A variable, if one holds the port: the container is then in the
   * network of this machine, like a process. A number, if the image always listens on that port:
   * the container then has a network of its own, from which relays lead to the services.
   */
  port: z.union(
    [variable, portNumber],
    'expected the name of the variable for the port, or the number of a port',
  ),
  /** The variable that holds the address to listen on. Default: the target needs none. */
  host: variable.exactOptional(),
  /** Further ports that it opens. A container with a network of its own keeps them. */
  ...otherPorts,
  /** How long the target may take to become ready, in milliseconds. Default: 30 000. */
  readyTimeoutMs: count.exactOptional(),
  /**
   * What shows that it is ready: `endpoint` (a good answer of `endpoints.ready`, else of
   * `endpoints.health`, else any answer of `/`), `port` (it listens on its port) or `healthcheck`
   * (Docker calls the container healthy). Default: `endpoint`.
   */
  readyBy: readyBySchema.exactOptional(),
}

const buildSchema = z.strictObject({
  /** The Dockerfile, relative to the config file. */
  file: text,
  /** The folder that is sent to the builder, relative to the config file. Default: the config's. */
  context: z.string().exactOptional(),
  /** Values of ARG instructions; the image's history shows them, so no secrets. Default: none. */
  args: variables.exactOptional(),
  /** The stage that is built. Default: the last one. */
  target: text.exactOptional(),
})

export const imageLaunchSchema = z.strictObject({
  /** Says that the gate starts the target as a container of an image. */
  kind: z.literal('image'),
  /** A tag, such as `registry.example.com/backend:1.4`, or how to build the image. */
  image: z.union([text, buildSchema], 'expected a tag, or an object with file'),
  /** Where it listens, and what shows that it is ready. */
  ...containerLaunch,
  /** Arguments in place of the image's CMD. Default: the image's. */
  args: z.array(z.string()).readonly().exactOptional(),
})

export const composeLaunchSchema = z.strictObject({
  /** Says that the gate starts the target as a service of a compose file. */
  kind: z.literal('compose'),
  /** The compose file, or several that Compose merges in this order, relative to the config. */
  file: z.union(
    [text, z.array(text).min(1, 'expected at least one path').readonly()],
    'expected a path or a list of paths',
  ),
  /** The service that is the target. */
  service: text,
  /** Where it listens, and what shows that it is ready. */
  ...containerLaunch,
  /** Values for the variables of the file. Default: none, and its own defaults apply. */
  variables: variables.exactOptional(),
  /** Profiles of the file that are active. Default: none. */
  profiles: z.array(text).readonly().exactOptional(),
})

export const attachedLaunchSchema = z.strictObject({
  /** Says that the target already runs, and that the gate may neither start nor stop it. */
  kind: z.literal('attached'),
  /** Where it runs, without a path: `https://api.example.com`. */
  url: z.url('expected a URL such as https://api.example.com'),
})

export const launchSchema = z.discriminatedUnion(
  'kind',
  [commandLaunchSchema, imageLaunchSchema, composeLaunchSchema, attachedLaunchSchema],
  'expected command(…), image(…), compose(…) or attached(…)',
)

/** A target that the gate starts as a process. */
export type CommandLaunch = z.infer<typeof commandLaunchSchema>

/** A target that the gate starts as a container of an image. */
export type ImageLaunch = z.infer<typeof imageLaunchSchema>

/** How an image is built from a Dockerfile. */
export type ImageBuild = z.infer<typeof buildSchema>

/** A target that the gate starts as a service of a compose file. */
export type ComposeLaunch = z.infer<typeof composeLaunchSchema>

/** A target that already runs, and that the gate may neither start nor stop. */
export type AttachedLaunch = z.infer<typeof attachedLaunchSchema>

/** How the gate reaches the target. */
export type Launch = z.infer<typeof launchSchema>

/** A target that the gate starts and stops, in any way. */
export type OwnLaunch = Exclude<Launch, AttachedLaunch>
