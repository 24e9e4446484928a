/** `preflight gate`: from the command line to a verdict and an exit code. */
import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { canRedraw, hasColour } from '#gate/colour.ts'
import { messageOf } from '#gate/errors.ts'
import { isCheckout } from '#gate/installation.mjs'
import { currentCommit } from '#gate/run/folder.ts'
import { judgedTarget } from '#gate/run/judged.ts'
import { findOwnChecks } from '#gate/run/own/own-checks.ts'
import { type Interrupt, runGate } from '#gate/run/run-gate.ts'
import { freshSeed } from '#gate/run/seed.ts'
import { selectClaims } from '#gate/run/selection.ts'
import { loadTarget } from '#gate/system/load-target.ts'
import type { Caller, Waiver } from '#gate/verdict/record.ts'
import { exitCodes } from '#gate/verdict/verdict.ts'
import { parseWaivers } from '#gate/verdict/waiver-file.ts'
import type { AnyClaim } from '#guide/claim.ts'
import type { ClaimId } from '#guide/index.ts'
import { usage } from './command-line.ts'
import { disturbedAt } from './disturbed-at.ts'
import { foresight } from './foresight.ts'
import { freshnessOf } from './freshness.ts'
import { type GateArguments, gateArguments } from './gate-arguments.ts'
import { type Guided, guidedBy } from './guide/guided.ts'
import { onInterrupt } from './interrupt.ts'
import { lastSeconds } from './last-seconds.ts'
import { tellOutcome } from './outcome.ts'
import { refuseMissing, writableFolder } from './preconditions.ts'
import { createProgress } from './progress.ts'
import { preflightVersion, projectRoot } from './project.ts'
import { partOf, seedOfShards } from './shard.ts'
import { reportsWriter, wiring } from './wiring.ts'

async function readWaivers(
  file: string | undefined,
  own: readonly { id: string }[],
): Promise<Waiver[]> {
  if (file === undefined) return []
  const text = await readFile(file, 'utf8').catch((error) => {
    throw usage(`--waivers: cannot read ${file}: ${messageOf(error)}`)
  })
  return parseWaivers(
    text,
    file,
    own.map(({ id }) => id),
  )
}

/** Where the replay lines are printed: npm runs scripts in our folder, and a program anywhere. */
function callerOf(folder: string): { calledBy: Caller; printedIn: string } {
  return { calledBy: isCheckout && folder === projectRoot ? 'npm' : 'npx', printedIn: folder }
}

/** The claims of a guide among those that are selected; all of them without a guide. */
function madeBy(guided: Guided | undefined, selected: AnyClaim[]): AnyClaim[] {
  if (!guided) return selected
  // What a team has added is its own, whatever the guide says.
  const made = selected.filter(
    ({ id, ownFile }) => ownFile !== undefined || guided.claims.has(id as ClaimId),
  )
  if (made.length > 0) return made
  throw usage(
    `--guide: ${guided.file} makes none of the claims that --only and --level select`,
    `see: preflight guide ${guided.file}`,
  )
}

/** All that a run needs to know; what cannot work is refused before anything is started. */
async function prepare(options: GateArguments) {
  const guided = options.guide === undefined ? undefined : await guidedBy(options.guide)
  const target = await loadTarget(options.target)
  const ownChecks = await findOwnChecks(target.folder, target.own)
  const selected = selectClaims(options.only, options.levels, target.own)
  const wanted = madeBy(guided, selected)
  const { claims, shard } = await partOf(wanted, target, options)
  const waivers = await readWaivers(options.waivers, target.own)
  const signature = await signatureWanted(options)
  const attachedTo = await disturbedAt(target, claims, options.allow)
  await refuseMissing(target, claims, options)
  await writableFolder('--out', options.out)
  process.stderr.write(`${guided?.summary ?? ''}${foresight(target, claims, options)}`)
  const freshness = freshnessOf(target, wanted, options)
  const commonSeed = () => seedOfShards(judgedTarget(target), currentCommit(projectRoot))
  return {
    claims,
    shard,
    seed: options.seed ?? (shard ? commonSeed() : freshSeed()),
    ownChecks,
    waivers,
    target,
    ...(attachedTo ? { attachedTo } : {}),
    ...(guided ? { documents: guided.documents } : {}),
    guide: guided && { file: guided.file, narrows: wanted.length < selected.length },
    ...(freshness ? { freshness } : {}),
    writeReports: reportsWriter({ more: options.reports, signature }),
  }
}

/** The code for signatures is loaded only for who signs. */
async function signatureWanted({ sign, validDays }: GateArguments) {
  if (sign === undefined && validDays === undefined) return undefined
  const { signatureOf } = await import('./keys.ts')
  return await signatureOf(sign, validDays)
}

/** Runs the gate. @returns the exit code: 0 GO, 1 NO-GO, 2 INCONCLUSIVE */
export async function gate(command: Command): Promise<number> {
  const options = gateArguments(command)
  const prepared = await prepare(options)
  const progress = createProgress(process.stderr, {
    live: canRedraw(process.stderr),
    colour: hasColour(process.stderr),
    lastSeconds: lastSeconds(options.out, prepared.target.config.name, options.quick),
  })
  const interrupt: Interrupt = { requested: false }
  // To the end of the process: a report that is half written helps nobody.
  onInterrupt((words) => {
    interrupt.requested = true
    progress.note(words)
    interrupt.onRequest?.()
  }, exitCodes.INCONCLUSIVE)
  const finished = await runGate({
    ...options,
    ...wiring,
    ...prepared,
    root: projectRoot,
    ...callerOf(process.cwd()),
    progress,
    interrupt,
    waiversFile: options.waivers,
    version: preflightVersion(),
  })
  return await tellOutcome(finished, options.json)
}
