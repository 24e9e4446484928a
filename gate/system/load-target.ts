import { access } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { TargetConfig } from '#gate/contract/contract.ts'
import { readConfig } from '#gate/contract/read-config.ts'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { claims } from '#guide/index.ts'
import './own-name.ts'

/** A config with its file, whose folder is the base of relative paths. */
export interface LoadedTarget {
  config: TargetConfig
  /** Absolute. */
  file: string
  folder: string
}

function refuse(file: string, problem: string, cause?: unknown): PreflightError {
  return new PreflightError('PREFLIGHT_E_CONFIG', `${file}: ${problem}`, {
    hint: 'preflight.config.ts at the root of Preflight is a complete example',
    cause,
  })
}

/** Whether a pattern of `notApplicable` (an id, or a family ending in `*`) covers a claim. */
export function covers(pattern: string, claim: string): boolean {
  return pattern.endsWith('*') ? claim.startsWith(pattern.slice(0, -1)) : pattern === claim
}

/** The config's reason why a claim does not apply to the target, if it gives one. */
export function notApplicableReason(config: TargetConfig, claim: string): string | undefined {
  return Object.entries(config.notApplicable ?? {}).find(([pattern]) => covers(pattern, claim))?.[1]
}

/**
 * Reads and validates a config file.
 * @param file path, relative to the working directory
 * @throws PreflightError PREFLIGHT_E_CONFIG naming the file, the key and what was expected
 */
export async function loadTarget(file: string): Promise<LoadedTarget> {
  const path = resolve(file)
  await access(path).catch(() => {
    throw refuse(file, 'no such file')
  })
  const module = (await import(pathToFileURL(path).href).catch((error: unknown) => {
    throw refuse(file, `cannot be loaded: ${messageOf(error).split('\n')[0]}`, error)
  })) as { default?: unknown }
  if (module.default === undefined) throw refuse(file, 'has no default export')
  const read = readConfig(module.default)
  if ('problems' in read) throw refuse(file, read.problems.join('; '))
  const { config } = read
  const unknown = Object.keys(config.notApplicable ?? {}).filter(
    (pattern) => !claims.some((claim) => covers(pattern, claim.id)),
  )
  if (unknown.length > 0) {
    throw refuse(file, `notApplicable: unknown claim ${unknown.join(', ')}`)
  }
  return { config, file: path, folder: dirname(path) }
}
