/** What checks ask of a compose file and of the manifests of clouds. */
import type { TargetConfig } from '../../gate/contract/contract.ts'
import { PreflightError } from '../../gate/errors.ts'
import { composedPlatform, refusedVariables } from '../../gate/kit/deploy/cloud/composed.ts'
import { type Platform, repositoryOf } from '../../gate/kit/deploy/cloud/platform.ts'
import { readCompose, replicasOf } from '../../gate/kit/deploy/compose/compose-file.ts'
import { readProblems } from '../../gate/kit/deploy/compose/compose-problems.ts'
import { extendsElsewhere } from '../../gate/kit/deploy/compose/extended.ts'
import { deploymentFacts } from '../../gate/kit/deploy/compose/facts.ts'
import { guessesByPlace } from '../../gate/kit/deploy/compose/guesses.ts'
import { maxConnectionsOf } from '../../gate/kit/deploy/compose/max-connections.ts'
import { imageOf } from '../../gate/kit/deploy/compose/pinned.ts'
import { publicPorts } from '../../gate/kit/deploy/compose/ports.ts'
import { namedServices } from '../../gate/kit/deploy/compose/services.ts'
import { variablesOf } from '../../gate/kit/deploy/compose/substitution.ts'
import { oneOf } from './reader.ts'

/** Of a backend whose manifests are read. */
export const config: TargetConfig = {
  name: 'fuzzed',
  launch: { kind: 'command', command: 'node', args: ['main.js'], port: 'PORT' },
  settings: { secretKey: 'SECRET_KEY', poolSize: 'DB_POOL_SIZE', environment: 'ENVIRONMENT' },
  backing: { postgres: 'DATABASE_URL', redis: 'REDIS_URL' },
}
const values = { POSTGRES_PASSWORD: 'a', DOMAIN: 'a.example' }

/** Asks each question, though another one cannot be answered. Throws what is no answer. */
export function askAll(...questions: readonly (() => unknown)[]): void {
  for (const ask of questions) {
    try {
      ask()
    } catch (error) {
      const isAnswer =
        error instanceof PreflightError &&
        ['PREFLIGHT_E_INCONCLUSIVE', 'PREFLIGHT_E_UNVERIFIED'].includes(error.code)
      if (!isAnswer) throw error
    }
  }
}

/** All that is asked of a platform, whichever it is. */
export function askPlatform(platform: Platform): void {
  platform.images.map(repositoryOf)
  JSON.stringify(platform)
}

function askServices(text: string): void {
  const { services, document } = readCompose(text)
  namedServices(services, config)
  variablesOf(document)
  guessesByPlace(document, values)
  for (const service of services) {
    askAll(
      () => replicasOf(service),
      () => maxConnectionsOf(service),
      () => publicPorts(service.written, values),
      () => imageOf(service.written.image, values),
      () => extendsElsewhere(service.written),
    )
  }
}

function askForms(text: string): void {
  const { problems, elsewhere, tell } = readProblems(text, { values })
  for (const each of [...problems, ...elsewhere]) tell(each)
}

const questions: readonly ((text: string) => void)[] = [
  askServices,
  askForms,
  (text) => void readProblems(text, { isStack: true }),
  (text) => void deploymentFacts(config, { compose: text }).maxConnections,
  (text) => askPlatform(composedPlatform('compose', text, { config, example: ['SECRET_KEY'] })),
  (text) => void refusedVariables(text, { config, given: ['SECRET_KEY'] }),
]

/** All that is asked of a compose file's text. */
export function askCompose(text: string): void {
  askAll(...questions.map((ask) => () => ask(text)))
}

/** One of these things. */
export function askOfCompose(text: string): void {
  askAll(() => oneOf(questions)(text))
}
