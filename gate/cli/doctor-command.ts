/** `preflight doctor`: what the machine has, or what a target does of what its config says. */
import type { Command } from 'commander'
import type { EngineName } from '#gate/stack/types.ts'

interface Given {
  /** True where the option stands alone: the config is found upwards. */
  target?: string | true
  engine: EngineName | 'auto'
  out: string
  json: boolean
}

/** @returns 0 if all is well, else 1 */
export async function doctor(command: Command): Promise<number> {
  const { target, ...options } = command.opts<Given>()
  if (target === undefined) return await (await import('./doctor.mjs')).runDoctor(command)
  const { tryConfig } = await import('./trial/trial-command.ts')
  return await tryConfig({ ...options, target: target === true ? undefined : target })
}
