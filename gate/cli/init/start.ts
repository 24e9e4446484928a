/** Starts the backend once, as its config says, so that `init` can learn from it. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Backend } from '#gate/init/explore/backend.ts'
import { explore } from '#gate/init/explore/explore.ts'
import { apiSourceIn } from '#gate/init/find.ts'
import type { Guess } from '#gate/init/guess.ts'
import { Folder } from '#gate/init/read/files.ts'
import type { EngineName } from '#gate/stack/types.ts'
import { loadTarget } from '#gate/system/load-target.ts'
import { once } from '#gate/system/once.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { exitCodes } from '#gate/verdict/verdict.ts'
import { withTargetSession } from '../target-session.ts'

/** In which all is asked; what is left then stays open. */
const exploreTimeoutMs = 180_000
/** On a busy machine a login, which hashes a password, takes long. */
const requestTimeoutMs = 30_000
const tooLate = `it was not tried any further after ${exploreTimeoutMs / 1000} s: it answers slowly`

/** Tables of the backend, those of PostgreSQL left out; more of them are not searched. */
const tables = `
  select format('%I.%I', nspname, relname) as quoted,
         case when nspname = current_schema() then '' else nspname || '.' end || relname as name
  from pg_class join pg_namespace on pg_namespace.oid = relnamespace
  where relkind in ('r', 'p') and nspname not in ('pg_catalog', 'information_schema')
    and nspname not like 'pg\\_%'
  order by relname limit 500`

async function tablesWith(target: Target, text: string): Promise<string[]> {
  if (!target.config.backing?.postgres) return []
  const found: string[] = []
  for (const { quoted, name } of await target.query(tables)) {
    const sql = `select 1 from ${quoted} as row where strpos(row::text, $1) > 0 limit 1`
    const rows = await target.query(sql, [text])
    if (rows.length > 0) found.push(String(name))
  }
  return found
}

/** A start as `init` asks it: loopback, and with an end. */
function asked(target: Target, running: RunningTarget): Backend {
  const deadlineMs = performance.now() + exploreTimeoutMs
  const sayOnce = once(async () => process.stderr.write(`${tooLate}\n`))
  const { admin, commands } = target.config
  return {
    ask: async (request, session) => {
      if (performance.now() > deadlineMs) {
        await sayOnce()
        return undefined
      }
      const options = { session, timeoutMs: requestTimeoutMs, expectsLimit: true }
      const outcome = await running.tryPatiently(request, options)
      return outcome.ok ? outcome : undefined
    },
    admin: async () => (admin || commands?.createAdmin ? await target.admin() : undefined),
    newAccount: () => target.newAccount('init'),
    tablesWith: (text) => tablesWith(target, text),
  }
}

/** Starts of checks compete with each other: they get this many times as long. */
const patience = 5
/** A start that takes no longer than this share of the default needs no word. */
const quickMs = 30_000 / patience

/** How long a start may take, where this one was slow. */
function patienceWith(startedInMs: number): Guess[] {
  if (startedInMs <= quickMs) return []
  const value = Math.ceil((startedInMs * patience) / 10_000) * 10_000
  const because = `it took ${(startedInMs / 1000).toFixed(1)} s to start`
  return [{ path: ['launch', 'readyTimeoutMs'], value, because }]
}

/** What came of the start. */
interface Learned {
  guesses: readonly Guess[]
  /** Of the session: not GO if it was interrupted. */
  exitCode: number
}

/**
 * Starts the target of a config, explores it and removes all that was started.
 * @param folder of the backend
 * @throws PreflightError if it does not start, or a service is missing
 */
export async function learned(
  file: string,
  folder: string,
  engine: EngineName | 'auto',
): Promise<Learned> {
  const out = await mkdtemp(join(tmpdir(), 'preflight-init-'))
  let guesses: readonly Guess[] = []
  try {
    const options = { target: await loadTarget(file), engine, quick: true, out }
    const exitCode = await withTargetSession(options, async ({ target }) => {
      const running = await target.running()
      const api = apiSourceIn(new Folder(folder))
      guesses = [
        ...patienceWith(running.startedInMs),
        ...(await explore(asked(target, running), api)),
      ]
      return exitCodes.GO
    })
    return { guesses, exitCode }
  } finally {
    await rm(out, { recursive: true, force: true })
  }
}
