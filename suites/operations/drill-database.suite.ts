/** Database connections are refused: wrong address, cut network, stopped server. */

import { unverified } from '#gate/errors.ts'
import type { Address } from '#gate/host/address.ts'
import { freePort } from '#gate/host/process/ports.ts'
import { cut } from '#gate/kit/fault/cut.ts'
import type { Fault } from '#gate/kit/fault/fault.ts'
import { openPath } from '#gate/kit/fault/path.ts'
import { reach } from '#gate/kit/fault/reach.ts'
import { stop } from '#gate/kit/fault/stop.ts'
import { namesAddress } from '#gate/kit/postgres/reported.ts'
import { check } from '#gate/run/check.ts'
import type { RunningService } from '#gate/stack/types.ts'
import { supported } from '#gate/system/environment.ts'
import { HttpClient } from '#gate/system/http.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import type { TargetProcess } from '#gate/system/target-process.ts'
import { type Cause, drill } from './drill.ts'

const host = '127.0.0.1'
const reachMs = 2_000
const few = { workers: '2' }

async function isReached(address: Address): Promise<boolean> {
  return (await reach(address, 'postgres', reachMs)).outcome === 'answered'
}

/** Whether a login, which needs the database, fails. */
async function fails(target: Target, client: HttpClient): Promise<boolean> {
  const { login } = target.config.operations ?? {}
  if (!login) throw unverified({ missing: ['operations.login'] })
  const outcome = await client.try(login.request(await target.admin()), { timeoutMs: 5_000 })
  return !outcome.ok || outcome.status >= 500
}

/**
 * Whether the log names the address by now, or after another request. The log is read first: a
 * request may wait for a connection for longer than a step may take.
 */
function logNames(log: () => string, address: Address, isDown: () => Promise<boolean>) {
  return async () => {
    if (namesAddress(log(), address)) return true
    await isDown()
    return namesAddress(log(), address)
  }
}

/** A fault under a running backend, which has to recover without a restart. */
function whileRunning(
  target: Target,
  running: RunningTarget,
  {
    name,
    strike,
    address,
    steps,
  }: {
    name: string
    strike: () => Promise<Fault>
    address: Address
    steps: Cause['steps']
  },
): Cause {
  let fault: Fault | undefined
  let mark = 0
  const isDown = async () => await fails(target, running.client)
  return {
    name,
    begin: async () => {
      mark = running.output.length
      fault = await strike()
    },
    hasSymptom: isDown,
    steps: {
      'the log names the address that was tried': logNames(
        () => running.output.slice(mark),
        address,
        isDown,
      ),
      'nothing answers at that address': async () => !(await isReached(address)),
      ...steps,
    },
    remedy: async () => await fault?.heal(),
    isFixed: async () => running.process.running && !(await isDown()),
  }
}

/** A start beside others, that tries in vain, may take as many times as long as the control did. */
const startFactor = 4

function wrongAddress(
  target: Target,
  { server, right, startMs }: { server: Address; right: string; startMs: number },
  wrong: number,
): Cause {
  let process: TargetProcess | undefined
  const url = new URL(right)
  url.port = String(wrong)
  const address = { host, port: wrong }
  // A backend that does not even start is down as well.
  const isDown = async () => {
    const to = `http://${host}:${process?.port}`
    const client = new HttpClient(to, target.config.proxyHeaders)
    return await fails(target, client).finally(() => client.close())
  }
  return {
    name: 'wrong address',
    patienceMs: startFactor * startMs,
    begin: async () => {
      const settings = supported(target.config, few)
      process = await target.start({ ...settings, postgresUrl: url.href }).process()
    },
    hasSymptom: isDown,
    steps: {
      'the log names the address that was tried': logNames(
        () => process?.output ?? '',
        address,
        isDown,
      ),
      'nothing answers at that address': async () => !(await isReached(address)),
      'the server answers at the right address': async () => await isReached(server),
    },
    remedy: async () => await process?.stop(0),
    isFixed: async () => {
      const settings = supported(target.config, few)
      // Its reason is the finding's if it does not start.
      return Boolean(await target.start({ ...settings, postgresUrl: right }).ready())
    },
  }
}

/** Whether the server's log says that it stopped. */
async function saysStopped(postgres: RunningService<'postgres'>): Promise<boolean> {
  return /shut(?:ting)? down/i.test(await postgres.log())
}

check('operations.drill-database-refused', async ({ target, stack, evidence, expect }) => {
  if (!target.config.backing?.postgres) throw unverified({ missing: ['backing.postgres'] })
  if (!target.config.operations?.login) throw unverified({ missing: ['operations.login'] })
  const postgres = await stack.dedicated('postgres', {})
  const { server } = postgres
  try {
    const url = await target.databaseOn(server)
    const toxiproxy = await stack.shared('toxiproxy')
    const path = await openPath(toxiproxy, { name: 'database', protocol: 'postgres', url })
    target.onClose(() => path.remove())
    const settings = supported(target.config, few)
    const beginMs = performance.now()
    const behind = await target.start({ ...settings, postgresUrl: path.url }).ready()
    const startMs = Math.ceil(performance.now() - beginMs)
    const running = await target.start({ ...settings, postgresUrl: url }).ready()
    const causes = [
      wrongAddress(target, { server, right: url, startMs }, await freePort()),
      whileRunning(target, behind, {
        name: 'network cut',
        strike: () => cut(path),
        address: path.address,
        steps: { 'the server itself answers': async () => await isReached(server) },
      }),
      whileRunning(target, running, {
        name: 'server stopped',
        strike: () => stop(postgres, 'orderly'),
        address: server,
        steps: { "the server's log says that it stopped": async () => await saysStopped(postgres) },
      }),
    ]
    for (const cause of causes) if (!(await drill(cause, { evidence, expect }))) break
    evidence.floor('cause', 1)
  } finally {
    await postgres.remove()
  }
})
