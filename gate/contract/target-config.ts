/** The whole contract of a target: everything that Preflight knows of a backend. */
import * as z from 'zod'
import { features } from '#guide/features.ts'
import { accountSchema } from './account.ts'
import { allowHostsSchema } from './allow-hosts.ts'
import { backingSchema } from './backing.ts'
import { cacheSchema } from './cache.ts'
import { cloudSchema } from './cloud.ts'
import { commandsSchema } from './commands.ts'
import { composeSchema } from './compose.ts'
import { containerSchema } from './container.ts'
import { deploymentSchema } from './deployment.ts'
import { edgeSchema } from './edge.ts'
import { endpointsSchema } from './endpoints.ts'
import { environmentSchema } from './environment.ts'
import { text, variable } from './fields.ts'
import { knobSchema } from './knobs.ts'
import { launchSchema } from './launch.ts'
import { manifestsSchema } from './manifests.ts'
import { migrationsSchema } from './migrations.ts'
import { minimumsSchema } from './minimums.ts'
import { logKeysSchema, logLevelsSchema, logsSchema, metricNamesSchema } from './observability.ts'
import { operationsSchema } from './operations.ts'
import { poolReadersSchema } from './pool.ts'
import { rateLimitsSchema } from './rate-limits.ts'
import { releaseSchema } from './release.ts'
import { seedSchema } from './seed.ts'
import { servicesSchema } from './services.ts'
import { knownDefaultsSchema, settingsSchema } from './settings.ts'
import { statusesSchema } from './statuses.ts'
import { unitsSchema } from './units.ts'

const milliseconds = z.number().positive('expected more than 0 milliseconds')

const objectivesSchema = z.strictObject({
  /** 95 % of requests are answered within this, in milliseconds. */
  p95Ms: milliseconds,
  /** 99 % of requests are answered within this, in milliseconds. */
  p99Ms: milliseconds,
})

const loadSchema = z.strictObject({
  /**
   * A folder with your own k6 scripts, called as those of `load/`, relative to the config file.
   * Default: `load/`.
   */
  scripts: text.exactOptional(),
})

const reason = z.string().trim().min(1, 'expected a reason: why does the claim not apply?')

const lack = z.string().trim().min(1, 'expected a sentence: what is there instead?')

export const targetSchema = z.strictObject({
  /** The target's name in reports and logs: letters, digits and dashes. */
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/i, 'expected letters, digits and dashes'),
  /** How the gate reaches the target: `command(…)` or `attached(…)`. */
  launch: launchSchema,
  /**
   * Other machines that checks may load or disrupt if the target is attached to one of them.
   * Default: none, only this machine.
   */
  allowHosts: allowHostsSchema.exactOptional(),
  /** The version, which the health endpoint must report. Default: any version is accepted. */
  version: z.string().exactOptional(),
  /** Variables set in each mode, besides those that the gate generates. Default: none. */
  environment: environmentSchema.exactOptional(),
  /** The backend's variables for settings that checks change. Default: it has no such setting. */
  settings: settingsSchema.exactOptional(),
  /** How the backend writes the values of these. Default: as the comments in `settings` say. */
  units: unitsSchema.exactOptional(),
  /** The least values that the backend takes. Default: checks set what they need. */
  minimums: minimumsSchema.exactOptional(),
  /** Values that the backend ships and production must refuse, by setting. Default: none. */
  knownDefaults: knownDefaultsSchema.exactOptional(),
  /**
   * Variables that hold a secret, besides those in `settings`. One without a value in `environment`
   * gets a fresh one for each start. Default: none.
   */
  secrets: z.array(variable).readonly().exactOptional(),
  /** The services behind the target. Default: none. */
  backing: backingSchema.exactOptional(),
  /** The servers behind it that the gate starts. Default: PostgreSQL 15 and Redis 7. */
  services: servicesSchema.exactOptional(),
  /** Headers that the proxy adds in production; sent with every request. Default: none. */
  proxyHeaders: z.record(z.string(), z.string()).exactOptional(),
  /** Endpoints for operators. */
  endpoints: endpointsSchema.exactOptional(),
  /** The first administrator, if the backend creates it on its first start. Default: none. */
  admin: accountSchema.exactOptional(),
  /** What users do with the backend. */
  operations: operationsSchema.exactOptional(),
  /** HTTP statuses that are right answers of this backend. */
  statuses: statusesSchema.exactOptional(),
  /** How many requests a client may send, and how checks of other things get past that. */
  rateLimits: rateLimitsSchema.exactOptional(),
  /** How the log is written. Default: one JSON object in each line. */
  logs: logsSchema.exactOptional(),
  /** The keys of a log record. */
  logKeys: logKeysSchema.exactOptional(),
  /** The values of `settings.logLevel`. */
  logLevels: logLevelsSchema.exactOptional(),
  /** How the names of metrics begin. */
  metricNames: metricNamesSchema.exactOptional(),
  /** How to see that a variable has an effect, by variable, for those not in `settings`. */
  knobs: z.record(variable, knobSchema).exactOptional(),
  /** The target's own commands. */
  commands: commandsSchema.exactOptional(),
  /** Data that the backend needs before its first request. Default: none. */
  seed: seedSchema.exactOptional(),
  /** How to read what the target reports of its pools. */
  poolFigures: poolReadersSchema.exactOptional(),
  /** Its cache in Redis. */
  cache: cacheSchema.exactOptional(),
  /** Its migrations. */
  migrations: migrationsSchema.exactOptional(),
  /** What only the operators know of the deployment. */
  deployment: deploymentSchema.exactOptional(),
  /** The containers made of its image. */
  container: containerSchema.exactOptional(),
  /** How `manifests.compose` is tried. */
  compose: composeSchema.exactOptional(),
  /** The files that describe the deployment. */
  manifests: manifestsSchema.exactOptional(),
  /** Managed platforms: what no manifest says. */
  cloud: cloudSchema.exactOptional(),
  /** The reverse proxy in front of the target. */
  edge: edgeSchema.exactOptional(),
  /** Blue-green releases. Default: claims about them are unverified. */
  release: releaseSchema.exactOptional(),
  /** The times that load and tuning are judged by. Default: claims about them are unverified. */
  objectives: objectivesSchema.exactOptional(),
  /** Load tests. */
  load: loadSchema.exactOptional(),
  /**
   * Features that the backend does not have, each with what there is instead. Claims that demand
   * one fail, unless the check can measure them all the same. Where the guide does not apply, say
   * `notApplicable`. Default: what the config leaves out is unverified.
   */
  lacks: z.partialRecord(z.enum(features), lack).exactOptional(),
  /**
   * Claims that do not apply, each with a reason; `*` at the end matches a family of ids. And
   * operations that the backend has none of, as `operations.refresh`: claims that go through many
   * leave them out.
   */
  notApplicable: z.record(z.string(), reason).exactOptional(),
})

/** What a config file exports. What it leaves out makes the claims that need it unverified. */
export type TargetConfig = z.infer<typeof targetSchema>
