/** Behind PgBouncer in transaction mode nothing of a session stays on a connection. */
import { inconclusive } from '#gate/errors.ts'
import { orAborted, sleep } from '#gate/host/process/wait.ts'
import { startRow } from '#gate/kit/traffic/row-target.ts'
import { type Waiting, waitingOf } from '#gate/kit/traffic/waiting.ts'
import { check } from '#gate/run/check.ts'
import { closeSession, connectPostgres, query } from '#gate/stack/postgres-session.ts'
import type { RunningService } from '#gate/stack/types.ts'
import { statusOrError } from '#gate/system/http.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { makePerson, makeWorld } from '#gate/system/world.ts'
import { tuningTable } from '#guide/tuning-table.ts'
import { customNames, inWords, leftoversOf, provesItself } from './session-state.ts'

/** Of each kind of request, two at a time. */
const times = { quick: 8, thorough: 40 }
const logIntervalMs = 20
/** Statements of the target and nothing else: the log is read to its end while it grows. */
const logged = { log_statement: 'all', autovacuum: 'off' }

/** All but this one: a connection of the pooler keeps the name of whoever used it last. */
const pidsSql = `select pid from pg_stat_activity where datname = current_database()
  and backend_type = 'client backend' and pid <> pg_backend_pid()`

interface Sent {
  name: string
  status: number | string
}

/** Sends every kind in turn, two at a time. */
async function sendAll(
  running: RunningTarget,
  session: Parameters<RunningTarget['try']>[1],
  sorts: readonly Waiting[],
  count: number,
): Promise<Sent[]> {
  const sent: Sent[] = []
  const user = async (which: number) => {
    for (let index = which; index < count; index += 2) {
      for (const { name, spec, anonymous } of sorts.flatMap(({ kinds }) => kinds)) {
        const outcome = await running.try(spec(index), anonymous ? {} : session)
        sent.push({ name, status: statusOrError(outcome) })
      }
    }
  }
  await Promise.all([user(0), user(1)])
  return sent
}

/** Settings with a prefix that the target's statements named while `work` ran. */
async function namesDuring<T>(postgres: RunningService<'postgres'>, work: Promise<T>) {
  const names = new Set<string>()
  const end = new AbortController()
  const done = work.finally(() => end.abort())
  done.catch(() => {}) // Awaited below.
  while (!end.signal.aborted) {
    for (const name of customNames(await postgres.log())) names.add(name)
    await orAborted(sleep(logIntervalMs), end.signal).catch(() => {})
  }
  return { result: await done, names: [...names] }
}

check('pool.session-state', async ({ target, stack, quick, evidence, expect }) => {
  const postgres = await stack.dedicated('postgres', { settings: logged })
  try {
    const postgresUrl = await target.databaseOn(postgres.server)
    const behind = await startRow(target, stack, tuningTable[3], { postgresUrl })
    const { running, pooler, maxAtServer: size } = behind
    if (!pooler || size === undefined) throw inconclusive('the pooler was not started')
    const admin = await connectPostgres(pooler.adminUrl, { application_name: 'preflight-pooler' })
    try {
      const pids = async () =>
        (await query<{ pid: number }>(postgresUrl, pidsSql)).map((r) => r.pid)
      const look = async (names: readonly string[]) =>
        await leftoversOf(pooler.url, { size, pids: await pids(), names })
      const proof = await provesItself(pooler.url, admin, look)
      evidence.observe('control', { found: proof })
      evidence.floor('control', 1)
      const world = await makeWorld(target, running)
      const canCreate = target.config.operations?.createAccount !== undefined
      const member = canCreate ? await makePerson(target, running, 'member') : undefined
      const sorts = waitingOf(running, world, member?.id)
      const count = quick ? times.quick : times.thorough
      const sending = sendAll(running, { session: world.owner.session }, sorts, count)
      const { result: sent, names } = await namesDuring(postgres, sending)
      const left = await look(names)
      const kinds = [...new Set(sent.map(({ name }) => name))]
      for (const one of sent) evidence.observe('request', one)
      for (const one of left) evidence.observe('connection', one)
      evidence.observe('session state', { kinds, names, left: inWords(left) })
      evidence.floor('request', kinds.length * count)
      evidence.floor('connection', 1)
      const answered = sent.filter(({ status }) => typeof status === 'number' && status < 500)
      if (2 * answered.length < sent.length) {
        throw inconclusive(`${answered.length} of ${sent.length} requests were answered`)
      }
      const what = "what sessions left on the pooler's connections"
      expect.soft(inWords(left), what).toEqual([])
    } finally {
      await closeSession(admin)
      await behind.close()
    }
  } finally {
    await postgres.remove()
  }
})
