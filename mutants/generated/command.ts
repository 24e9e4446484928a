/**
 * `preflight mutants --generated N --seed S`: a measure of the checks that nobody can tune to. The
 * mutants are made by general operators and chosen by the seed.
 */
import { usage } from '#gate/cli/command-line.ts'
import { writableFolder } from '#gate/cli/preconditions.ts'
import { projectRoot } from '#gate/cli/project.ts'
import { PreflightError } from '#gate/errors.ts'
import { nameMatcher } from '#gate/name-pattern.ts'
import { declaredChecks } from '#gate/run/declared-checks.ts'
import { currentCommit } from '#gate/run/folder.ts'
import { openLaboratory } from '../laboratory.ts'
import type { GeneratedArguments } from '../options.ts'
import { type Chosen, choose } from './choose.ts'
import { sectionOf } from './concerns.ts'
import { equivalents } from './equivalents.ts'
import { Ledger } from './ledger.ts'
import {
  type GeneratedReport,
  isExcused,
  renderChange,
  renderGenerated,
  renderGeneratedJson,
  renderGeneratedText,
  scoreOf,
} from './report.ts'
import { type GeneratedRun, runChosen } from './run.ts'
import { readStrata } from './strata.ts'

/** The mutants of a seed, or those of them that `--only` names by id or section. */
async function chosenBy({ count, seed, only }: GeneratedArguments): Promise<Chosen[]> {
  const all = choose(await readStrata(projectRoot), count, seed)
  const names = ({ id, concern }: Chosen) => [id, sectionOf(concern) as string]
  const means = (word: string, one: Chosen) => names(one).some(nameMatcher(word))
  for (const word of only) {
    if (all.some((one) => means(word, one))) continue
    throw usage(`--only: seed ${seed} chooses no mutant or section "${word}"`, 'see: --list')
  }
  return only.length === 0 ? all : all.filter((one) => only.some((word) => means(word, one)))
}

function renderList(all: readonly Chosen[], json: boolean): string {
  if (!json) return all.map(renderChange).join('')
  const plain = all.map(({ concern, start: _, end: __, put: ___, ...one }) => {
    return { ...one, section: sectionOf(concern) }
  })
  return `${JSON.stringify(plain, null, 2)}\n`
}

/** What is known of a mutant without running it. */
function known(chosen: Chosen, ledger: Ledger): GeneratedReport | undefined {
  const equivalent = equivalents.find(({ id }) => id === chosen.id)
  if (equivalent) {
    const { reason } = equivalent
    return { chosen, result: 'equivalent', failed: [], unmeasured: [], reason, seconds: 0 }
  }
  const stored = ledger.result(chosen.id)
  return stored && reportOf(chosen, stored)
}

function reportOf(chosen: Chosen, stored: NonNullable<ReturnType<Ledger['result']>>) {
  const { result, failed, unmeasured, reason, seconds, commit, engine } = stored
  const why = reason === undefined ? {} : { reason }
  return { chosen, result, failed, unmeasured, ...why, seconds, at: { commit, engine } }
}

async function runAll(run: GeneratedRun, all: readonly Chosen[]): Promise<GeneratedReport[]> {
  const reports: GeneratedReport[] = []
  for (const [index, chosen] of all.entries()) {
    const before = known(chosen, run.ledger)
    const stored = before ? undefined : await runChosen(run, chosen)
    if (run.laboratory.interrupts.requested) {
      const hint = 'the same command goes on where this one stopped'
      throw new PreflightError('PREFLIGHT_E_INTERRUPTED', 'the mutants were interrupted', { hint })
    }
    const report = before ?? (stored && reportOf(chosen, stored))
    if (!report) continue
    reports.push(report)
    process.stderr.write(`${index + 1}/${all.length}  ${renderGenerated(report)}`)
  }
  return reports
}

/**
 * Runs or lists the mutants of a seed.
 * @returns 0 where none survived and none could not be run, else 1
 * @throws PreflightError PREFLIGHT_E_USAGE, PREFLIGHT_E_INTERRUPTED
 */
export async function runGenerated(options: GeneratedArguments): Promise<number> {
  const { seed, json } = options
  const all = await chosenBy(options)
  if (options.list) {
    process.stdout.write(renderList(all, json))
    return 0
  }
  if (options.report !== undefined) await writableFolder('--report', options.report)
  const laboratory = await openLaboratory(options.engine)
  try {
    const key = { seed, commit: currentCommit(projectRoot), engine: laboratory.session.engine.name }
    const checked = await declaredChecks(projectRoot)
    const ledger = new Ledger(options.ledger, key)
    const reports = await runAll({ laboratory, ledger, checked, deployments: 0 }, all)
    if (options.report !== undefined) {
      const { generatedResults, readerOf, writeKillReport } = await import(
        '../kill-report/write.ts'
      )
      const read = readerOf(projectRoot)
      writeKillReport(options.report, generatedResults(reports, key, read), checked, read)
    }
    process.stdout.write(
      json ? renderGeneratedJson(key, reports) : renderGeneratedText(key, reports),
    )
    const total = scoreOf(reports)
    return total.survived + total.errors === 0 && !isExcused(total) ? 0 : 1
  } finally {
    await laboratory.close()
  }
}
