/** The part of a target's contract that is about its image and the containers made of it. */

/** How the image is built, where a file's name does not say it all. */
export interface DockerfileManifest {
  /** Relative to the config file. */
  file: string
  /** The folder that is sent to the builder, relative to the config file. Default: its folder. */
  context?: string
  /** Values of ARG instructions. They can be read out of the image's history: no secrets. */
  args?: Record<string, string>
}

/** Files that the deployment is described in, relative to the config file. */
export interface Manifests {
  /** An example of the environment file. */
  environment?: string
  dockerfile?: string | DockerfileManifest
  compose?: string
  nginx?: string
  /** The same deployment for Docker Swarm. */
  stack?: string
  /** A task definition of Amazon ECS, as JSON. */
  ecsTask?: string
  /** What Elastic Beanstalk deploys: Dockerrun.aws.json, and files of .ebextensions. */
  beanstalk?: string | readonly string[]
  /** A build of Google Cloud that deploys to Cloud Run. */
  cloudBuild?: string
}

/** What the guide's image listens on. */
export const guidePort = 8000
/** Worker processes of the guide's container. */
export const guideWorkers = 4

/** What only the target's operators know of its containers. Each has the guide's default. */
export interface ContainerConfig {
  /** The port that it listens on inside. Default 8000. */
  port?: number
  /** Worker processes of one container. Default 4. */
  workers?: number
  /** Variables that it needs in a container and not as a plain process. */
  environment?: Record<string, string>
  /** Where its code is within the image. Default: the image's working directory. */
  code?: readonly string[]
}

/** What a trial of the composition has to offer the file's variables. */
export interface ComposeTrial {
  /** The image of the backend. */
  image: string
  /** A secret of the trial; the same one for the same name. Fit for a URL. */
  secret(name: string): string
}

/** How `manifests.compose` is tried. */
export interface ComposeConfig {
  /** The environment file of a trial: what the operator fills in, by variable. */
  variables?(trial: ComposeTrial): Record<string, string>
  /** Where the edge finds its certificate: a trial brings one for the name in `proxyHeaders`. */
  certificate?: {
    /** The folder within the service. */
    mountedAt: string
    /** Default: fullchain.pem. */
    chain?: string
    /** Default: privkey.pem. */
    key?: string
  }
}

/** `manifests.dockerfile` in full. */
export function dockerfileManifest(manifest: string | DockerfileManifest): DockerfileManifest {
  return typeof manifest === 'string' ? { file: manifest } : manifest
}
