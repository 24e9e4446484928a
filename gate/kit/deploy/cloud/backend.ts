/** Which of several containers or services is the backend. Pure. */
import { guidePort } from '#gate/contract/container.ts'
import type { TargetConfig } from '#gate/contract/contract.ts'
import { endpointOf } from '#gate/system/endpoints.ts'
import { isCalledBackend, isCalledWorker } from '../compose/service-parts.ts'

/** The parts of the config that identify the backend. */
export type BackendConfig = Partial<
  Pick<TargetConfig, 'container' | 'deployment' | 'endpoints' | 'launch' | 'secrets' | 'settings'>
>

/** The port that the backend listens on in its container, if the config says it. */
export function saidPort({ container, launch }: BackendConfig): number | undefined {
  if (container?.port !== undefined) return container.port
  return launch && launch.kind !== 'attached' && typeof launch.port === 'number'
    ? launch.port
    : undefined
}

/** The port by which the backend is looked for: the guide's, if nobody says another. */
export function backendPort(config: BackendConfig): number {
  return saidPort(config) ?? guidePort
}

/** The paths that the backend answers on its port. */
export function ownPaths(config: BackendConfig): string[] {
  const own = [endpointOf(config, 'health'), endpointOf(config, 'ready')]
  return own.flatMap((endpoint) => endpoint?.path ?? [])
}

/** How to read a candidate. */
interface Signs<Candidate> {
  hasPort(candidate: Candidate): boolean
  variables(candidate: Candidate): readonly string[]
  name(candidate: Candidate): string
}

/**
 * Narrows candidates down to those that may be the backend: by its port, then by the variable of
 * the pool size, then by its keys, then by the name in the config, then by what workers and
 * backends are called. A step that leaves nothing is skipped.
 */
export function candidates<Candidate>(
  all: readonly Candidate[],
  config: BackendConfig,
  { hasPort, variables, name }: Signs<Candidate>,
): readonly Candidate[] {
  const { settings = {}, secrets = [], deployment } = config
  const keys = [settings.secretKey, settings.jwtSecretKey, ...secrets]
  const signs: ((candidate: Candidate) => boolean)[] = [
    hasPort,
    (candidate) => variables(candidate).some((variable) => variable === settings.poolSize),
    (candidate) => variables(candidate).some((variable) => keys.includes(variable)),
    (candidate) => name(candidate) === deployment?.services?.backend,
    (candidate) => hasPort(candidate) || !isCalledWorker({ name: name(candidate) }),
    // Stages of one backend have its port, whatever they are called.
    (candidate) => hasPort(candidate) || isCalledBackend({ name: name(candidate) }),
  ]
  return signs.reduce((left, sign) => {
    const found = left.length > 1 ? left.filter(sign) : left
    return found.length > 0 ? found : left
  }, all)
}

/** The backend; undefined if no candidate, or more than one, may be it. */
export function choose<Candidate>(
  all: readonly Candidate[],
  config: BackendConfig,
  signs: Signs<Candidate>,
): Candidate | undefined {
  const found = candidates(all, config, signs)
  return found.length === 1 ? found[0] : undefined
}

/** How to read a container beside others of one instance. */
interface ContainerSigns<Container> extends Omit<Signs<Container>, 'hasPort'> {
  ports(container: Container): readonly number[]
}

/**
 * Of the containers of one instance, the one with the backend's variables: the one that takes the
 * requests may be a proxy in front of it.
 * @param serving the one that takes the requests
 */
export function backendAmong<Container>(
  all: readonly Container[],
  serving: Container | undefined,
  config: BackendConfig,
  { ports, variables, name }: ContainerSigns<Container>,
): Container | undefined {
  const { settings = {}, secrets = [], deployment } = config
  const own = [...Object.values(settings), ...secrets]
  const port = saidPort(config)
  const named = all.find((each) => name(each) === deployment?.services?.backend)
  if (named !== undefined) return named
  const setting = all.filter((each) => variables(each).some((variable) => own.includes(variable)))
  const listening = all.filter((each) => port !== undefined && ports(each).includes(port))
  const sure = [setting, listening].find((some) => some.length === 1)
  return sure?.[0] ?? serving
}
