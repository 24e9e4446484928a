/** Entry: a blue-green release, and its rollback. See scripts/deploy. */
import { parseArgs } from 'node:util'
import { PlanError, readPlan } from './plan.ts'
import { describe, proceed } from './procedure.ts'
import { say } from './say.ts'
import { readState } from './state.ts'

const usage = `usage: deploy|rollback|status --plan FILE

  deploy     start the idle side, migrate, wait until it is ready, switch traffic to it, wait
             until the other side is idle, and stop that one
  rollback   the same in the other direction, without migrations
  status     show which side serves, and which step an unfinished call has reached

The next call continues an interrupted one. Exit codes: 0 done, 1 failed (the serving side keeps
serving), 2 wrong usage or plan, 3 another call is running, 130 interrupted.
`

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { plan: { type: 'string' } },
    allowPositionals: true,
  })
  const [action] = positionals
  if (values.plan === undefined || positionals.length !== 1) throw new PlanError(usage)
  const plan = readPlan(values.plan)
  if (action === 'status') {
    say(describe(plan, readState(plan.stateFile)))
    return 0
  }
  if (action !== 'deploy' && action !== 'rollback') throw new PlanError(usage)
  const interrupt = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => interrupt.abort(new Error(signal)))
  }
  return await proceed(plan, action, interrupt.signal)
}

try {
  process.exitCode = await main()
} catch (error) {
  const isExpected = error instanceof PlanError || (error as { code?: string }).code !== undefined
  process.stderr.write(`${isExpected ? (error as Error).message : (error as Error).stack}\n`)
  process.exitCode = isExpected ? 2 : 1
}
