import envSchema from 'env-schema'
import { developmentDefaults, productionDefaults } from './defaults.ts'
import { formatProblems } from './formats.ts'
import { ConfigurationError, type Problem } from './problems.ts'
import { productionProblems } from './production.ts'
import { type Settings, settingsSchema } from './schema.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Optional services: an empty variable, as compose files leave it, counts as unset. */
const emptyMeansUnset = /^(GOOGLE_|SMTP_|OAUTH_)/

/**
 * Reads the settings from environment variables: types and ranges, then formats, then (in
 * production) the policy. Throws one `ConfigurationError` with everything that is wrong.
 */
export function loadSettings(env: Environment): Settings {
  const given = clean(env)
  const production = given.ENVIRONMENT === 'production'
  const defaults = production ? productionDefaults : developmentDefaults
  const { settings, problems } = validate({ ...defaults, ...given })
  const faulty = new Set(problems.map(({ variable }) => variable))
  const further = [
    ...formatProblems(settings),
    ...(production ? productionProblems(settings) : blankKeys(settings)),
  ].filter(({ variable }) => !faulty.has(variable))
  problems.push(...further)
  if (problems.length > 0) throw new ConfigurationError(problems)
  return settings
}

function clean(env: Environment): Record<string, string> {
  const given: Record<string, string> = {}
  for (const variable of Object.keys(settingsSchema.properties)) {
    const value = env[variable]
    if (value === undefined) continue
    if (value.trim() === '' && emptyMeansUnset.test(variable)) continue
    given[variable] = variable === 'LOG_LEVEL' ? value.toUpperCase() : value
  }
  return given
}

/** Validates the schema. Problems are returned, not thrown: later rules add to the list. */
function validate(data: Record<string, string>): { settings: Settings; problems: Problem[] } {
  const result: Record<string, unknown> = { ...data }
  try {
    const settings = envSchema<Settings>({ schema: settingsSchema, data: result, env: false })
    return { settings, problems: [] }
  } catch (error) {
    const problems = schemaProblems(error)
    for (const { variable } of problems) result[variable] = undefined
    return { settings: withText(result), problems }
  }
}

interface SchemaError {
  instancePath: string
  message?: string
  params: { missingProperty?: string }
}

function schemaProblems(error: unknown): Problem[] {
  if (!(error instanceof Error) || !('errors' in error)) throw error
  const problems = new Map<string, Problem>()
  for (const { instancePath, message, params } of error.errors as SchemaError[]) {
    const missing = params.missingProperty
    const variable = missing ?? instancePath.slice(1)
    const reason = missing ? 'is missing' : (message ?? 'is not valid')
    if (!problems.has(variable)) problems.set(variable, { variable, reason })
  }
  return [...problems.values()]
}

/** Replaces values that failed the schema with empty text, so that the other rules can run. */
function withText(data: Record<string, unknown>): Settings {
  const optional = /^(GOOGLE_|SMTP_(HOST|USER|PASSWORD))/
  const filled: Record<string, unknown> = {}
  for (const [variable, rule] of Object.entries(settingsSchema.properties)) {
    const value = data[variable]
    if (rule.type === 'boolean') filled[variable] = value === 'true'
    else if (value !== undefined || !optional.test(variable)) filled[variable] = value ?? ''
  }
  return filled as Settings
}

function blankKeys(settings: Settings): Problem[] {
  return (['SECRET_KEY', 'JWT_SECRET_KEY'] as const)
    .filter((variable) => settings[variable].trim() === '')
    .map((variable) => ({ variable, reason: 'is empty' }))
}
