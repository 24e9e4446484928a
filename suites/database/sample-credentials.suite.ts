/** Credentials of samples, on a server that would let them in. */
import { parseEnv } from 'node:util'
import { Client, escapeIdentifier, escapeLiteral } from 'pg'
import type { AddressVariables } from '#gate/contract/contract.ts'
import { inconclusive, messageOf, unverified } from '#gate/errors.ts'
import { check } from '#gate/run/check.ts'
import { supported } from '#gate/system/environment.ts'
import type { Target } from '#gate/system/target.ts'
import { type Credentials, generatedCredentials, sampleCredentials } from './credentials.ts'
import { rowsOf } from './postgres-client.ts'

/** So many accepted samples prove the point, and each start of a real backend takes seconds. */
const enoughAccepted = 5

/** The variables that a refusal may name. */
function variablesOf(postgres: AddressVariables): string[] {
  if (typeof postgres === 'string') return [postgres]
  const { url, user, password } = postgres
  return [url, password, user].filter((name) => name !== undefined)
}

/** The sample in the target's own environment file, where it has one. */
async function ownSample(target: Target, postgres: AddressVariables): Promise<Credentials[]> {
  if (target.config.manifests?.environment === undefined) return []
  const sample = parseEnv((await target.manifest('environment')).text)
  const parts = typeof postgres === 'string' ? { url: postgres } : postgres
  const url = URL.parse(sample[parts.url ?? ''] ?? '')
  const user = url ? decodeURIComponent(url.username) : sample[parts.user ?? '']
  const password = url ? decodeURIComponent(url.password) : sample[parts.password ?? '']
  return user && password ? [{ user, password }] : []
}

/**
 * Makes a role that may do everything, or gives it another password, and logs in with it.
 * @returns the connection string
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE where the server does not let it in
 */
async function letIn(admin: string, { user, password }: Credentials): Promise<string> {
  const [role, secret] = [escapeIdentifier(user), escapeLiteral(password)]
  const known = await rowsOf(admin, 'select from pg_roles where rolname = $1', [user])
  if (known.length === 0) await rowsOf(admin, `create role ${role} superuser login`)
  await rowsOf(admin, `alter role ${role} password ${secret}`)
  const url = new URL(admin)
  url.username = encodeURIComponent(user)
  url.password = encodeURIComponent(password)
  const client = new Client({ connectionString: url.href, application_name: 'preflight-query' })
  try {
    await client.connect()
    await client.query('select 1')
  } catch (cause) {
    throw inconclusive(`the server does not let ${user} in: ${messageOf(cause)}`, cause)
  } finally {
    await client.end()
  }
  return url.href
}

check(
  'database.sample-credentials-refused',
  async ({ target, stack, samples, redactor, evidence, expect }) => {
    const { postgres } = target.config.backing ?? {}
    if (!postgres) throw unverified({ missing: ['backing.postgres'] })
    const naming = variablesOf(postgres)
    const server = await stack.dedicated('postgres', {})
    try {
      const migrated = await target.databaseOn(server.server)
      // Who alters the role that comes with the server could not come in any more.
      const admin = await letIn(migrated, { user: 'preflight', password: server.server.password })
      for (const credentials of generatedCredentials()) {
        redactor.add(`the password of ${credentials.user}`, credentials.password)
        const postgresUrl = await letIn(admin, credentials)
        const single = supported(target.config, { workers: '1' })
        const running = await target.start({ ...single, postgresUrl }).ready()
        evidence.observe('control', { user: credentials.user, started: true })
        await running.process.stop(0)
      }
      const all = [...(await ownSample(target, postgres)), ...sampleCredentials(samples)]
      let [tried, accepted] = [0, 0]
      for (const { user, password } of all) {
        if (accepted === enoughAccepted) break
        const postgresUrl = await letIn(admin, { user, password })
        const refusal = await target.start({ postgresUrl }).exit()
        tried += 1
        if (refusal.listened) accepted += 1
        const shown = `user "${user}" and password "${password}"`
        evidence.observe('refusal', { given: shown, letIn: true, ...refusal })
        expect.soft(refusal).toRefuse({ naming, withoutPrinting: password, given: shown })
      }
      evidence.floor('control', 2)
      evidence.floor('refusal', accepted === enoughAccepted ? tried : all.length)
    } finally {
      await server.remove()
    }
  },
)
