/** `preflight tune`: measures which pool size a backend needs. */
import { availableParallelism } from 'node:os'
import { join, relative } from 'node:path'
import type { Command } from 'commander'
import { atLeast } from '#gate/contract/minimums.ts'
import { PreflightError } from '#gate/errors.ts'
import { renderPlot } from '#gate/report/plot/svg.ts'
import { engineName } from '#gate/stack/select.ts'
import { type LoadedTarget, loadTarget } from '#gate/system/load-target.ts'
import { K6TargetFactory } from '#gate/tune/k6-target.ts'
import type { Measured, Objectives } from '#gate/tune/measured.ts'
import { guideRowFor, recommend } from '#gate/tune/recommend.ts'
import { measure } from '#gate/tune/sweep.ts'
import { tunePlot } from '#gate/tune/sweep-plot.ts'
import { writeWhole } from '#gate/verdict/stored-run.ts'
import { claims } from '#guide/index.ts'
import { createLoadProgress } from '../load/load-progress.ts'
import { refuseMissingLaunch, refuseMissingPrograms, writableFolder } from '../preconditions.ts'
import { needsOf } from '../setup/needs.ts'
import { type TargetSession, withTargetSession } from '../target-session.ts'
import { type TuneArguments, tuneArguments } from './tune-arguments.ts'
import { exitCodeOf, renderTuning, renderTuningJson, type Tuning } from './tune-report.ts'

/**
 * 90 s and 6 min at most in all: a run that starts just before the end of the budget overruns it.
 */
const durations = {
  quick: { runSeconds: 4, holdSeconds: 1, budgetMs: 70_000, kneeFactors: [2, 4, 8, 16] },
  full: {
    runSeconds: 12,
    holdSeconds: 3,
    budgetMs: 300_000,
    kneeFactors: [1.5, 2, 3, 4, 6, 8, 12, 16],
  },
}
/** At most so many connections when there are to be plenty: the test server allows no more. */
const maxAmple = 60

function lacking(file: string, what: string): PreflightError {
  return new PreflightError('PREFLIGHT_E_CONFIG', `${file}: tune needs ${what}`, {
    hint: 'preflight.config.ts at the root of Preflight is a complete example',
  })
}

/**
 * The parts of the config that tuning needs.
 * @throws PreflightError PREFLIGHT_E_CONFIG naming the key
 */
function objectivesOf({ config, file }: LoadedTarget): Objectives {
  const { launch, objectives, settings, backing, operations } = config
  if (launch.kind === 'attached') {
    throw lacking(
      file,
      'launch: command(…), image(…) or compose(…), to start the target with several pool sizes',
    )
  }
  if (!settings?.poolSize) throw lacking(file, 'settings.poolSize, the variable of the pool size')
  if (!backing?.postgres) throw lacking(file, 'backing.postgres, the variable of the database')
  if (!operations?.readRecord || !operations.createRecord) {
    throw lacking(file, 'operations.createRecord and operations.readRecord, to send requests')
  }
  if (!objectives) throw lacking(file, 'objectives: { p95Ms, p99Ms }, to judge a pool')
  return objectives
}

/** The pool whose runs are drawn: the recommended one, else the largest. */
function drawnPool({ recommendation }: Pick<Tuning, 'recommendation'>, ample: number): number {
  return recommendation.kind === 'sized' ? recommendation.pool : ample
}

async function conclude(
  { folder }: TargetSession,
  { demand, quick }: TuneArguments,
  found: { target: string; measured: Measured; amplePool: number; poolOwners: number },
): Promise<Tuning> {
  const { measured, amplePool, poolOwners } = found
  const recommendation = recommend(measured, { ...demand, workers: demand.workers * poolOwners })
  const plotFile = join(folder, 'tune.svg')
  const svg = await renderPlot(
    tunePlot({
      name: found.target,
      measured,
      amplePool,
      pool: drawnPool({ recommendation }, amplePool),
      ratePerProcess: recommendation.ratePerProcess,
      runSeconds: (quick ? durations.quick : durations.full).runSeconds,
    }),
  )
  const plot = relative(process.cwd(), plotFile)
  const tuning = { ...found, recommendation, cpus: availableParallelism(), folder, plot }
  writeWhole(plotFile, svg)
  writeWhole(join(folder, 'tune.json'), renderTuningJson(tuning))
  return tuning
}

async function tuneOn(
  targetSession: TargetSession,
  options: TuneArguments,
  loaded: LoadedTarget,
): Promise<number> {
  const objectives = objectivesOf(loaded)
  const { demand, quick } = options
  const { target, stack, labels, signal } = targetSession
  const progress = createLoadProgress(process.stderr)
  const row = guideRowFor(demand.ratePerSecond)
  const amplePool = Math.min(maxAmple, row.poolSize + row.maxOverflow)
  const onProgress = progress.update
  const factory = new K6TargetFactory({
    target,
    stack,
    labels,
    signal,
    onProgress,
    configFile: loaded.file,
  })
  try {
    const measured = await measure(factory, {
      minPool: atLeast(target.config, 'poolSize', 1),
      demand,
      objectives,
      amplePool,
      ...(quick ? durations.quick : durations.full),
      onRun: (run) =>
        progress.note(
          `${run.ratePerSecond}/s on a pool of ${run.pool}: p95 ${run.p95Ms.toFixed(1)} ms`,
        ),
    })
    const { poolOwners } = factory
    const name = loaded.config.name
    const tuning = await conclude(targetSession, options, {
      target: name,
      measured,
      amplePool,
      poolOwners,
    })
    progress.close()
    process.stdout.write(options.json ? renderTuningJson(tuning) : renderTuning(tuning))
    return exitCodeOf(tuning)
  } finally {
    progress.close()
  }
}

/**
 * Measures and recommends.
 * @returns 0 if a pool is recommended, 1 if no pool is enough, 2 if nothing can be recommended
 * @throws PreflightError PREFLIGHT_E_USAGE, PREFLIGHT_E_CONFIG
 */
export async function tune(command: Command): Promise<number> {
  const options = tuneArguments(command)
  const loaded = await loadTarget(options.target)
  objectivesOf(loaded)
  const { engine, quick, out } = options
  refuseMissingLaunch(loaded)
  // It sends what the smallest row sends.
  const [row] = claims.filter(({ id }) => id === 'load.light')
  refuseMissingPrograms(needsOf(row ? [row] : [], await engineName(engine)))
  await writableFolder('--out', out)
  return await withTargetSession({ target: loaded, engine, quick, out }, (targetSession) =>
    tuneOn(targetSession, options, loaded),
  )
}
