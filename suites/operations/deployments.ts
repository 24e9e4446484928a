/** A healthy deployment, and one for each way in which a dependency can be broken. */
import { randomBytes } from 'node:crypto'
import type { SettingName } from '#gate/contract/contract.ts'
import { unverified } from '#gate/errors.ts'
import { lastWords } from '#gate/host/process/last-words.ts'
import { freePort } from '#gate/host/process/ports.ts'
import type { StackClient } from '#gate/stack/client.ts'
import type { Overrides } from '#gate/system/environment.ts'
import type { Target } from '#gate/system/target.ts'

export interface BrokenDeployment {
  name: string
  overrides: Overrides
  /** Matches what names the cause, in any backend's words. */
  cause: RegExp
}

export interface Deployments {
  healthy: Overrides
  broken: readonly BrokenDeployment[]
  /** Passwords in the URLs of all these deployments. */
  passwords: readonly string[]
  /** Why some could not be made. */
  notMade: readonly string[]
}

/** With characters that have to be escaped in a URL. */
const freshPassword = () => `Cn9/${randomBytes(12).toString('base64url')}@x`

function withPort(url: string, port: number): string {
  const changed = new URL(url)
  changed.port = String(port)
  return changed.href
}

function withPassword(url: string, password: string): string {
  const changed = new URL(url)
  changed.password = encodeURIComponent(password)
  return changed.href
}

/** Each of the target's keys, empty: every backend of the guide refuses it in production. */
function emptyKeys(target: Target): BrokenDeployment[] {
  const { settings = {} } = target.config
  const keys = (['secretKey', 'jwtSecretKey'] satisfies SettingName[]).filter(
    (key) => settings[key] !== undefined,
  )
  const isOther = (key: SettingName, at: number) =>
    keys.findIndex((each) => settings[each] === settings[key]) === at
  return keys.filter(isOther).map((key) => {
    const name = target.variable(key)
    return { name: `${name} is empty`, overrides: { [key]: '' }, cause: new RegExp(name, 'i') }
  })
}

const schemaWords = /migrat|schema|revision|version|table|relation/i

/** The newest migration taken back; or why not, as another claim is about rollbacks. */
async function schemaBehind(target: Target): Promise<BrokenDeployment | string> {
  const { rollback } = target.config.commands ?? {}
  if (!rollback) return 'the config has no commands.rollback'
  const postgresUrl = (await target.cloneDatabase()).url
  const { exitCode, output } = await target.run(rollback, { postgresUrl })
  if (exitCode !== 0) return `rollback exited with ${exitCode}: ${lastWords(output)}`
  const name = 'the schema is one version behind'
  return { name, overrides: { postgresUrl }, cause: schemaWords }
}

/**
 * Makes the deployments; each broken one is the healthy one with one thing wrong. Starts a Redis
 * with a password for the check, and removes it when the check is over.
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED if the target has no database
 */
export async function openDeployments(target: Target, stack: StackClient): Promise<Deployments> {
  const { backing } = target.config
  if (!backing?.postgres) throw unverified({ missing: ['backing.postgres'] })
  const postgresUrl = (await target.database()).url
  const passwords = [decodeURIComponent(new URL(postgresUrl).password), freshPassword()]
  const [, wrong = ''] = passwords
  target.hide('a wrong database password', wrong)
  const closed = await freePort()
  const healthy: Overrides = { postgresUrl }
  const behind = await schemaBehind(target)
  const broken: BrokenDeployment[] = [
    {
      name: 'the database refuses connections',
      overrides: { postgresUrl: withPort(postgresUrl, closed) },
      cause: /database|postgres|\bsql\b|\bdb\b/i,
    },
    {
      name: 'the database refuses the password',
      overrides: { postgresUrl: withPassword(postgresUrl, wrong) },
      cause: /password|authenticat|credential|permission|denied/i,
    },
    {
      name: 'the schema is missing',
      overrides: { postgresUrl: (await target.emptyDatabase()).url },
      cause: schemaWords,
    },
    ...(typeof behind === 'string' ? [] : [behind]),
    ...emptyKeys(target),
  ]
  if (backing.redis) {
    const password = freshPassword()
    target.hide('the Redis password', password)
    passwords.push(password)
    const redis = await stack.dedicated('redis', { settings: { requirepass: password } })
    target.onClose(() => redis.remove())
    const redisUrl = withPassword(`${redis.server.url}/0`, password)
    healthy.redisUrl = redisUrl
    broken.push({
      name: 'Redis refuses connections',
      overrides: { redisUrl: withPort(redisUrl, closed) },
      cause: /redis|cache/i,
    })
    const other = freshPassword()
    target.hide('a wrong Redis password', other)
    passwords.push(other)
    broken.push({
      name: 'Redis refuses the password',
      overrides: { redisUrl: withPassword(redisUrl, other) },
      cause: /redis|cache|password|authenticat|credential|denied/i,
    })
  }
  const all = broken.map(({ overrides, ...rest }) => ({
    ...rest,
    overrides: { ...healthy, ...overrides },
  }))
  return { healthy, broken: all, passwords, notMade: typeof behind === 'string' ? [behind] : [] }
}
