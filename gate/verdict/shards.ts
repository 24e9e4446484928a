/** Whether shards are those of one run: all of them, of the same thing, in the same way. Pure. */
import { type RunRecord, type Shard, shardName } from './record.ts'

/** A run as it is stored. */
export interface StoredShard {
  folder: string
  /** Of its `run.json`. */
  sha256: string
  run: RunRecord
}

/** The same with what it says of its shard. */
export interface KnownShard extends StoredShard {
  shard: Shard
}

const json = (value: unknown) => JSON.stringify(value) ?? 'none'
const shortened = (digest = 'none') => digest.slice(0, 12)
const listed = (words: readonly string[] = []) => words.toSorted().join(' ') || 'none'

/** What all shards must have in common; undefined where a shard ended before it could say. */
const sides: readonly [what: string, sideOf: (run: RunRecord) => string | undefined][] = [
  ['version of Preflight', ({ preflight }) => `${preflight.version} at ${preflight.commit}`],
  ['claims of the guide', ({ guideSha256 }) => shortened(guideSha256)],
  ['target', ({ target }) => target.name],
  ['commit', ({ target }) => shortened(target.repository?.commit)],
  // Where it lies may differ from machine to machine.
  ['config', ({ target }) => shortened(target.configSha256)],
  ['manifests', ({ target }) => json(target.manifests)],
  ['version', ({ target }) => json(target.version)],
  ['launch', ({ target }) => target.launch],
  ['engine', ({ engine, state }) => (state === 'running' ? undefined : engine.name)],
  ['selection', ({ options }) => json([options.only, options.levels, options.guide])],
  ['depth', ({ options }) => (options.quick ? 'quick' : 'thorough')],
  ['strictness', ({ options }) => (options.strict ? 'strict' : 'musts only')],
  ['permission to disturb', ({ options }) => listed(options.allow)],
  ['environment', ({ options }) => json(options.environment)],
  ['seed', ({ options }) => json(options.seed)],
  ['waivers', ({ waivers }) => json(waivers)],
  ['days of --fresh', ({ freshness }) => json(freshness?.maxAgeDays)],
  ['documents', ({ documents, state }) => (state === 'running' ? undefined : json(documents))],
]

/** Values that are longer are told apart, not printed. */
const maxShown = 60

/**
 * What keeps these runs from being made one; empty if nothing does. That a shard did not come to
 * its end is no problem here: the verdict says it.
 */
export function shardProblems(runs: readonly StoredShard[]): string[] {
  const shards = runs.flatMap(known)
  const whole = runs
    .filter(({ run }) => run.options.shard === undefined)
    .map(({ folder }) => `${folder} is a whole run and no shard`)
  if (whole.length > 0) return whole
  const counts = [...new Set(shards.map(({ shard }) => shard.of))]
  if (counts.length > 1) {
    const each = shards.map(({ folder, shard }) => `${folder} is ${shardName(shard)}`)
    return [`they are divided differently: ${each.join(', ')}`]
  }
  const numbers = [...repeated(shards), ...missing(shards)]
  if (numbers.length > 0) return numbers
  const differing = sides.flatMap(([what, sideOf]) => difference(what, shards, sideOf))
  return differing.length > 0 ? differing : misdivided(shards)
}

/** A run as a shard, if it is one. */
export function known(stored: StoredShard): KnownShard[] {
  const { shard } = stored.run.options
  return shard === undefined ? [] : [{ ...stored, shard }]
}

function repeated(shards: readonly KnownShard[]): string[] {
  const grouped = Map.groupBy(shards, ({ shard }) => shardName(shard))
  return [...grouped].flatMap(([name, all]) =>
    all.length > 1
      ? [`${name} is there ${all.length} times: ${all.map(({ folder }) => folder).join(', ')}`]
      : [],
  )
}

function missing(shards: readonly KnownShard[]): string[] {
  const of = shards[0]?.shard.of ?? 0
  const there = new Set(shards.map(({ shard }) => shard.index))
  return Array.from({ length: of }, (_, index) => index + 1)
    .filter((index) => !there.has(index))
    .map((index) => `${shardName({ index, of })} is missing`)
}

function difference(
  what: string,
  shards: readonly KnownShard[],
  sideOf: (run: RunRecord) => string | undefined,
): string[] {
  const grouped = Map.groupBy(shards, ({ run }) => sideOf(run))
  grouped.delete(undefined)
  if (grouped.size < 2) return []
  const told = [...grouped].map(([value = '', all]) => {
    const names = all.map(({ shard }) => shardName(shard)).join(' and ')
    return value.length > maxShown ? `one in ${names}` : `${value} in ${names}`
  })
  return [`${what}: ${told.join(', ')}`]
}

/** Each claim of the whole run has to be in one shard. */
function misdivided(shards: readonly KnownShard[]): string[] {
  const selections = new Set(shards.map(({ shard }) => json(shard.claims)))
  if (selections.size > 1) return ['the shards are of different lists of claims']
  const tried = shards.flatMap(({ run }) => run.claims.map(({ id }) => id))
  const counts = Map.groupBy(tried, (id) => id)
  const selected = shards[0]?.shard.claims ?? []
  const wrong = [
    ...selected.filter((id) => !counts.has(id)).map((id) => `${id} is in no shard`),
    ...[...counts]
      .filter(([, { length }]) => length > 1)
      .map(([id, { length }]) => `${id} is in ${length} shards`),
    ...[...counts.keys()]
      .filter((id) => !selected.includes(id))
      .map((id) => `${id} is in a shard and not selected`),
  ]
  const [first, ...others] = wrong
  if (first === undefined) return []
  const more = others.length === 0 ? '' : `, and ${others.length} more like that`
  return [`the shards divide the claims by different runs before them: ${first}${more}`]
}
