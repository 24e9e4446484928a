import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { getCallSites } from 'node:util'

export interface CallSite {
  module: string
  function: string
}

/** The frames of the logger itself: nobody looks for those in a log. */
const ownFrames = /\/logging\/|\/node_modules\/(pino|abstract-logging)\//

/**
 * Who logs: the file (without its ending) and the function that called the logger. A line that a
 * package writes for itself carries the package's name.
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
