/** One run from its shards, as one machine would have made it. Pure. */
import { type ClaimRecord, type RunRecord, shardName, type Trouble } from './record.ts'
import { type KnownShard, known, type StoredShard } from './shards.ts'

/**
 * The record of the run that these shards are.
 * @param runs without problems: see `shardProblems`
 * @param id of the run: the name of its folder
 */
export function mergeShards(runs: readonly StoredShard[], id: string): RunRecord {
  const shards = runs.flatMap(known).sort((one, other) => one.shard.index - other.shard.index)
  const records = shards.map(({ run }) => run)
  const [first] = shards
  if (first === undefined) throw new RangeError('there are no shards')
  const { shard: _, ...options } = first.run.options
  const finished = records.flatMap(({ finishedAt }) => finishedAt ?? []).sort()
  const firstResults = records.flatMap(({ firstResultMs }) => firstResultMs ?? [])
  const documents = records.find((run) => run.documents !== undefined)?.documents
  const freshness = freshnessOf(records)
  return {
    ...first.run,
    id,
    state: records.every(({ state }) => state === 'concluded') ? 'concluded' : 'interrupted',
    startedAt: records.map(({ startedAt }) => startedAt).sort()[0] ?? first.run.startedAt,
    ...(finished.length === 0 ? {} : { finishedAt: finished.at(-1) }),
    target: targetOf(records, first.run),
    engine: {
      name: (records.find(({ state }) => state !== 'running') ?? first.run).engine.name,
      provenance: Object.assign({}, ...records.map(({ engine }) => engine.provenance)),
    },
    // Waivers count as on the last day on which a shard ran.
    options: {
      ...options,
      at:
        records
          .map((run) => run.options.at)
          .sort()
          .at(-1) ?? options.at,
    },
    replay: first.run.replay.replace(` --shard ${first.shard.index}/${first.shard.of}`, ''),
    ...(firstResults.length === 0 ? {} : { firstResultMs: Math.min(...firstResults) }),
    claims: claimsOf(shards, first.shard.claims),
    ...(documents === undefined ? {} : { documents }),
    ...(freshness === undefined ? {} : { freshness }),
    shards: shards.map(({ run, sha256 }) => ({
      run: run.id,
      sha256,
      state: run.state,
      machine: run.machine,
      claims: run.claims.map((claim) => claim.id),
    })),
    troubles: shards.flatMap(troublesOf),
  }
}

function targetOf(records: readonly RunRecord[], { target }: RunRecord): RunRecord['target'] {
  const images = [...new Set(records.flatMap((run) => run.target.images ?? []))].sort()
  const { repository } = target
  const dirty = records.some((run) => run.target.repository?.dirty === true)
  return {
    ...target,
    ...(repository === undefined ? {} : { repository: { ...repository, dirty } }),
    ...(images.length === 0 ? {} : { images }),
  }
}

/** In the order of the whole run. */
function claimsOf(shards: readonly KnownShard[], order: readonly string[]): ClaimRecord[] {
  const byId = new Map(shards.flatMap(tellWhy).map((claim) => [claim.id, claim]))
  return order.flatMap((id) => byId.get(id) ?? [])
}

/** The claims of a shard; those of one that was killed have no results, and say why. */
function tellWhy({ run, shard }: KnownShard): ClaimRecord[] {
  if (run.state !== 'running') return run.claims
  const withheld = `${shardName(shard)} did not come to its end`
  return run.claims.map((claim) => ({ ...claim, checks: [], withheld }))
}

/** Of a claim that one shard found stale, nobody may say that it is not. */
function freshnessOf(records: readonly RunRecord[]): RunRecord['freshness'] {
  const all = records.flatMap(({ freshness }) => freshness ?? [])
  const [first] = all
  if (first === undefined) return undefined
  const stale = new Map(all.flatMap((each) => each.stale).map((one) => [one.claim, one]))
  return { maxAgeDays: first.maxAgeDays, stale: [...stale.values()] }
}

function troublesOf({ run, shard }: KnownShard): Trouble[] {
  const name = shardName(shard)
  const own = run.troubles
    .filter(({ code }) => code !== 'PREFLIGHT_E_INTERRUPTED')
    .map((trouble) => ({ ...trouble, message: `${name}: ${trouble.message}` }))
  if (run.state === 'concluded') return own
  const how = run.state === 'interrupted' ? 'was interrupted' : 'did not come to its end'
  return [{ code: 'PREFLIGHT_E_INTERRUPTED', message: `${name} ${how}` }, ...own]
}
