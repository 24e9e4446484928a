/** `preflight history`: what stored runs say of each claim over time. */
import type { Command } from 'commander'
import { PreflightError } from '#gate/errors.ts'
import { renderHistory, renderHistoryJson } from '#gate/report/history.ts'
import { historyOf } from '#gate/verdict/history.ts'
import { readRuns, readSightings } from '#gate/verdict/stored-runs.ts'
import { exitCodes } from '#gate/verdict/verdict.ts'
import { claims } from '#guide/index.ts'
import { usage } from './command-line.ts'

/** From when on a pass is old, if nobody says. */
const defaultMaxAgeDays = 30

interface Given {
  name?: string
  fresh?: number
  json: boolean
}

/** @returns 2 if `--fresh` was given and a must is stale, else 0 */
export async function history(command: Command): Promise<number> {
  const [folder = 'runs'] = command.args
  const { fresh, json, name } = command.opts<Given>()
  const { runs, unreadable } = readRuns(folder)
  const target = name ?? latestTarget(runs.map(({ run }) => run))
  if (target === undefined) {
    throw new PreflightError('PREFLIGHT_E_RUN', `${folder}: no run is stored here`, {
      hint: 'give the folder that holds the runs, such as runs',
    })
  }
  const own = runs.filter(({ run }) => run.target.name === target)
  if (own.length === 0) {
    const names = [...new Set(runs.map(({ run }) => run.target.name))]
    throw usage(`--name: no run is of "${target}"`, `there are runs of ${names.join(', ')}`)
  }
  const maxAgeDays = fresh ?? defaultMaxAgeDays
  const options = { maxAgeDays, nowMs: Date.now() }
  const histories = historyOf(claims, own, readSightings(folder), options)
  const report = { target, runs: own.length, maxAgeDays, unreadable, claims: histories }
  process.stdout.write(json ? renderHistoryJson(report) : renderHistory(report))
  const isOpen = histories.some(({ isStale, level }) => isStale && level === 'must')
  return fresh !== undefined && isOpen ? exitCodes.INCONCLUSIVE : exitCodes.GO
}

/** The target of the run that began last. */
function latestTarget(runs: readonly { startedAt: string; target: { name: string } }[]) {
  return runs.toSorted((one, other) => (one.startedAt < other.startedAt ? -1 : 1)).at(-1)?.target
    .name
}
