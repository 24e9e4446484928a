/** Fills a prepared database with what the backend needs before its first request. */
import type { Account, Command, TargetConfig } from '#gate/contract/contract.ts'
import { messageOf, PreflightError, unverified } from '#gate/errors.ts'
import { query } from '#gate/stack/postgres-session.ts'
import type { RunningTarget } from './running.ts'

/** How the seed reaches what it fills. */
export interface SeedPlan {
  config: TargetConfig
  postgresUrl: string | undefined
  admin: Account | undefined
  run(command: Command): Promise<void>
  /** Starts the target for requests, and stops it again. */
  started(use: (running: RunningTarget) => Promise<void>): Promise<void>
}

function failed(what: string, why: string, cause?: unknown): PreflightError {
  return new PreflightError('PREFLIGHT_E_PREPARE', `${what} in the config failed: ${why}`, {
    hint: 'it is run after the migrations, on a database without other data',
    cause,
  })
}

async function runStatements(statements: readonly string[], url: string | undefined) {
  if (statements.length === 0) return
  if (url === undefined) throw unverified({ missing: ['backing.postgres'] })
  for (const [at, sql] of statements.entries()) {
    await query(url, sql).catch((cause) => {
      throw failed(`seed.sql[${at}]`, messageOf(cause), cause)
    })
  }
}

/**
 * Runs the statements, the commands and the requests of `seed`, in this order.
 * @throws PreflightError PREFLIGHT_E_PREPARE naming the one that failed
 */
export async function seedDatabase(plan: SeedPlan): Promise<void> {
  const { config, admin } = plan
  const { sql = [], commands = [], requests = [] } = config.seed ?? {}
  await runStatements(sql, plan.postgresUrl)
  for (const command of commands) await plan.run(command)
  if (requests.length === 0) return
  await plan.started(async (running) => {
    const login = async () =>
      admin && config.operations?.login ? await running.login(admin) : undefined
    for (const [at, { anonymous, ...request }] of requests.entries()) {
      // An anonymous request may be the one that makes the administrator.
      const session = anonymous ? undefined : await login()
      const { status, text } = await running.send(request, { session })
      const what = `${request.method} ${request.path} answered ${status}`
      if (status >= 400) throw failed(`seed.requests[${at}]`, `${what}: ${text}`)
    }
  })
}
