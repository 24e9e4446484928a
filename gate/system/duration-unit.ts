/** Settings that the target seems to read in another unit than the config says. */
import type { SettingName } from '#gate/contract/contract.ts'
import { suspectedUnit } from '#gate/contract/units.ts'
import { unverified } from '#gate/errors.ts'
import type { Target } from './target.ts'

/**
 * Compares a duration that the target was told with the one that it kept to.
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED if it is exactly so many times as long or as short
 *   as in another unit: the config has to say which
 */
export function assertUnit(
  target: Target,
  name: SettingName,
  [expectedSeconds, observedSeconds]: readonly [number, number],
): void {
  const { units } = target.config
  const unit = suspectedUnit(units, name, [expectedSeconds, observedSeconds])
  if (unit === undefined) return
  const observed = `told ${expectedSeconds} s, it kept to ${observedSeconds} s`
  throw unverified({
    because: `${target.variable(name)} seems to be read in another unit (${unit}): ${observed}`,
    hint: `say units: { ${name}: '${unit}' } in the config`,
  })
}
