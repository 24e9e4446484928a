/**
 * The shape of `run.json`: everything that the verdict and every report are computed from. The JSON
 * Schema published as docs/run.schema.json is generated from here.
 */
import * as z from 'zod'

/** Version of the shape. A reader refuses another major version. */
export const recordVersion = 1

export const claimVerdicts = [
  'pass',
  'not-applicable',
  'unverified',
  'inconclusive',
  'fail',
] as const
export type ClaimVerdictName = (typeof claimVerdicts)[number]

export const overallVerdicts = ['GO', 'INCONCLUSIVE', 'NO-GO'] as const
export type OverallVerdict = (typeof overallVerdicts)[number]

const counts = z.record(z.string(), z.int().nonnegative())

/** An assertion that did not hold. Values are text, already redacted. */
export const failureSchema = z.object({
  /** What was looked at, and where: `status of GET /health through the edge`. */
  message: z.string(),
  /** What was required of it, with the operator and the tolerance: `at most 5000`. */
  expected: z.string().optional(),
  /** What was observed, and how often: `500 (2 of 20 times)`. */
  observed: z.string().optional(),
})
export type Failure = z.infer<typeof failureSchema>

/** Why a check could not measure: an error other than a failed assertion. */
export const troubleSchema = z.object({
  code: z.string().optional(),
  message: z.string(),
  hint: z.string().optional(),
})
export type Trouble = z.infer<typeof troubleSchema>

/** A document beside the observations, relative to the run's folder. */
const attachmentSchema = z.object({ file: z.string(), sha256: z.string() })
export type Attachment = z.infer<typeof attachmentSchema>

/** The record of one check. It has no verdict: verdict.ts derives that. */
export const checkRecordSchema = z.object({
  claim: z.string(),
  /** Suite file, relative to the project. */
  file: z.string(),
  name: z.string(),
  /** Whether the test body was entered at all. */
  ran: z.boolean(),
  /** When the test began; absent if it never did. */
  startedAt: z.iso.datetime().optional(),
  seconds: z.number().nonnegative(),
  /** The worker that ran it, from 1: checks of one lane ran one after the other. */
  lane: z.int().positive().optional(),
  /** Whether it waited until nothing else ran, because it measures times or load. */
  alone: z.boolean().optional(),
  /** How many observations of each kind were recorded. */
  observations: counts,
  /** The minimum of each kind for a meaningful result, declared by the check. */
  floors: counts,
  failures: z.array(failureSchema),
  troubles: z.array(troubleSchema),
  /** The observations themselves, relative to the run's folder; absent if there are none. */
  evidence: z
    .object({
      file: z.string(),
      sha256: z.string(),
      /** Pictures that the check left beside them. */
      attachments: z.array(attachmentSchema).optional(),
    })
    .optional(),
})
export type CheckRecord = z.infer<typeof checkRecordSchema>

export const levelSchema = z.enum(['must', 'should', 'beyond'])

/** Of a claim that the target's team has added. */
const ownRecordSchema = z.object({
  /** The file that declares it, relative to the config. */
  file: z.string(),
  prevents: z.string(),
})

export const claimRecordSchema = z.object({
  id: z.string(),
  section: z.string(),
  level: levelSchema,
  impact: z.enum(['observe', 'load', 'disrupt']),
  /** The first UTC day on which it can block a release; until then its failure warns. */
  effectiveOn: z.iso.date().optional(),
  statement: z.string(),
  remedy: z.string(),
  /** Absent from claims of the guide. */
  own: ownRecordSchema.optional(),
  /** The reason given by the target's config, if it says the claim does not apply. */
  notApplicable: z.string().optional(),
  /** Operations that the claim is verified without, and why the target has none of them. */
  without: z.record(z.string(), z.string()).optional(),
  /** What the target's config says that it lacks, of what the claim demands. */
  lacks: z
    .object({
      feature: z.string(),
      instead: z.string(),
      /** Of the config, if it is data. */
      line: z.int().positive().optional(),
    })
    .optional(),
  /** Why no check was started, though one could have been: the target is attached, for example. */
  withheld: z.string().optional(),
  checks: z.array(checkRecordSchema),
})
export type ClaimRecord = z.infer<typeof claimRecordSchema>

/** A waiver of the file; one that could not be read has a `problem` and waives nothing. */
export const waiverSchema = z.object({
  claim: z.string(),
  reason: z.string(),
  owner: z.string(),
  /** Who accepted the failure, if it was not the owner. */
  approver: z.string().optional(),
  /** Where it is to be resolved: an id or an address. */
  ticket: z.string().optional(),
  /** UTC day, inclusive: `2026-12-31`. */
  expires: z.string(),
  target: z.string().optional(),
  /** It waives only where `gate --environment` names the same. */
  environment: z.string().optional(),
  /** `sha256:…` of an image, or of the config: it waives nothing of other builds. */
  digest: z.string().optional(),
  problem: z.string().optional(),
})
export type Waiver = z.infer<typeof waiverSchema>

/** Whether a run covers only selected claims. */
export function isSelective({
  options,
}: {
  options: Pick<RunRecord['options'], 'only' | 'levels' | 'guide' | 'shard'>
}) {
  const { only, levels, guide, shard } = options
  return only.length > 0 || levels !== undefined || guide !== undefined || shard !== undefined
}

/** What a run covers, in the words of the command line: `pool.*`, `level must`. */
export function selectedWords({ options }: RunRecord): string[] {
  const { only, levels = [], guide, shard } = options
  return [
    ...only,
    ...levels.map((level) => `level ${level}`),
    ...(guide === undefined ? [] : [`claims of ${guide}`]),
    ...(shard === undefined ? [] : [shardName(shard)]),
  ]
}

/** A part of a run's claims, for one of several machines. */
const shardSchema = z.object({
  /** From 1. */
  index: z.int().positive(),
  of: z.int().positive(),
  /** The claims of all shards together, in the order of the whole run. */
  claims: z.array(z.string()),
})
export type Shard = z.infer<typeof shardSchema>

/** `shard 2/3`. */
export function shardName({ index, of }: Pick<Shard, 'index' | 'of'>): string {
  return `shard ${index}/${of}`
}

const repositorySchema = z.object({
  commit: z.string(),
  /** Whether files differ from the commit, or are not in it. */
  dirty: z.boolean(),
})

/** A manifest that was judged. */
const manifestRecordSchema = z.object({
  /** Its key below `manifests` in the config: `compose`. */
  name: z.string(),
  /** As the config names it, relative to the config's folder. */
  file: z.string(),
  sha256: z.string(),
})
export type ManifestRecord = z.infer<typeof manifestRecordSchema>

const targetRecordSchema = z.object({
  name: z.string(),
  /** The config file, relative to Preflight's folder or absolute. */
  config: z.string(),
  configSha256: z.string().optional(),
  /** The manifests that the config names and that were there. */
  manifests: z.array(manifestRecordSchema).optional(),
  launch: z.string(),
  /** As the config says. */
  version: z.string().optional(),
  /** Around the config file; absent outside of one. */
  repository: repositorySchema.optional(),
  /** The digests of the images that checks built of it. */
  images: z.array(z.string()).optional(),
})

/** A required claim outside of the selection that no recent run measured. */
const staleClaimSchema = z.object({
  claim: z.string(),
  level: levelSchema,
  /** The end of the latest run in which it passed; absent if there is none. */
  lastPassedAt: z.iso.datetime().optional(),
})
export type StaleClaim = z.infer<typeof staleClaimSchema>

/** What `--fresh` found in earlier runs of the target. */
const freshnessSchema = z.object({
  maxAgeDays: z.number().positive(),
  stale: z.array(staleClaimSchema),
})

const machineSchema = z.object({
  platform: z.string(),
  cpus: z.int(),
  memoryMiB: z.int(),
  node: z.string(),
})

/** A shard that a run was merged from. */
const mergedShardSchema = z.object({
  /** Id of its run. */
  run: z.string(),
  /** Of its `run.json`. */
  sha256: z.string(),
  state: z.string(),
  machine: machineSchema,
  /** Ids of the claims that it had. */
  claims: z.array(z.string()).optional(),
})
export type MergedShard = z.infer<typeof mergedShardSchema>

/** How Preflight was called: by npm in its own folder, or as an installed program. */
export const callers = ['npm', 'npx'] as const
export type Caller = (typeof callers)[number]

export const runRecordSchema = z.object({
  schemaVersion: z.literal(recordVersion),
  id: z.string(),
  /** `concluded` is written last: anything else is an incomplete run. */
  state: z.enum(['running', 'interrupted', 'concluded']),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().optional(),
  preflight: z.object({ version: z.string(), commit: z.string() }),
  /** Of all claims of the guide as JSON: two runs with the same asked the same questions. */
  guideSha256: z.string().optional(),
  target: targetRecordSchema,
  engine: z.object({ name: z.string(), provenance: z.record(z.string(), z.string()) }),
  machine: machineSchema,
  options: z.object({
    only: z.array(z.string()),
    /** The levels that `--level` selects; absent if it was not given. */
    levels: z.array(z.string()).optional(),
    /** The guide whose claims were run, as it was named; absent if it makes all of them. */
    guide: z.string().optional(),
    quick: z.boolean(),
    strict: z.boolean(),
    allow: z.array(z.string()),
    /** What the target is deployed as, if `--environment` said so; waivers can depend on it. */
    environment: z.string().optional(),
    /** The day that waivers are judged at, UTC. */
    at: z.iso.date(),
    /** Where every random choice of the checks comes from. */
    seed: z.int().nonnegative().optional(),
    /** Absent from a whole run, and from one that was merged. */
    shard: shardSchema.optional(),
  }),
  /** From the folder that the commands below work in. Default: npm. */
  calledBy: z.enum(callers).optional(),
  /** The command that repeats this run. */
  replay: z.string(),
  /** Milliseconds from the start of the process to the first result of a check. */
  firstResultMs: z.number().optional(),
  claims: z.array(claimRecordSchema),
  waivers: z.array(waiverSchema),
  /** Documents beside the evidence: the guide, and where its items stand. */
  documents: z.array(attachmentSchema).optional(),
  freshness: freshnessSchema.optional(),
  /** The shards that this run was merged from, from the first. */
  shards: z.array(mergedShardSchema).optional(),
  /** What went wrong with the run as a whole: an interrupt, a suite that did not load. */
  troubles: z.array(troubleSchema),
})
export type RunRecord = z.infer<typeof runRecordSchema>
