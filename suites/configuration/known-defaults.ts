/** Publicly known keys of a target: the usual ones, and those that it ships itself. */
import type { SettingName } from '#gate/contract/contract.ts'
import { environmentValues } from '#gate/kit/deploy/environment-file.ts'
import type { Samples } from '#gate/run/context.ts'
import type { Target } from '#gate/system/target.ts'
import { knownDefaults } from './values.ts'

/** The usual ones, the sample in its environment file, and the defaults that its config names. */
export async function knownDefaultsOf(
  target: Target,
  setting: SettingName,
  samples: Samples,
): Promise<string[]> {
  const configured = target.config.knownDefaults?.[setting] ?? []
  const manifest = target.config.manifests?.environment
  const sample =
    manifest === undefined
      ? undefined
      : environmentValues((await target.manifest('environment')).text)[target.variable(setting)]
  const all = [...configured, ...(sample ? [sample] : []), ...knownDefaults(samples)]
  return [...new Set(all)]
}
