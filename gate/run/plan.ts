/** Which suite files a run needs. */
import { declaredChecks } from './declared-checks.ts'
import type { OwnChecks } from './own/own-checks.ts'
import { isRunnable, type RunResults } from './results.ts'
import type { SuiteRun } from './suites.ts'

/** The files of the run that have checks, relative to their folders. */
export type Plan = Pick<SuiteRun, 'files' | 'own'>

/** Notes which suite files will report on which claim; answers with the files to run. */
export async function planSuites(
  { root, ownChecks }: { root: string; ownChecks?: OwnChecks },
  results: RunResults,
): Promise<Plan> {
  const filesOf = (declared: ReadonlyMap<string, readonly string[]>) => {
    const files = new Set<string>()
    for (const claim of results.run.claims.filter(isRunnable)) {
      for (const file of declared.get(claim.id) ?? []) {
        results.expect(claim.id, file)
        files.add(file)
      }
    }
    return [...files].sort()
  }
  const files = filesOf(await declaredChecks(root))
  const own = ownChecks && { ...ownChecks, files: filesOf(ownChecks.files) }
  return own && own.files.length > 0 ? { files, own } : { files }
}
