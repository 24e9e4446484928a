/** The part of the contract about the files that describe the deployment. */
import * as z from 'zod'
import { text, variables } from './fields.ts'

const dockerfileSchema = z.strictObject({
  /** The Dockerfile, relative to the config file. */
  file: text,
  /** The folder that is sent to the builder, relative to the config file. Default: the file's. */
  context: z.string().exactOptional(),
  /** Values of ARG instructions; the image's history shows them, so no secrets. Default: none. */
  args: variables.exactOptional(),
})

const paths = z.union(
  [z.string(), z.array(z.string()).min(1, 'expected at least one path').readonly()],
  'expected a path or a list of paths',
)

/** All paths are relative to the config file; claims about a manifest left out are unverified. */
export const manifestsSchema = z.strictObject({
  /** An example of the environment file. */
  environment: z.string().exactOptional(),
  /** The Dockerfile, as a path or with what the builder needs. */
  dockerfile: z
    .union([z.string(), dockerfileSchema], 'expected a path, or an object with file')
    .exactOptional(),
  /** The compose file of production, or several that are laid over each other in this order. */
  compose: paths.exactOptional(),
  /** The configuration of nginx: the main file, or one that it includes. */
  nginx: z.string().exactOptional(),
  /** The same deployment for Docker Swarm. */
  stack: z.string().exactOptional(),
  /** A task definition of Amazon ECS, as JSON or YAML, or a CloudFormation template with one. */
  ecsTask: z.string().exactOptional(),
  /**
   * What Elastic Beanstalk deploys: Dockerrun.aws.json or a compose file, files of .ebextensions,
   * saved configurations, and `.elasticbeanstalk/config.yml`, which names the platform.
   */
  beanstalk: paths.exactOptional(),
  /** A Cloud Build file that deploys to Cloud Run. */
  cloudBuild: z.string().exactOptional(),
})

/** How the image is built, if the file's name is not all there is to say. */
export type DockerfileManifest = z.infer<typeof dockerfileSchema>

/** The files that describe the deployment. */
export type Manifests = z.infer<typeof manifestsSchema>

/** Manifests that can be several files. */
export type SeveralFiles = 'beanstalk' | 'compose'

/** `manifests.dockerfile` in full. */
export function dockerfileManifest(manifest: string | DockerfileManifest): DockerfileManifest {
  return typeof manifest === 'string' ? { file: manifest } : manifest
}
