/** Commands that a reader of a report can paste into a shell. */
import { calling } from '#gate/installation.mjs'
import type { RunRecord } from '#gate/verdict/record.ts'
import { byNpm, quote, replayCommand } from '#gate/verdict/replay-command.ts'

/** The command that repeats one claim of a run, on the same target with the same settings. */
export function replayClaim(run: RunRecord, claim: string): string {
  const target = { file: run.target.config }
  const { levels: _, shard: __, ...options } = run.options
  return replayCommand({
    ...options,
    calledBy: run.calledBy,
    root: '',
    target,
    engine: run.engine.name,
    only: [claim],
  })
}

/** The command that explains what a claim means and how it is checked. */
export function explainClaim({ calledBy }: RunRecord, claim: string): string {
  return calling('explain', [quote(claim)], byNpm(calledBy))
}
