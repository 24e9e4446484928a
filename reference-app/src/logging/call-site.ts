import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { getCallSites } from 'node:util'

export interface CallSite {
  module: string
  function: string
}

/** The logger's own stack frames, which do not belong into a log line. */
const ownFrames = /\/logging\/|\/node_modules\/(pino|abstract-logging)\//

/**
 * The call site: the file (without extension) and the function that called the logger. For a line
 * from a package, the package's name.
 */
export function callSite(): CallSite {
  for (const { scriptName, functionName } of getCallSites(16)) {
    if (scriptName === '' || scriptName.startsWith('node:')) continue
    if (ownFrames.test(scriptName)) continue
    return { module: moduleName(scriptName), function: functionName || 'anonymous' }
  }
  return { module: 'node', function: 'runtime' }
}

function moduleName(scriptName: string): string {
  const packaged = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*\/node_modules\/)/.exec(scriptName)
  if (packaged?.[1] !== undefined) return packaged[1]
  const path = scriptName.startsWith('file:') ? fileURLToPath(scriptName) : scriptName
  return basename(path).replace(/\.[cm]?[jt]s$/, '')
}
