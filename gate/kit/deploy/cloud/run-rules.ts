/**
 * What gcloud or Cloud Run refuses of a command that deploys.
 * https://cloud.google.com/sdk/gcloud/reference/run/deploy
 * Pure.
 */
import type { RunCommand } from './gcloud.ts'

/** Groups of flags, of which a command may have one only. */
const exclusive: readonly (readonly (readonly string[])[])[] = [
  [
    ['--clear-env-vars'],
    ['--env-vars-file'],
    ['--set-env-vars'],
    ['--update-env-vars', '--remove-env-vars'],
  ],
  [['--clear-secrets'], ['--set-secrets'], ['--update-secrets', '--remove-secrets']],
]

/** Variables that Cloud Run sets itself, and refuses from others. */
const reserved = ['PORT', 'K_SERVICE', 'K_REVISION', 'K_CONFIGURATION']

/** A zone has a letter behind its region: `europe-west3-a`. */
const zone = /^[a-z]+-[a-z]+\d+-[a-f]$/

export interface SetVariables {
  plain: Readonly<Record<string, string>>
  stored: Readonly<Record<string, string>>
}

/** @param set the variables that the command sets */
export function* refusedFlags(
  { verb, name, options, isBehind }: RunCommand,
  { plain, stored }: SetVariables,
): Generator<string> {
  const command = `run ${verb} ${name}`
  for (const groups of exclusive) {
    const used = groups.flatMap((flags) => flags.find((flag) => options.has(flag)) ?? [])
    if (used.length > 1) yield `${command}: ${used.join(' and ')} cannot be combined`
  }
  const [least, most] = ['--min-instances', '--max-instances'].map((flag) => {
    const word = options.values(flag).at(-1)
    return word !== undefined && /^\d+$/.test(word) ? Number(word) : undefined
  })
  if (least !== undefined && most !== undefined && least > most)
    yield `${command}: --min-instances ${least} exceeds --max-instances ${most}`
  for (const region of options.values('--region')) {
    if (zone.test(region)) yield `${command}: --region ${region} is a zone, not a region`
  }
  // Only the container that takes the requests is told its port.
  for (const variable of reserved.filter((each) => each !== 'PORT' || isBehind !== true)) {
    if (plain[variable] !== undefined || stored[variable] !== undefined)
      yield `${command}: Cloud Run sets ${variable} itself and refuses it`
  }
  for (const variable of Object.keys(stored)) {
    if (plain[variable] !== undefined) yield `${command}: ${variable} is set twice`
  }
}
