/** The files of a team's own claims: in the folder `preflight` beside the config. */
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { PreflightError } from '#gate/errors.ts'

/** The folder, relative to the config's. */
export const ownFolder = 'preflight'

const claimsFile = /\.claims\.(ya?ml|[cm]?[jt]s)$/
const suiteFile = /\.suite\.([cm]?[jt]s)$/
/** What was meant to be one of them. */
const nearly = /[._-](claims?|suites?)\.(ya?ml|json|toml|[cm]?[jt]sx?)$/i

export interface OwnFiles {
  /** Relative to the folder of the config, as all of these. */
  claims: readonly string[]
  suites: readonly string[]
}

/** Whether a file of claims is data. */
export function isDataClaims(file: string): boolean {
  return /\.claims\.ya?ml$/.test(file)
}

/**
 * Finds the files.
 * @param folder of the config
 * @throws PreflightError PREFLIGHT_E_CONFIG for a file whose name is nearly right: it would be
 *   overlooked
 */
export function ownFiles(folder: string): OwnFiles {
  const found = globSync(`${ownFolder}/**/*`, {
    cwd: folder,
    exclude: (path) => path.split('/').includes('node_modules'),
  }).sort()
  const claims = found.filter((file) => claimsFile.test(file))
  const suites = found.filter((file) => suiteFile.test(file))
  const odd = found.find(
    (file) => nearly.test(file) && !claims.includes(file) && !suites.includes(file),
  )
  if (odd === undefined) return { claims, suites }
  throw new PreflightError('PREFLIGHT_E_CONFIG', `${join(folder, odd)}: nobody reads this file`, {
    hint:
      'name files of claims *.claims.yaml (or .yml, .ts, .mts, .js) and suites *.suite.ts ' +
      '(or .mts, .js)',
  })
}
