/** `preflight gate`: from the command line to a verdict and an exit code. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '#gate/errors.ts'
import { type Interrupt, runGate } from '#gate/run/run-gate.ts'
import { selectClaims } from '#gate/run/selection.ts'
import { loadTarget } from '#gate/system/load-target.ts'
import type { Caller, Waiver } from '#gate/verdict/record.ts'
import { exitCodes } from '#gate/verdict/verdict.ts'
import { parseWaivers } from '#gate/verdict/waivers.ts'
import { usage } from './command-line.ts'
import { parseGateArguments } from './gate-arguments.ts'
import { onInterrupt } from './interrupt.ts'
import { createProgress } from './progress.ts'
import { preflightVersion, projectRoot } from './project.ts'
import { wiring } from './wiring.ts'

async function readWaivers(file: string | undefined): Promise<Waiver[]> {
  if (file === undefined) return []
  const text = await readFile(file, 'utf8').catch((error) => {
    throw usage(`--waivers: cannot read ${file}: ${messageOf(error)}`)
  })
  return parseWaivers(text, file)
}

/** Where the replay lines are printed: npm runs scripts in our folder, and a program anywhere. */
function callerOf(folder: string): { calledBy: Caller; printedIn: string } {
  return { calledBy: folder === projectRoot ? 'npm' : 'npx', printedIn: folder }
}

/** Runs the gate. @returns the exit code: 0 GO, 1 NO-GO, 2 INCONCLUSIVE */
export async function gate(args: readonly string[]): Promise<number> {
  const options = parseGateArguments(args)
  const claims = selectClaims(options.only)
  const waivers = await readWaivers(options.waivers)
  const target = await loadTarget(options.target)
  const interrupt: Interrupt = { requested: false }
  const stopListening = onInterrupt(() => {
    interrupt.requested = true
    interrupt.onRequest?.()
  }, exitCodes.INCONCLUSIVE)
  const progress = createProgress(process.stderr, process.stderr.isTTY && !process.env.CI)
  const finished = await runGate({
    ...options,
    ...wiring,
    root: projectRoot,
    ...callerOf(process.cwd()),
    target,
    claims,
    waivers,
    progress,
    interrupt,
    waiversFile: options.waivers,
    version: preflightVersion(),
  }).finally(stopListening)
  const { run, judgement, folder } = finished
  const { renderJson } = await import('#gate/report/json.ts')
  const { renderTerminal } = await import('#gate/report/terminal.ts')
  if (options.json) process.stdout.write(renderJson(run, judgement))
  const summary = options.json ? process.stderr : process.stdout
  const colour = summary.isTTY && !process.env.NO_COLOR
  summary.write(`report ${join(folder, 'report.html')}\n\n`)
  summary.write(renderTerminal(run, judgement, { colour, columns: summary.columns ?? 100 }))
  return exitCodes[judgement.verdict]
}
