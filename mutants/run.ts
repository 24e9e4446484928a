/** Runs one mutated deployment through the gate and compares. */

import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { wiring } from '#gate/cli/wiring.ts'
import { messageOf, PreflightError } from '#gate/errors.ts'
import type { Progress } from '#gate/run/events.ts'
import { type FinishedRun, runGate } from '#gate/run/run-gate.ts'
import { steadySeed } from '#gate/run/seed.ts'
import type { Session } from '#gate/run/session.ts'
import { connectStack } from '#gate/stack/client.ts'
import { dropDatabase } from '#gate/stack/databases.ts'
import { loadTarget } from '#gate/system/load-target.ts'
import type { Prepared } from '#gate/system/prepare.ts'
import { failureText } from '#gate/verdict/failure-text.ts'
import type { JudgedClaim } from '#gate/verdict/verdict.ts'
import type { Claim, ClaimId } from '#guide/index.ts'
import { applyMutant } from './apply.ts'
import type { Interrupts } from './interrupt.ts'
import { type ClaimOutcome, judgeMutant, type MutantVerdict } from './judge.ts'
import type { Mutant } from './mutant.ts'

/** What all mutants of one command share. */
export interface Laboratory {
  /** Folder of the project. */
  root: string
  session: Session
  version: string
  /** Today, UTC. */
  at: string
  interrupts: Interrupts
}

export interface MutantReport extends MutantVerdict {
  id: string
  defect: string
  kills: string[]
  seconds: number
}

const silent: Progress = {
  planned: () => {},
  began: () => {},
  ended: () => {},
  note: () => {},
  close: () => {},
}

function outcomeOf({ record, outcome }: JudgedClaim): ClaimOutcome {
  const failures = 'failures' in outcome ? outcome.failures.map(failureText) : []
  const reasons = 'reason' in outcome ? [outcome.reason, ...failures] : failures
  const troubles = record.checks.flatMap((check) => check.troubles)
  const codes = troubles.flatMap(({ code }) => (code === undefined ? [] : [code]))
  return { id: record.id, verdict: outcome.verdict, reasons, codes }
}

/** Drops the database that a deployment's checks were cloned from: it alone would stay. */
async function dropTemplate(session: Session, configFile: string): Promise<void> {
  const stack = connectStack(session.context.brokerSocket)
  try {
    const { template } = await stack.task<Prepared>('prepare', configFile)
    if (template !== undefined) await dropDatabase(await stack.shared('postgres'), template)
  } catch {
    // A deployment that could not be prepared has nothing to drop; the session's end drops all.
  } finally {
    await stack.close()
  }
}

async function judgeDeployment(
  laboratory: Laboratory,
  configFile: string,
  claims: readonly Claim<ClaimId>[],
  out: string,
): Promise<FinishedRun> {
  const { root, session, version, at, interrupts } = laboratory
  return await runGate({
    ...wiring,
    root,
    session,
    version,
    at,
    claims,
    out,
    target: await loadTarget(configFile),
    engine: session.engine.name,
    only: claims.map(({ id }) => id),
    waivers: [],
    waiversFile: undefined,
    rehearsedAt: undefined,
    allow: [],
    quick: true,
    // What a mutant is noticed by must not depend on luck.
    seed: steadySeed,
    strict: true,
    progress: silent,
    interrupt: interrupts.next(),
  })
}

/**
 * Tries a mutant on the claims and says how each came out; its deployment is removed again.
 * @param lane which of the mutants that run side by side this is
 * @throws PreflightError PREFLIGHT_E_MUTATION, or what kept the run from being concluded
 */
export async function tryMutant(
  laboratory: Laboratory,
  mutant: Mutant,
  claims: readonly Claim<ClaimId>[],
  lane: number,
): Promise<ClaimOutcome[]> {
  const { root, session } = laboratory
  const { scratchDir } = session.labels
  const out = join(scratchDir, 'mutants', mutant.id)
  const site = {
    project: root,
    folder: join(scratchDir, `lane-${lane}`),
    compileCache: join(scratchDir, 'compiled'),
  }
  const configFile = await applyMutant(mutant, site)
  try {
    const { run, judgement } = await judgeDeployment(laboratory, configFile, claims, out)
    const [trouble] = run.troubles
    if (trouble) throw new PreflightError('PREFLIGHT_E_INTERNAL', trouble.message)
    return judgement.claims.map(outcomeOf)
  } finally {
    await dropTemplate(session, configFile)
    for (const folder of [site.folder, out]) await rm(folder, { recursive: true, force: true })
  }
}

/** Runs a mutant; whatever keeps it from being run is the result `error`, with the reason. */
export async function runMutant(
  laboratory: Laboratory,
  mutant: Mutant,
  claims: readonly Claim<ClaimId>[],
  lane: number,
): Promise<MutantReport> {
  const { id, defect, kills } = mutant
  const startMs = performance.now()
  const verdict = await tryMutant(laboratory, mutant, claims, lane).then(
    (outcomes) => judgeMutant(mutant, outcomes),
    (error: unknown): MutantVerdict => ({ failed: [], result: 'error', reason: messageOf(error) }),
  )
  const seconds = Math.round((performance.now() - startMs) / 100) / 10
  return { id, defect, kills: [...kills], ...verdict, seconds }
}
