/** Lists in the deployed configuration: origins, hosts. */

import type { SettingName, TargetConfig } from '#gate/contract/contract.ts'
import { unverified } from '#gate/errors.ts'
import { deployedValue, variableOf } from '#gate/system/environment.ts'

const isQuoted = /^(["'])(.*)\1$/s

/**
 * Reads a list from a variable: JSON, the same with Python's quotes, or entries separated by
 * commas, semicolons or spaces, with or without quotes.
 */
export function listOf(value: string): string[] {
  const text = value.trim()
  if (text.startsWith('[')) {
    for (const json of [text, text.replaceAll("'", '"').replace(/,\s*\]$/, ']')]) {
      try {
        return (JSON.parse(json) as unknown[]).map(String)
      } catch {
        // An IPv6 host starts with a bracket too.
      }
    }
  }
  const entries = text.split(/[\s,;]+/).map((entry) => entry.replace(isQuoted, '$2'))
  return entries.filter((entry) => entry !== '')
}

/**
 * The entries of a setting as production has it.
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED if the config does not set it
 */
export function deployedList(config: TargetConfig, setting: SettingName): string[] {
  const variable = variableOf(config, setting)
  const entries = listOf(deployedValue(config, setting) ?? '')
  if (entries.length === 0) throw unverified({ missing: [`environment.production.${variable}`] })
  return entries
}
