/** Goal: shards make the run that one machine would have made, and others make none. */
import { expect, test } from 'vitest'
import { mergeShards } from './merge.ts'
import type { RunRecord } from './record.ts'
import { type StoredShard, shardProblems } from './shards.ts'
import { fiveRuns } from './testing/five-runs.ts'
import { judge } from './verdict.ts'
import { verdictDocument } from './verdict-document.ts'

const replay = 'npx preflight gate --quick --seed 7'

/** A run as its shards would have it: every claim goes to the next one. */
function shardsOf(whole: RunRecord, of = 3): StoredShard[] {
  const claims = whole.claims.map(({ id }) => id)
  return Array.from({ length: of }, (_, at) => ({
    folder: `shards/${at + 1}`,
    sha256: String(at + 1).repeat(64),
    run: {
      ...whole,
      id: `run-${at + 1}`,
      options: { ...whole.options, seed: 7, shard: { index: at + 1, of, claims } },
      replay: `${replay} --shard ${at + 1}/${of}`,
      claims: whole.claims.filter((_claim, index) => index % of === at),
    },
  }))
}

/** The same shards, one of them changed. */
function changed(index: number, change: (run: RunRecord) => Partial<RunRecord>): StoredShard[] {
  return shardsOf(fiveRuns['NO-GO']).map((shard) =>
    shard.run.options.shard?.index === index
      ? { ...shard, run: { ...shard.run, ...change(shard.run) } }
      : shard,
  )
}

const concluded = Object.entries(fiveRuns).filter(([, { state }]) => state === 'concluded')

test.for(concluded)('%s comes out as it was, whatever order the shards are in', ([, whole]) => {
  const shards = shardsOf(whole)
  expect(shardProblems(shards)).toEqual([])
  const merged = mergeShards(shards.toReversed(), whole.id)
  const { shards: from, replay: line, ...rest } = merged
  const { replay: _, ...expected } = whole
  expect(rest).toEqual({ ...expected, options: { ...whole.options, seed: 7 } })
  expect(line).toBe(replay)
  expect(from?.map(({ run }) => run)).toEqual(['run-1', 'run-2', 'run-3'])
  expect(verdictDocument(merged, judge(merged))).toEqual(verdictDocument(whole, judge(whole)))
})

test('the run spans its shards, and knows all their images and doubts', () => {
  const [image, other] = ['1', '2'].map((digit) => `sha256:${digit.repeat(64)}`)
  const repository = { commit: 'f'.repeat(40), dirty: true }
  const shards = changed(2, ({ target, options }) => ({
    startedAt: '2020-01-01T00:00:00.000Z',
    finishedAt: '2099-01-01T00:00:00.000Z',
    target: { ...target, repository, images: [String(other), String(image)] },
    options: { ...options, at: '2099-01-01' },
  }))
  expect(shardProblems(shards)).toEqual([])
  expect(mergeShards(shards, 'merged')).toMatchObject({
    startedAt: '2020-01-01T00:00:00.000Z',
    finishedAt: '2099-01-01T00:00:00.000Z',
    options: { at: '2099-01-01' },
    target: { repository, images: [image, other, `sha256:${'9'.repeat(64)}`] },
  })
})

test.for([
  ['interrupted', 'shard 2/3 was interrupted'],
  ['running', 'shard 2/3 did not come to its end'],
] as const)('a shard that is %s: never GO', ([state, message]) => {
  const shards = shardsOf(fiveRuns.GO).map((shard) =>
    shard.run.options.shard?.index === 2 ? { ...shard, run: { ...shard.run, state } } : shard,
  )
  expect(shardProblems(shards)).toEqual([])
  const merged = mergeShards(shards, 'merged')
  expect(merged.state).toBe('interrupted')
  expect(merged.troubles.map((trouble) => trouble.message)).toContain(message)
  const judgement = judge(merged)
  expect(judgement.verdict).toBe('INCONCLUSIVE')
  const second = judgement.claims.filter((_claim, index) => index % 3 === 1)
  const reasons = second.map(({ outcome }) => ('reason' in outcome ? outcome.reason : ''))
  if (state === 'running') expect(reasons).toContain(message)
})

const optionsOf = (change: Partial<RunRecord['options']>) => (run: RunRecord) => ({
  options: { ...run.options, ...change },
})
const targetOf = (change: Partial<RunRecord['target']>) => (run: RunRecord) => ({
  target: { ...run.target, ...change },
})

test.for<[what: string, shards: StoredShard[], problem: RegExp]>([
  ['one is missing', shardsOf(fiveRuns.GO).slice(0, 2), /^shard 3\/3 is missing$/],
  [
    'one is there twice',
    [...shardsOf(fiveRuns.GO), ...shardsOf(fiveRuns.GO).slice(0, 1)],
    /^shard 1\/3 is there 2 times: shards\/1, shards\/1$/,
  ],
  [
    'one of another division',
    [...shardsOf(fiveRuns.GO).slice(0, 2), ...shardsOf(fiveRuns.GO, 4).slice(2, 3)],
    /divided differently: shards\/1 is shard 1\/3, .*shards\/3 is shard 3\/4/,
  ],
  [
    'a whole run',
    [{ folder: 'runs/a', sha256: '', run: fiveRuns.GO }],
    /^runs\/a is a whole run and no shard$/,
  ],
  [
    'another commit',
    changed(2, targetOf({ repository: { commit: '1'.repeat(40), dirty: false } })),
    /^commit: f{12} in shard 1\/3 and shard 3\/3, 1{12} in shard 2\/3$/,
  ],
  [
    'another config',
    changed(3, targetOf({ configSha256: '2'.repeat(64) })),
    /^config: .* 2{12} in shard 3\/3$/,
  ],
  [
    'another version of Preflight',
    changed(1, () => ({ preflight: { version: '9.9.9', commit: 'x' } })),
    /^version of Preflight: 9\.9\.9 at x in shard 1\/3, /,
  ],
  [
    'another engine',
    changed(1, () => ({ engine: { name: 'docker', provenance: {} } })),
    /^engine: docker in shard 1\/3, local in shard 2\/3 and shard 3\/3$/,
  ],
  ['another selection', changed(2, optionsOf({ only: ['pool'] })), /^selection: .*pool/],
  ['another depth', changed(2, optionsOf({ quick: !fiveRuns.GO.options.quick })), /^depth: /],
  ['another seed', changed(2, optionsOf({ seed: 8 })), /^seed: 7 in .*, 8 in shard 2\/3$/],
  ['other waivers', changed(2, () => ({ waivers: [] })), /^waivers: /],
  [
    'a claim that nobody ran',
    changed(2, ({ claims }) => ({ claims: claims.slice(1) })),
    /different runs before them: configuration\.\S+ is in no shard$/,
  ],
  [
    'a claim that two ran',
    changed(2, ({ claims }) => ({ claims: [...claims, ...fiveRuns['NO-GO'].claims.slice(0, 1)] })),
    /different runs before them: \S+ is in 2 shards$/,
  ],
])('refused: %s', ([, shards, problem]) => {
  const problems = shardProblems(shards)
  expect(problems).toHaveLength(1)
  expect(problems[0]).toMatch(problem)
})
