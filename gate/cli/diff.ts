/** `preflight diff`: what became worse between two stored runs. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Command } from 'commander'
import { PreflightError } from '#gate/errors.ts'
import { type Difference, renderDiff, renderDiffJson, worseCount } from '#gate/report/diff.ts'
import { changesBetween, incomparable } from '#gate/verdict/diff.ts'
import { type Figure, figuresIn, movedFigures } from '#gate/verdict/figures.ts'
import type { PastRun } from '#gate/verdict/history.ts'
import { readRun, verifyRun } from '#gate/verdict/stored-run.ts'
import { readRuns } from '#gate/verdict/stored-runs.ts'

/** More earlier runs would only cost time: so many show the noise of a figure. */
const maxEarlier = 10

/** @returns 1 if anything is worse, else 0 */
export async function diff(command: Command): Promise<number> {
  const [earlier = '', later = ''] = command.args
  const [before, after] = [soundRun(earlier), soundRun(later)]
  const reasons = incomparable(before.run, after.run)
  if (reasons.length > 0) {
    throw new PreflightError(
      'PREFLIGHT_E_INCOMPARABLE',
      `the runs cannot be compared: ${reasons.join('; ')}`,
      { hint: 'repeat one of them as the other was run: its folder has the command in run.json' },
    )
  }
  const difference: Difference = {
    before: before.run.id,
    after: after.run.id,
    changes: changesBetween(before, after),
    ...figuresOf(earlier, later, before, after),
  }
  const { json } = command.opts<{ json: boolean }>()
  process.stdout.write(json ? renderDiffJson(difference) : renderDiff(difference))
  return worseCount(difference) > 0 ? 1 : 0
}

/**
 * A run whose evidence is as it was recorded.
 * @throws PREFLIGHT_E_RUN if it was changed
 */
function soundRun(folder: string): PastRun {
  const run = readRun(folder)
  const { judgement, problems } = verifyRun(folder)
  // That it did not finish makes it incomparable, which says more.
  const changed = run.state === 'concluded' ? problems : []
  if (changed.length === 0) return { run, judgement }
  throw new PreflightError('PREFLIGHT_E_RUN', `${folder}: ${changed.join('; ')}`, {
    hint: 'a run that was changed cannot be compared: see preflight verify',
  })
}

function figuresOf(earlier: string, later: string, before: PastRun, after: PastRun) {
  const [one, other] = [before.run.machine, after.run.machine]
  if (one.cpus !== other.cpus || one.platform !== other.platform) {
    return { moved: [], figuresLeftOut: 'the runs were on different machines' }
  }
  const passed = new Set(passedIn(before).filter((claim) => passedIn(after).includes(claim)))
  const figures = (folder: string, past: PastRun) => figuresOfRun(folder, past, passed)
  const pastFigures = comparableBefore(earlier, before, after).map(([folder, past]) =>
    figures(folder, past),
  )
  return { moved: movedFigures(figures(earlier, before), figures(later, after), pastFigures) }
}

function passedIn({ judgement }: PastRun): string[] {
  return judgement.claims
    .filter(({ outcome }) => outcome.verdict === 'pass')
    .map(({ record }) => record.id)
}

/** Runs beside the earlier one that can be compared with it and began before the later one. */
function comparableBefore(folder: string, before: PastRun, after: PastRun): [string, PastRun][] {
  const parent = dirname(resolve(folder))
  return readRuns(parent)
    .runs.filter(
      ({ run }) =>
        run.startedAt < after.run.startedAt &&
        run.state === 'concluded' &&
        run.machine.cpus === before.run.machine.cpus &&
        run.machine.platform === before.run.machine.platform &&
        incomparable(before.run, run).length === 0,
    )
    .slice(-maxEarlier)
    .map((past): [string, PastRun] => [join(parent, past.run.id), past])
    .filter(([path]) => existsSync(path))
}

function figuresOfRun(
  folder: string,
  { judgement }: PastRun,
  claims: ReadonlySet<string>,
): Figure[] {
  return judgement.claims.flatMap(({ record }) => {
    if (!claims.has(record.id)) return []
    const files = record.checks.flatMap(({ evidence }) => evidence?.file ?? [])
    const lines = files.flatMap((file) => {
      const path = join(folder, file)
      return existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []
    })
    return figuresIn(record.id, lines)
  })
}
