/** Validates what a config file exports: every wrong key is named, with what was expected. */
import * as z from 'zod'
import { settingNames } from './contract.ts'
import { cloudSchema } from './schema-cloud.ts'
import { composeSchema, containerSchema, dockerfileSchema } from './schema-container.ts'

const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected the name of a variable')
const path = z.string().startsWith('/', 'expected a path that begins with /')
const variables = z.record(variable, z.string('expected text: variables are text'))
const fn = z.custom((value) => typeof value === 'function', 'expected a function')
const reason = z.string().trim().min(1, 'expected a reason: why does the claim not apply?')
const statuses = z.array(z.int().min(100).max(599)).min(1)
const command = z.strictObject({
  command: z.string().min(1),
  args: z.array(z.string()),
  environment: variables.optional(),
})
const commandOrFactory = z.union([command, fn])
const act = z.strictObject({ request: fn })
const make = z.strictObject({ request: fn, result: fn })
const account = z.strictObject({ name: z.string(), email: z.string(), password: z.string() })

const commandLaunch = z.strictObject({
  kind: z.literal('command'),
  command: z.string().min(1),
  args: z.array(z.string()),
  port: variable,
  host: variable.optional(),
  cwd: z.string().optional(),
  readyTimeoutMs: z.int().positive().optional(),
})
const launch = z.discriminatedUnion('kind', [
  commandLaunch,
  z.strictObject({ kind: z.literal('attached'), url: z.url() }),
])

const addressParts = ['url', 'host', 'port', 'user', 'password', 'database'] as const
const address = z.union([variable, z.partialRecord(z.enum(addressParts), variable)])

const operations = z.strictObject({
  login: make.optional(),
  refresh: make.optional(),
  logout: act.optional(),
  profile: make.optional(),
  createAccount: make.optional(),
  createCompany: make.optional(),
  readCompany: act.optional(),
  permissions: make.optional(),
  changeRole: act
    .extend({ roles: z.strictObject({ writer: z.string(), reader: z.string() }) })
    .optional(),
  invalidate: act.optional(),
  createRecord: make.optional(),
  readRecord: make.extend({ table: z.string().min(1) }).optional(),
  updateRecord: act.optional(),
  deleteRecord: act.optional(),
  invalidRecord: act.optional(),
  requestPasswordReset: act.optional(),
  beginOAuth: act.extend({ callback: path.optional() }).optional(),
  openSocket: act.optional(),
})

const healthFields = z.strictObject({
  status: z.string().optional(),
  version: z.string().optional(),
  environment: z.string().optional(),
})
const logKeys = ['timestamp', 'level', 'message', 'module', 'function', 'exception'] as const
const logLevels = ['debug', 'info', 'warning', 'error'] as const
const metricNames = ['requests', 'pool', 'cache'] as const
const statusNames = [
  'unauthenticated',
  'forgedToken',
  'forbidden',
  'notFound',
  'conflict',
  'invalid',
  'created',
  'done',
  'overloaded',
  'unknownHost',
] as const

export const targetSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/i, 'expected letters, digits and dashes'),
  launch,
  version: z.string().optional(),
  environment: z
    .strictObject({
      always: variables.optional(),
      production: variables.optional(),
      development: variables.optional(),
    })
    .optional(),
  settings: z.partialRecord(z.enum(settingNames), variable).optional(),
  knownDefaults: z.partialRecord(z.enum(settingNames), z.array(z.string())).optional(),
  secrets: z.array(variable).optional(),
  backing: z.strictObject({ postgres: address.optional(), redis: address.optional() }).optional(),
  proxyHeaders: z.record(z.string(), z.string()).optional(),
  endpoints: z
    .strictObject({
      health: z.union([path, z.strictObject({ path, fields: healthFields.optional() })]).optional(),
      ready: path.optional(),
      metrics: path.optional(),
      openapi: path.optional(),
    })
    .optional(),
  admin: account.optional(),
  operations: operations.optional(),
  statuses: z.partialRecord(z.enum(statusNames), statuses).optional(),
  logKeys: z.partialRecord(z.enum(logKeys), z.string().min(1)).optional(),
  logLevels: z.partialRecord(z.enum(logLevels), z.string().min(1)).optional(),
  metricNames: z.partialRecord(z.enum(metricNames), z.string().min(1)).optional(),
  knobs: z
    .record(variable, z.strictObject({ values: z.tuple([z.string(), z.string()]), observe: fn }))
    .optional(),
  commands: z
    .strictObject({
      migrate: command.optional(),
      rollback: command.optional(),
      currentVersion: command.optional(),
      check: command.optional(),
      poolStatus: command.optional(),
      createAdmin: commandOrFactory.optional(),
      backup: fn.optional(),
      restore: fn.optional(),
    })
    .optional(),
  poolFigures: z.strictObject({ command: fn.optional(), metrics: fn.optional() }).optional(),
  cache: z
    .strictObject({
      permissionKey: fn.optional(),
      otherKeys: z.string().min(1).optional(),
      changeRoleBySql: fn.optional(),
      figures: fn.optional(),
    })
    .optional(),
  migrations: z.strictObject({ add: fn.optional(), copy: z.string().min(1).optional() }).optional(),
  deployment: z
    .strictObject({
      replicas: z.int().positive().optional(),
      maxConnections: z.int().positive().optional(),
      services: z
        .strictObject({
          backend: z.string().optional(),
          database: z.string().optional(),
          cache: z.string().optional(),
          edge: z.string().optional(),
        })
        .optional(),
    })
    .optional(),
  container: containerSchema.optional(),
  compose: composeSchema.optional(),
  edge: z
    .strictObject({
      serverName: z.string().min(1).optional(),
      mountedAt: path.optional(),
      keyTypes: z
        .array(z.enum(['ec', 'rsa']))
        .min(1)
        .optional(),
      certificate: z
        .strictObject({
          folder: z.string().optional(),
          make: fn.optional(),
          mountedAt: path,
          root: z.string().optional(),
        })
        .optional(),
    })
    .optional(),
  release: z
    .strictObject({
      deploy: fn,
      rollback: fn,
      switchFile: z.strictObject({ path, text: z.string() }),
      names: z.strictObject({ blue: z.string(), green: z.string() }).optional(),
      previous: z
        .strictObject({
          launch: commandLaunch.optional(),
          migrate: command.optional(),
          environment: variables.optional(),
        })
        .optional(),
    })
    .optional(),
  manifests: z
    .strictObject({
      environment: z.string().optional(),
      dockerfile: dockerfileSchema.optional(),
      compose: z.string().optional(),
      nginx: z.string().optional(),
      stack: z.string().optional(),
      ecsTask: z.string().optional(),
      beanstalk: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
      cloudBuild: z.string().optional(),
    })
    .optional(),
  cloud: cloudSchema.optional(),
  objectives: z
    .strictObject({ p95Ms: z.number().positive(), p99Ms: z.number().positive() })
    .optional(),
  load: z.strictObject({ scripts: z.string().min(1).optional() }).optional(),
  notApplicable: z.record(z.string(), reason).optional(),
})
