/** Keeps the values that checks set at or above the minimums of the target. */
import type { SettingName, TargetConfig } from '#gate/contract/contract.ts'
import { minimumOf } from '#gate/contract/minimums.ts'
import { unverified } from '#gate/errors.ts'

/** More of these costs only time; more of any other would change what a check measures. */
const raised: ReadonlySet<SettingName> = new Set(['workers', 'poolSize', 'poolOverflow'])
const number = /^\d+(\.\d+)?$/

/**
 * The value to set for what a check asks for. A value that is no number, or 0 where that is not
 * raised, is tried because the backend has to refuse it: it stays.
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED if the check needs less than the minimum
 */
export function allowedValue(config: TargetConfig, name: SettingName, value: string): string {
  const least = minimumOf(config.minimums, name)
  if (least === undefined || !number.test(value) || Number(value) >= least) return value
  if (raised.has(name) && (Number(value) > 0 || name === 'poolOverflow')) return String(least)
  if (Number(value) === 0) return value
  const variable = config.settings?.[name] ?? name
  throw unverified({
    because: `this check sets ${variable} to ${value}, but minimums.${name} is ${least}`,
    hint: 'lower the minimum if the backend takes less',
  })
}
