/** The record of a run while it runs: claims selected, checks collected, results received. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TargetConfig } from '#gate/contract/contract.ts'
import { notApplicableReason, operationsLeftOut } from '#gate/system/load-target.ts'
import { inWordsOf } from '#gate/system/target-words.ts'
import type { CheckRecord, ClaimRecord, RunRecord, Trouble } from '#gate/verdict/record.ts'
import type { AnyClaim } from '#guide/claim.ts'
import { claimsOfManyOperations } from '#guide/optional-operations.ts'

/** Why no check of a claim may run against an attached target; undefined if one may. */
function withheldReason(config: TargetConfig, claim: AnyClaim, allow: readonly string[]) {
  const disturbs = claim.impact !== 'observe' && !allow.includes(claim.impact)
  if (config.launch.kind !== 'attached' || !disturbs) return undefined
  const { impact } = claim
  return `the target is attached, and this check would ${impact} it (see --allow ${impact})`
}

/** The operations that a claim is verified without, with the config's reasons. */
function withoutOf(config: TargetConfig, id: string): Pick<ClaimRecord, 'without'> {
  if (!claimsOfManyOperations.includes(id)) return {}
  const without = operationsLeftOut(config)
  return Object.keys(without).length === 0 ? {} : { without }
}

/** A claim before any check ran, in the target's words. */
export function claimRecord(
  claim: AnyClaim,
  config: TargetConfig,
  allow: readonly string[],
): ClaimRecord {
  const { id, section, level, impact, statement, remedy } = claim
  const say = inWordsOf(config)
  const notApplicable = notApplicableReason(config, id)
  const withheld = withheldReason(config, claim, allow)
  const { effectiveOn, feature, ownFile, prevents } = claim
  const instead = feature === undefined ? undefined : config.lacks?.[feature]
  return {
    id,
    section,
    level,
    impact,
    statement: say(statement),
    remedy: say(remedy),
    checks: [],
    ...(ownFile === undefined ? {} : { own: { file: ownFile, prevents: say(prevents) } }),
    ...(effectiveOn === undefined ? {} : { effectiveOn }),
    ...(feature === undefined || instead === undefined ? {} : { lacks: { feature, instead } }),
    ...(notApplicable === undefined ? withoutOf(config, id) : { notApplicable }),
    ...(withheld === undefined ? {} : { withheld }),
  }
}

/** Whether checks of a claim are to run. */
export function isRunnable(claim: ClaimRecord): boolean {
  return claim.notApplicable === undefined && claim.withheld === undefined
}

/** A check whose result has not arrived yet. */
function pendingCheck(claim: string, file: string): CheckRecord {
  return {
    claim,
    file,
    name: claim,
    ran: false,
    seconds: 0,
    observations: {},
    floors: {},
    failures: [],
    troubles: [],
  }
}

/** Collects results into a record. Checks that never report stay in it as not run. */
export class RunResults {
  readonly run: RunRecord
  readonly #byId: Map<string, ClaimRecord>

  constructor(run: RunRecord) {
    this.run = run
    this.#byId = new Map(run.claims.map((claim) => [claim.id, claim]))
  }

  claim(id: string): ClaimRecord | undefined {
    return this.#byId.get(id)
  }

  /** Notes a check that a suite file declares, so that a missing result shows. */
  expect(claim: string, file: string): void {
    const checks = this.#byId.get(claim)?.checks
    if (checks && !checks.some((check) => check.file === file)) {
      checks.push(pendingCheck(claim, file))
    }
  }

  /** Replaces the pending check with its result. */
  record(check: CheckRecord): void {
    const checks = this.#byId.get(check.claim)?.checks
    if (!checks) return
    const index = checks.findIndex((known) => known.file === check.file && !known.ran)
    if (index < 0) checks.push(check)
    else checks[index] = check
  }

  /** Notes a problem of the run as a whole. */
  trouble(trouble: Trouble): void {
    this.run.troubles.push(trouble)
  }

  /** Gives the reason to every check that did not report. */
  explainMissing(reason: string): void {
    for (const claim of this.run.claims) {
      for (const check of claim.checks) {
        if (!check.ran && check.troubles.length === 0) check.troubles.push({ message: reason })
      }
    }
  }

  /** Adds the checksum of each evidence file. @param folder of the run */
  async seal(folder: string): Promise<void> {
    for (const claim of this.run.claims) {
      for (const check of claim.checks) {
        if (!check.evidence) continue
        const content = await readFile(join(folder, check.evidence.file)).catch(() => undefined)
        if (content === undefined) {
          delete check.evidence // The check ended before it recorded anything.
          continue
        }
        check.evidence.sha256 = createHash('sha256').update(content).digest('hex')
      }
    }
  }
}
