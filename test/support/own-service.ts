/** A gate of which a service or program comes to harm in the middle of its one check. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { commandLine, ownedProcesses } from '#gate/host/process/proc.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import type { CheckRecord } from '#gate/verdict/record.ts'
import { type GateOptions, type GateProcess, startGate } from './gate.ts'
import { residueOf, runOf } from './residue.ts'

/** From the harm to the end of the check. */
export const boundMs = 15_000
/** What a busy machine may take to start a gate, which is not what is tested. */
const start = { timeoutMs: 240_000, intervalMs: 10 }

/** A run with the one that comes to harm. */
export interface Victim {
  gate: GateProcess
  pid: number
  run: { runId: string; scratchDir: string }
}

/** What is waited for. */
export interface Awaited {
  /** The victim's first word. */
  program: RegExp
  /** Victims that there are by then. */
  count?: number
  /** The oldest process is meant: what it forks has its name for a moment. Default: the newest. */
  isOldest?: true
  /** A word of a process that there is by then, too. */
  beside?: string
}

/** A gate, what it harms and how that is told. */
export interface Trial extends Awaited, GateOptions {
  args: readonly string[]
  /** The gate's scratch folders, if they are not in the usual place. */
  scratchOf?(gatePid: number): string
  harm(victim: Victim): unknown
  message: RegExp
}

/** What a check of the run that was stored came to. */
type StoredCheck = Pick<CheckRecord, 'failures' | 'troubles' | 'startedAt' | 'seconds'>

/** The checks of the run that was stored. */
export function checksOf(gate: GateProcess): StoredCheck[] {
  const [folder = ''] = readdirSync(gate.out)
  const { claims } = JSON.parse(readFileSync(join(gate.out, folder, 'run.json'), 'utf8'))
  return claims.flatMap(({ checks }: { checks: StoredCheck[] }) => checks)
}

/** When a check ended, by the time of day. */
export function endOf({ startedAt = '', seconds }: StoredCheck): number {
  return new Date(startedAt).getTime() + 1000 * seconds
}

async function victimOf(gate: GateProcess, trial: Trial): Promise<Victim> {
  const { program, count = 1, beside = '', isOldest } = trial
  const find = async () => {
    const gatePid = gate.child.pid as number
    const run = runOf(gatePid, trial.scratchOf?.(gatePid))
    if (!run) return undefined
    const commands = ownedProcesses(run).map((pid) => ({ pid, words: commandLine(pid) }))
    const has = (word: string) => commands.some(({ words }) => words.some((w) => w.includes(word)))
    const found = commands.filter(({ words }) => program.test(words[0] ?? '')).map(({ pid }) => pid)
    const pid = found.toSorted((a, b) => a - b).at(isOldest ? 0 : -1)
    const isThere = found.length >= count && has(beside)
    return isThere && pid !== undefined ? { gate, run, pid } : undefined
  }
  return await waitFor(`${count} ${program.source} beside ${beside}`, find, start)
}

/** Expects that the check is inconclusive in time and names the harm, and that nothing is left. */
export async function expectNamed(trial: Trial): Promise<void> {
  const gate = startGate(trial.args, trial)
  const victim = await victimOf(gate, trial)
  await trial.harm(victim)
  const harmedAt = Date.now()
  expect(await gate.ended, gate.stdout() + gate.stderr()).toBe(2)
  const checks = checksOf(gate)
  const harm = {
    code: 'PREFLIGHT_E_STACK',
    message: expect.stringMatching(trial.message),
    hint: expect.stringContaining('no fault of the target'),
  }
  expect(checks).toMatchObject([{ failures: [], troubles: [harm] }])
  for (const check of checks) expect(endOf(check) - harmedAt).toBeLessThan(boundMs)
  expect(residueOf(victim.run)).toEqual([])
}
