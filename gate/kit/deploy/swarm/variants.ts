/** Variants of an image, for updates. */

import type { RunLabels } from '#gate/host/run-labels.ts'
import { containerLabels } from '#gate/stack/docker/blueprint.ts'
import { docker } from './docker-command.ts'

/** A path that no image has. */
const nothing = '["/no-such-program-of-a-trial"]'

/** The difference, as a Dockerfile instruction. */
export const differences = {
  next: 'LABEL preflight.release=next',
  'does not start': `ENTRYPOINT ${nothing}`,
  'never turns healthy': `HEALTHCHECK --interval=1s --timeout=5s --retries=2 CMD ${nothing}`,
} as const
export type Difference = keyof typeof differences

/** Creates the variant; it is removed with the run. @returns its name */
export async function variantOf(
  image: string,
  difference: Difference,
  labels: RunLabels,
): Promise<string> {
  const id = (await docker(['create', image])).trim()
  const [repository = image] = image.split(':')
  const name = `${repository}-${difference.replaceAll(' ', '-')}:${labels.runId}`
  const labelLines = Object.entries(containerLabels(labels)).map(
    ([key, value]) => `LABEL ${key}=${value}`,
  )
  const changes = [differences[difference], ...labelLines].flatMap((line) => ['--change', line])
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
