/** Writes what came of mutants into a folder, with what earlier commands left there. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeWhole } from '#gate/verdict/stored-run.ts'
import { claims } from '#guide/index.ts'
import type { Chosen } from '../generated/choose.ts'
import { sectionOf } from '../generated/concerns.ts'
import type { GeneratedReport } from '../generated/report.ts'
import { isHarmless, type Mutant } from '../mutant.ts'
import type { MutantReport } from '../run.ts'
import { changeAt, changeOf, type ReadText } from './change.ts'
import { renderPage } from './page.ts'
import { type CheckedClaim, strykerReport } from './stryker.ts'
import {
  type GeneratedMutant,
  keepTried,
  readTried,
  type TriedMutant,
  type WrittenMutant,
} from './tried.ts'

/** What all results of a command have in common. */
export interface TriedWith {
  commit: string
  engine: string
}

/** Reads files of the project, by path relative to it. */
export function readerOf(root: string): ReadText {
  return (file) => {
    const path = join(root, file)
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined
  }
}

/** The results of mutants that tables declare. */
export function writtenResults(
  mutants: readonly Mutant[],
  reports: readonly MutantReport[],
  { commit, engine }: TriedWith,
  read: ReadText,
): WrittenMutant[] {
  const byId = new Map(mutants.map((mutant) => [mutant.id, mutant]))
  return reports.flatMap((report): WrittenMutant[] => {
    const mutant = byId.get(report.id)
    if (mutant === undefined) return []
    const { defect, failed, id, kills, reason, result, seconds } = report
    return [
      {
        kind: 'written',
        id,
        section: mutant.section,
        change: changeOf(mutant, read),
        failed,
        ...(reason === undefined ? {} : { reason }),
        seconds,
        commit,
        engine,
        defect,
        kills: [...new Set([...kills, ...(mutant.alsoKills ?? []).filter(isIn(failed))])],
        isHarmless: isHarmless(mutant),
        result,
      },
    ]
  })
}

const isIn = (all: readonly string[]) => (one: string) => all.includes(one)

/** The results of mutants that operators made. */
export function generatedResults(
  reports: readonly GeneratedReport[],
  now: TriedWith,
  read: ReadText,
): GeneratedMutant[] {
  return reports.map(({ at, chosen, failed, reason, result, seconds }) => {
    const { concern, from, id, operator, to } = chosen
    const { commit, engine } = at ?? now
    return {
      kind: 'generated',
      id,
      section: sectionOf(concern),
      change: changeOfChosen(chosen, read),
      failed,
      ...(reason === undefined ? {} : { reason }),
      seconds,
      commit,
      engine,
      operator,
      from,
      to,
      result,
    }
  })
}

function changeOfChosen({ end, file, put, start }: Chosen, read: ReadText) {
  return changeAt(file, read(file) ?? '', [start, end], put)
}

/**
 * Adds results to a folder, and writes its reports again: `mutants.html`, and
 * `mutation-report.json` in the schema of Stryker.
 */
export function writeKillReport(
  folder: string,
  tried: readonly TriedMutant[],
  checked: ReadonlyMap<string, readonly string[]>,
  read: ReadText,
): void {
  keepTried(folder, tried)
  const all = readTried(folder)
  const tests = claims.map(
    ({ id, statement }): CheckedClaim => ({ id, statement, files: checked.get(id) ?? [] }),
  )
  const document = strykerReport(all, tests, read)
  writeWhole(join(folder, 'mutation-report.json'), `${JSON.stringify(document, null, 2)}\n`)
  writeWhole(join(folder, 'mutants.html'), renderPage(all))
}
