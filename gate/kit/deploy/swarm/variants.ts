/** Variants of an image, for updates, and the options with which an update goes wrong. */

import type { RunLabels } from '#gate/host/run-labels.ts'
import { containerLabels } from '#gate/stack/docker/blueprint.ts'
import { docker } from './docker-command.ts'

/** A path that no image has. */
const nothing = '/no-such-program-of-a-trial'
/** A long start period would only delay the verdict. */
const shortStart = '--health-start-period=3s'
/**
 * How a release can be broken, as options of `docker service update`: what an image says of its
 * program and its health, a stack file may replace.
 */
export const brokenBy = {
  'does not start': [shortStart, `--entrypoint=${nothing}`],
  'never turns healthy': [
    shortStart,
    `--health-cmd=${nothing}`,
    '--health-interval=1s',
    '--health-timeout=5s',
    '--health-retries=2',
  ],
  // Its program is sound: it is killed.
  'crashes soon after its start': [],
} as const
export type Fault = keyof typeof brokenBy

/** Creates an image that differs in its labels alone; it goes with the run. @returns its name */
export async function variantOf(image: string, what: string, labels: RunLabels): Promise<string> {
  const id = (await docker(['create', image])).trim()
  const [repository = image] = image.split(':')
  const name = `${repository}-${what.replaceAll(' ', '-')}:${labels.runId}`
  const all = Object.entries({ ...containerLabels(labels), 'preflight.variant': what })
  const changes = all.flatMap(([key, value]) => ['--change', `LABEL ${key}="${value}"`])
  try {
    await docker(['commit', ...changes, id, name])
  } finally {
    await docker(['rm', '--force', id])
  }
  return name
}

export async function removeVariant(image: string): Promise<void> {
  await docker(['image', 'rm', '--force', image]).catch(() => {})
}
