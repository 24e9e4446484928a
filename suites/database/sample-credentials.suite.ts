/** Sample credentials must be refused, on a server that would accept them. */
import { escapeIdentifier, escapeLiteral } from 'pg'
import { partVariables } from '#gate/contract/backing.ts'
import type { AddressVariables } from '#gate/contract/contract.ts'
import { inconclusive, messageOf, unverified } from '#gate/errors.ts'
import { environmentValues } from '#gate/kit/deploy/environment-file.ts'
import { check } from '#gate/run/check.ts'
import { query } from '#gate/stack/postgres-session.ts'
import { supported } from '#gate/system/environment.ts'
import type { Target } from '#gate/system/target.ts'
import { type Credentials, generatedCredentials, sampleCredentials } from './credentials.ts'

/** This many accepted samples are proof enough: each start of a real backend takes seconds. */
const maxAccepted = 5

/** The variables of which a refusal has to name one. */
function variablesOf(postgres: AddressVariables): string[] {
  const { url, user, password } = partVariables(postgres)
  return [url, password, user].filter((name) => name !== undefined)
}

/** The sample in the target's environment file, if it has one. */
async function shippedSample(target: Target, postgres: AddressVariables): Promise<Credentials[]> {
  if (target.config.manifests?.environment === undefined) return []
  const sample = environmentValues((await target.manifest('environment')).text)
  const parts = partVariables(postgres)
  const url = URL.parse(sample[parts.url ?? ''] ?? '')
  const user = url ? decodeURIComponent(url.username) : sample[parts.user ?? '']
  const password = url ? decodeURIComponent(url.password) : sample[parts.password ?? '']
  return user && password ? [{ user, password }] : []
}

/**
 * Creates a superuser role, or changes its password, and logs in with it.
 * @returns the connection string
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if the server rejects the login
 */
async function createLogin(admin: string, { user, password }: Credentials): Promise<string> {
  const [role, secret] = [escapeIdentifier(user), escapeLiteral(password)]
  const known = await query(admin, 'select from pg_roles where rolname = $1', [user])
  if (known.length === 0) await query(admin, `create role ${role} superuser login`)
  await query(admin, `alter role ${role} password ${secret}`)
  const url = new URL(admin)
  url.username = encodeURIComponent(user)
  url.password = encodeURIComponent(password)
  await query(url.href, 'select 1').catch((cause) => {
    throw inconclusive(`the server rejects the login of ${user}: ${messageOf(cause)}`, cause)
  })
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
      // A role of our own, since changing the server's initial role would lock us out.
      const admin = await createLogin(migrated, {
        user: 'preflight',
        password: server.server.password,
      })
      for (const credentials of generatedCredentials()) {
        redactor.add(`the password of ${credentials.user}`, credentials.password)
        const postgresUrl = await createLogin(admin, credentials)
        const single = supported(target.config, { workers: '1' })
        const running = await target.start({ ...single, postgresUrl }).ready()
        evidence.observe('control start', { user: credentials.user, started: true })
        await running.process.stop(0)
      }
      const all = [...(await shippedSample(target, postgres)), ...sampleCredentials(samples)]
      let [tried, accepted] = [0, 0]
      for (const { user, password } of all) {
        if (accepted === maxAccepted) break
        const postgresUrl = await createLogin(admin, { user, password })
        const refusal = await target.start({ postgresUrl }).exit()
        tried += 1
        if (refusal.started) accepted += 1
        const given = `user "${user}" and password "${password}"`
        evidence.observe('refusal', { given, serverAccepts: true, ...refusal })
        evidence.floor('refusal', tried)
        expect.soft(refusal, `start with ${given}`).toRefuse({ naming, withoutPrinting: password })
      }
      evidence.floor('control start', 2)
    } finally {
      await server.remove()
    }
  },
)
