/** The part of the selected claims that `gate --shard 2/3` runs. */
import { unmetNeed } from '#gate/run/needs.ts'
import { claimRecord, isRunnable } from '#gate/run/results.ts'
import { seedInCommon } from '#gate/run/seed.ts'
import { divide, type Weighed } from '#gate/run/shards.ts'
import type { LoadedTarget } from '#gate/system/load-target.ts'
import { type RunRecord, type Shard, shardName } from '#gate/verdict/record.ts'
import type { AnyClaim } from '#guide/claim.ts'
import { usage } from './command-line.ts'
import type { GateArguments } from './gate-arguments.ts'
import { wholeRunSeconds } from './last-seconds.ts'
import { typicalSeconds } from './time-left.ts'

/** What a run covers: its claims, and which part they are of those that were selected. */
export interface Part {
  claims: readonly AnyClaim[]
  shard?: Shard
}

type Options = Pick<GateArguments, 'shard' | 'allow' | 'out' | 'quick'>

/**
 * The claims of the shard that is asked for; all of them if none is.
 * @throws PreflightError PREFLIGHT_E_USAGE if there are fewer claims to measure than shards
 */
export async function partOf(
  selected: readonly AnyClaim[],
  { config }: Pick<LoadedTarget, 'config'>,
  options: Options,
): Promise<Part> {
  if (options.shard === undefined) return { claims: selected }
  const { index, of } = options.shard
  const isTried = (claim: AnyClaim) => isRunnable(claimRecord(claim, config, options.allow))
  const tried = selected.filter(isTried).length
  if (tried < of) {
    throw usage(
      `--shard: ${shardName(options.shard)} of ${tried} claims that can be tried`,
      `divide them into at most ${Math.max(tried, 1)}`,
    )
  }
  const known = await wholeRunSeconds(options.out, config.name, options.quick, selected)
  const weighed = selected.map((claim): Weighed => {
    const { id, impact } = claim
    const isBegun = isTried(claim) && unmetNeed(config, id) === undefined
    const seconds = isBegun ? (known.get(id) ?? typicalSeconds[impact]) : 0
    return { id, seconds, alone: impact === 'load' }
  })
  const own = divide(weighed, of)[index - 1]
  return {
    claims: selected.filter(({ id }) => own?.has(id)),
    shard: { index, of, claims: selected.map(({ id }) => id) },
  }
}

/** The seed that all shards of one run take if none is given. */
export function seedOfShards(
  { configSha256 = '', repository }: Partial<RunRecord['target']>,
  commit: string,
): number {
  return seedInCommon([commit, repository?.commit ?? '', configSha256])
}
