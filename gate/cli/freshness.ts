/** What earlier runs say of the claims that a run does not measure: `gate --fresh 7d`. */
import { existsSync } from 'node:fs'
import { type LoadedTarget, notApplicableReason } from '#gate/system/load-target.ts'
import { historyOf } from '#gate/verdict/history.ts'
import type { RunRecord, StaleClaim } from '#gate/verdict/record.ts'
import { readRuns } from '#gate/verdict/stored-runs.ts'
import type { AnyClaim } from '#guide/claim.ts'
import { claims } from '#guide/index.ts'
import type { GateArguments } from './gate-arguments.ts'

const dayMs = 24 * 60 * 60 * 1000

type Options = Pick<GateArguments, 'at' | 'freshDays' | 'out' | 'quick'>

/**
 * The claims outside of a selection that did not pass, when they were last measured, within the
 * days that `--fresh` gives; undefined if nobody asks.
 */
export function freshnessOf(
  { config, own }: Pick<LoadedTarget, 'config' | 'own'>,
  selected: readonly AnyClaim[],
  { at, freshDays, out, quick }: Options,
): RunRecord['freshness'] {
  if (freshDays === undefined) return undefined
  const ids = new Set(selected.map(({ id }) => id))
  const all: readonly AnyClaim[] = [...claims, ...own]
  const others = all.filter(
    ({ id, effectiveOn }) =>
      !ids.has(id) &&
      notApplicableReason(config, id) === undefined &&
      (effectiveOn === undefined || effectiveOn <= at),
  )
  const { runs } = existsSync(out) ? readRuns(out) : { runs: [] }
  // What a quick run saw is not enough for a thorough one.
  const counting = runs.filter(
    ({ run }) => run.target.name === config.name && (quick || !run.options.quick),
  )
  const nowMs = Date.now()
  const histories = historyOf(others, counting, [], { maxAgeDays: freshDays, nowMs })
  const stale = histories.flatMap(({ claim, measured }): StaleClaim[] => {
    const passedAt = measured?.verdict === 'pass' ? measured.at : undefined
    if (passedAt !== undefined && nowMs - Date.parse(passedAt) <= freshDays * dayMs) return []
    const { level } = others.find(({ id }) => id === claim) as AnyClaim
    return [{ claim, level, ...(passedAt === undefined ? {} : { lastPassedAt: passedAt }) }]
  })
  return { maxAgeDays: freshDays, stale }
}
