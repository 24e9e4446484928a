/** Which of several containers or services is the backend. Pure. */
import { guidePort } from '#gate/contract/container.ts'
import type { TargetConfig } from '#gate/contract/contract.ts'

/** What the config says that tells the backend from its neighbours. */
export type BackendConfig = Partial<
  Pick<TargetConfig, 'container' | 'deployment' | 'launch' | 'secrets' | 'settings'>
>

/** The port that the backend listens on in its container. */
export function backendPort({ container }: BackendConfig): number {
  return container?.port ?? guidePort
}

/** What is known of a candidate. */
interface Signs<Candidate> {
  hasPort(candidate: Candidate): boolean
  variables(candidate: Candidate): readonly string[]
  name(candidate: Candidate): string
}

/**
 * The candidates that may be the backend: those with its port, of them those that set the pool's
 * size, of them those with its keys, of them the one that the config names. A sign that none has
 * tells nothing.
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
  ]
  return signs.reduce((left, sign) => {
    const found = left.length > 1 ? left.filter(sign) : left
    return found.length > 0 ? found : left
  }, all)
}

/** The one candidate that is the backend; undefined if there is none, or more than one. */
export function choose<Candidate>(
  all: readonly Candidate[],
  config: BackendConfig,
  signs: Signs<Candidate>,
): Candidate | undefined {
  const found = candidates(all, config, signs)
  return found.length === 1 ? found[0] : undefined
}
