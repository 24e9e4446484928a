/** Lets vitest run a file of claims that is data as a module of checks. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { OwnChecks } from './own-checks.ts'

/** The module that declares the checks. */
const declaring = fileURLToPath(import.meta.resolve('#gate/run/own/data-checks.ts'))

/** A plugin of Vite. */
export function dataChecksPlugin({ folder, asData }: Pick<OwnChecks, 'folder' | 'asData'>) {
  const byFile = Map.groupBy(asData, ({ ownFile }) => join(folder, ownFile))
  return {
    name: 'preflight:own-claims',
    enforce: 'pre' as const,
    load: (id: string) => {
      const claims = byFile.get(id.replace(/\?.*$/, ''))
      if (claims === undefined) return undefined
      const checks = Object.fromEntries(claims.map(({ id: claim, check }) => [claim, check]))
      return `import { declareDataChecks } from ${JSON.stringify(declaring)}
declareDataChecks(${JSON.stringify(checks)})
`
    },
  }
}
