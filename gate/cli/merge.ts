/** `preflight merge`: makes one run of the shards that `gate --shard` left. */
import { copyFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { runDigest } from '#gate/report/beside.ts'
import type { FormatName } from '#gate/report/index.ts'
import { writeReports } from '#gate/report/write.ts'
import { makeRunFolder } from '#gate/run/folder.ts'
import { mergeShards } from '#gate/verdict/merge.ts'
import type { RunRecord } from '#gate/verdict/record.ts'
import { type StoredShard, shardProblems } from '#gate/verdict/shards.ts'
import { readRun, unfinishedProblems, verifyRun, writeRun } from '#gate/verdict/stored-run.ts'
import { judge } from '#gate/verdict/verdict.ts'
import { signatureOf } from './keys.ts'
import { tellOutcome } from './outcome.ts'
import { writableFolder } from './preconditions.ts'

interface Given {
  report?: FormatName[]
  sign?: string
  valid?: number
  out: string
  json: boolean
}

/** @returns the exit code of the verdict of the whole run */
export async function merge(command: Command): Promise<number> {
  const { json, out, report: more = [], sign, valid } = command.opts<Given>()
  const signature = await signatureOf(sign, valid)
  await writableFolder('--out', out)
  const shards = command.args.map(readShard)
  const problems = shardProblems(shards)
  if (problems.length > 0) {
    throw new PreflightError(
      'PREFLIGHT_E_SHARDS',
      `these runs are not the shards of one: ${problems.join('; ')}`,
      { hint: 'run all shards of one commit with the same options, and name each of them once' },
    )
  }
  const commit = shards[0]?.run.preflight.commit ?? 'unknown'
  const folder = await makeRunFolder(resolve(out), new Date(), commit)
  const run = mergeShards(shards, folder.split('/').at(-1) ?? folder)
  for (const shard of shards) copyFiles(shard, folder)
  const judgement = judge(run)
  writeRun(folder, run)
  await writeReports(folder, run, judgement, { more, signature })
  return await tellOutcome({ run, judgement, folder }, json)
}

/**
 * A shard whose evidence is as it was recorded; of one that was killed there is only the beginning.
 * @throws PREFLIGHT_E_RUN if it cannot be read, or was changed
 */
function readShard(folder: string): StoredShard {
  const run = readRun(folder)
  const early = unfinishedProblems(run)
  const problems = run.state === 'running' ? [] : verifyRun(folder).problems
  const changed = problems.filter((problem) => !early.includes(problem))
  if (changed.length === 0) return { folder, run, sha256: runDigest(folder) }
  throw new PreflightError('PREFLIGHT_E_RUN', `${folder}: ${changed.join('; ')}`, {
    hint: 'a run that was changed cannot be merged: see preflight verify',
  })
}

/** The evidence and the documents that the record of a shard names. */
function filesOf({ claims, documents = [], state }: RunRecord): string[] {
  if (state === 'running') return []
  const evidence = claims.flatMap(({ checks }) => checks.flatMap((check) => check.evidence ?? []))
  const attached = evidence.flatMap(({ attachments = [] }) => attachments)
  return [...evidence, ...attached, ...documents].map(({ file }) => file)
}

function copyFiles({ folder, run }: StoredShard, into: string): void {
  for (const file of filesOf(run)) {
    try {
      copyFileSync(join(folder, file), join(into, file))
    } catch (cause) {
      const message = `cannot copy ${file} into ${into}: ${messageOf(cause)}`
      throw new PreflightError('PREFLIGHT_E_STORAGE', message, {
        cause,
        hint: 'free some space, or choose another folder with --out',
      })
    }
  }
}
