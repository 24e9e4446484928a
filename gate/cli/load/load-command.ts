/**
 * `preflight load`: puts the load of the tuning table on a target and judges it as the gate does.
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { basename, join, resolve } from 'node:path'
import type { Command } from 'commander'
import { PreflightError } from '#gate/errors.ts'
import { freePort } from '#gate/host/process/ports.ts'
import { figuresOf, judgeRow, type RowLimits } from '#gate/kit/traffic/judge-row.ts'
import { runDistributed } from '#gate/kit/traffic/k6/distributed.ts'
import type { LoadResult } from '#gate/kit/traffic/k6/load-result.ts'
import { testRunManifest } from '#gate/kit/traffic/k6/operator.ts'
import type { Beside, LoadRequest, LoadShape, LoadWorld } from '#gate/kit/traffic/k6/request.ts'
import { runK6 } from '#gate/kit/traffic/k6/run-k6.ts'
import { makeLoadWorld } from '#gate/kit/traffic/load-world.ts'
import { countPoolOwners, deployRow } from '#gate/kit/traffic/row-deployment.ts'
import { engineName } from '#gate/stack/select.ts'
import {
  type AttachedUrl,
  attachedTo,
  type LoadedTarget,
  loadTarget,
} from '#gate/system/load-target.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { writeWhole } from '#gate/verdict/stored-run.ts'
import { claims } from '#guide/index.ts'
import type { TuningRow } from '#guide/tuning-table.ts'
import { permittedUrl } from '../permitted-url.ts'
import { refuseMissingLaunch, refuseMissingPrograms, writableFolder } from '../preconditions.ts'
import { needsOf } from '../setup/needs.ts'
import { type TargetSession, withTargetSession } from '../target-session.ts'
import { type LoadArguments, loadArguments } from './load-arguments.ts'
import { createLoadProgress, type LoadProgressView } from './load-progress.ts'
import {
  exitCodeOf,
  type LoadedRow,
  type LoadOutcome,
  renderLoad,
  renderLoadJson,
} from './load-report.ts'

/** Ten seconds show a defect of every request; a minute shows rarer ones. */
const rowSeconds = { quick: 10, full: 60 }

/** A placeholder that the user of the manifest replaces: the cluster is unknown here. */
const clusterUrl = 'http://target.default.svc.cluster.local'

/** A target that serves a row, with the limits that it has to keep. */
interface Serving extends RowLimits {
  running: RunningTarget
  world: LoadWorld
  /** Absent for an attached target, whose processes are unknown. */
  beside?: Beside
  close(): Promise<void>
}

interface LoadRun {
  options: LoadArguments
  loaded: LoadedTarget
  address: AttachedUrl | undefined
  targetSession: TargetSession
  progress: LoadProgressView
  /** Processes of the target with a pool, counted before the first row. */
  processes?: number
}

/** The administrator of an attached target, from the variables that the load scripts read too. */
function adminOfEnvironment() {
  const { TARGET_ADMIN_NAME, TARGET_ADMIN_EMAIL, TARGET_ADMIN_PASSWORD } = process.env
  if (TARGET_ADMIN_PASSWORD === undefined) return undefined
  const email = TARGET_ADMIN_EMAIL ?? ''
  return { name: TARGET_ADMIN_NAME ?? email, email, password: TARGET_ADMIN_PASSWORD }
}

function withoutAdmin(file: string): PreflightError {
  const message = `${file}: admin: an attached target needs an account to log in with`
  return new PreflightError('PREFLIGHT_E_CONFIG', message, {
    hint: 'set TARGET_ADMIN_EMAIL and TARGET_ADMIN_PASSWORD, or add admin to the config',
  })
}

/** The target that `--url` or the config attaches to, once its address is checked. */
async function attach(loaded: LoadedTarget, url: string | undefined) {
  const { launch, allowHosts } = loaded.config
  const text = url ?? (launch.kind === 'attached' ? launch.url : undefined)
  if (text === undefined) return { loaded, address: undefined }
  const address = await permittedUrl(url === undefined ? 'launch.url' : '--url', text, allowHosts)
  const admin = adminOfEnvironment() ?? loaded.config.admin
  if (!admin) throw withoutAdmin(loaded.file)
  const known = { ...loaded, config: { ...loaded.config, admin } }
  return { loaded: attachedTo(known, address), address }
}

async function serve(run: LoadRun, row: TuningRow): Promise<Serving> {
  const { objectives, launch } = run.loaded.config
  const { target, stack } = run.targetSession
  if (launch.kind === 'attached') {
    const running = await target.running()
    const world = await makeLoadWorld(target, running)
    return { running, world, objectives, close: async () => {} }
  }
  run.processes ??= await countPoolOwners(target, stack)
  return { ...(await deployRow(target, stack, row, { processes: run.processes })), objectives }
}

function requestFor(run: LoadRun, row: TuningRow, serving: Serving): LoadRequest {
  const { options, loaded, targetSession, progress } = run
  const { labels, signal } = targetSession
  const { running, world, beside } = serving
  const { session } = world
  const { load: { scripts } = {}, proxyHeaders } = loaded.config
  // The scripts read the config file, which does not have the host of `--url`.
  const host: Record<string, string> = proxyHeaders?.host ? { host: proxyHeaders.host } : {}
  const seconds = options.quick ? rowSeconds.quick : rowSeconds.full
  const what = `${row.name}: ${row.testRatePerSecond}/s for ${seconds} s`
  progress.update(what)
  return {
    script: row.name,
    ...(scripts === undefined ? {} : { scriptsDir: resolve(loaded.folder, scripts) }),
    target: {
      url: running.url,
      configFile: loaded.file,
      world: { ...world, session: { ...session, headers: { ...host, ...session.headers } } },
    },
    shape: { seconds },
    labels,
    signal,
    onProgress: (current) => progress.update(what, current),
    ...(beside ? { beside } : {}),
  }
}

/** A page of its own for each row; its address is said before the load begins. */
async function dashboardFor({ options, progress, targetSession }: LoadRun, row: TuningRow) {
  if (!options.dashboard) return {}
  const port = await freePort()
  progress.note(`${row.name}: http://127.0.0.1:${port} shows the load while it runs`)
  return { dashboard: { port, file: dashboardFile(targetSession, row) } }
}

function dashboardFile({ k6Folder }: TargetSession, { name }: TuningRow): string {
  return join(k6Folder, `${name}.dashboard.html`)
}

/** Keeps the result and k6's own summary. @returns the names of the files */
async function keep(
  { targetSession }: LoadRun,
  row: TuningRow,
  result: LoadResult,
): Promise<string[]> {
  const file = (end: string) => join(targetSession.k6Folder, `${row.name}.${end}`)
  const { redactor } = targetSession
  writeWhole(file('result.json'), `${JSON.stringify(redactor.clean(result), null, 2)}\n`)
  const files = [file('result.json')]
  if (result.summaryFile !== undefined) {
    const summary = await readFile(result.summaryFile, 'utf8')
    writeWhole(file('summary.json'), redactor.redact(summary))
    files.push(file('summary.json'))
  }
  const dashboard = dashboardFile(targetSession, row)
  if (existsSync(dashboard)) {
    writeWhole(dashboard, redactor.redact(await readFile(dashboard, 'utf8')))
    files.push(dashboard)
  }
  return files.map((path) => basename(path))
}

/**
 * Writes the manifest that runs the same row on a cluster; before the run, so that it exists even
 * if the run fails.
 */
function writeManifest(
  { options, targetSession }: LoadRun,
  row: TuningRow,
  shape: LoadShape,
): string[] {
  if (!options.distributed) return []
  const file = `${row.name}.testrun.yaml`
  const manifest = testRunManifest({
    script: row.name,
    parallelism: options.processes,
    shape,
    url: clusterUrl,
  })
  writeWhole(join(targetSession.k6Folder, file), manifest)
  return [file]
}

async function loadRow(run: LoadRun, row: TuningRow): Promise<LoadedRow> {
  const { options, progress } = run
  progress.update(`${row.name}: starting`)
  const serving = await serve(run, row)
  try {
    const request = { ...requestFor(run, row, serving), ...(await dashboardFor(run, row)) }
    const manifests = writeManifest(run, row, request.shape ?? {})
    const result = options.distributed
      ? await runDistributed(options.processes, request)
      : await runK6(request)
    const { verdict, reasons } = judgeRow(result, serving)
    progress.note(`${row.name}: ${verdict}`)
    return {
      row: row.name,
      seconds: request.shape?.seconds ?? 0,
      processes: options.processes,
      ...figuresOf(result),
      verdict,
      reasons,
      files: [...manifests, ...(await keep(run, row, result))],
    }
  } finally {
    await serving.close()
  }
}

async function loadRows(run: LoadRun): Promise<LoadOutcome> {
  const { options, loaded, address, targetSession } = run
  const rows: LoadedRow[] = []
  for (const row of options.rows) rows.push(await loadRow(run, row))
  return {
    target: loaded.config.name,
    ...(address ? { attachedTo: address.url } : {}),
    rows,
    cpus: availableParallelism(),
    folder: targetSession.k6Folder,
  }
}

/** What cannot work is refused before anything is started. */
async function refuseImpossible(loaded: LoadedTarget, { rows, engine, out }: LoadArguments) {
  const names = rows.map(({ name }) => `load.${name}`)
  const wanted = claims.filter(({ id }) => names.includes(id))
  refuseMissingLaunch(loaded)
  refuseMissingPrograms(needsOf(wanted, await engineName(engine)))
  await writableFolder('--out', out)
}

/**
 * Runs the rows one after another and judges each.
 * @returns 0 if all pass, 1 if one fails, 2 if one could not be judged or the run was interrupted
 * @throws PreflightError PREFLIGHT_E_USAGE, PREFLIGHT_E_CONFIG
 */
export async function load(command: Command): Promise<number> {
  const options = loadArguments(command)
  const { loaded, address } = await attach(await loadTarget(options.target), options.url)
  const { engine, quick, out } = options
  await refuseImpossible(loaded, options)
  return await withTargetSession({ target: loaded, engine, quick, out }, async (targetSession) => {
    const progress = createLoadProgress(process.stderr)
    try {
      const rows = await loadRows({ options, loaded, address, targetSession, progress })
      const outcome = targetSession.redactor.clean(rows)
      progress.close()
      const json = renderLoadJson(outcome)
      writeWhole(join(targetSession.k6Folder, 'load.json'), json)
      process.stdout.write(options.json ? json : renderLoad(outcome))
      return exitCodeOf(outcome)
    } finally {
      progress.close()
    }
  })
}
