/** A dump taken during writes, held halfway so that many writes fall between its tables. */
import { randomBytes } from 'node:crypto'
import { inconclusive } from '#gate/errors.ts'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import { check } from '#gate/run/check.ts'
import type { CommandResult } from '#gate/system/command.ts'
import { Backup } from './backup.ts'
import { type HeldPath, openHeldPath } from './held-path.ts'
import { makePairTables, type PairWriter, pairsOf, writePairs } from './pair-writer.ts'
import { lastLines } from './postgres-client.ts'

/** Pairs acknowledged before the dump starts, and again while it is held. */
const pairs = 50
const patienceMs = 30_000

async function acknowledged(writer: PairWriter, count: number, what: string): Promise<void> {
  const enough = async () => writer.acknowledgedMs.length >= count || undefined
  await waitFor(what, enough, { timeoutMs: patienceMs, intervalMs: 5 }).catch((cause) => {
    throw inconclusive(`the writer is too slow: not enough ${what}`, cause)
  })
}

/** Dumps through the path, and releases it once enough pairs were written meanwhile. */
async function dumpHeld(backup: Backup, path: HeldPath, writer: PairWriter) {
  const beginMs = performance.now()
  let result: CommandResult | undefined
  const dumping = backup.dump(path.url, 'backup').then((ended) => {
    result = ended
  })
  const heldOrEnded = async () => path.heldAtMs ?? (result ? 0 : undefined)
  const options = { timeoutMs: patienceMs, intervalMs: 5 }
  await waitFor('the dump to be held or end', heldOrEnded, options).catch(
    ifTimedOut(() => undefined),
  )
  if (!result) {
    await acknowledged(writer, writer.acknowledgedMs.length + pairs, 'pairs during the dump')
  }
  path.release()
  await dumping
  const endMs = performance.now()
  return { result: result as unknown as CommandResult, beginMs, endMs }
}

check('database.backup-consistent', async ({ target, context, evidence, expect }) => {
  const { url } = await target.cloneDatabase()
  const backup = await Backup.of(target, url, context)
  const marker = `held-${randomBytes(8).toString('hex')}`
  await makePairTables(url, marker)
  const path = await openHeldPath(url, marker)
  const writer = await writePairs(url)
  try {
    await acknowledged(writer, pairs, 'pairs before the dump')
    const before = writer.acknowledgedMs.length
    const { result, beginMs, endMs } = await dumpHeld(backup, path, writer)
    await writer.end()
    const during = writer.acknowledgedMs.filter((ms) => ms > beginMs && ms < endMs).length
    const { heldAtMs } = path
    const afterHold = writer.acknowledgedMs.filter((ms) => ms > (heldAtMs ?? endMs)).length
    const wasHeld = heldAtMs !== undefined
    const counts = { before, during, afterHold, wasHeld, usesOwnCommands: backup.usesOwnCommands }
    evidence.observe('dump', { ...counts, exitCode: result.exitCode, output: lastLines(result) })
    if (result.exitCode !== 0) throw inconclusive(`the backup failed: ${lastLines(result)}`)
    if (during < pairs) throw inconclusive(`only ${during} pairs were written during the dump`)

    const copy = await target.emptyDatabase()
    const restore = await backup.restore(copy.url, 'backup')
    const restored = await pairsOf(copy.url).catch(() => undefined)
    evidence.observe('restore', { exitCode: restore.exitCode, ...restored })
    if (!restored) throw inconclusive(`the restore failed: ${lastLines(restore)}`)
    evidence.floor('restore', 1)
    const { both, withoutCredit, withoutDebit } = restored
    expect.soft(both, 'complete pairs restored').toBeGreaterThanOrEqual(before)
    const incomplete = { withoutCredit, withoutDebit }
    expect
      .soft(incomplete, 'incomplete pairs restored')
      .toEqual({ withoutCredit: 0, withoutDebit: 0 })
  } finally {
    path.release()
    await writer.end()
    await path.close()
    await backup.close()
  }
})
