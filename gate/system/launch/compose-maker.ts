/** Creates containers of a service of the user's compose file. */
import { randomBytes } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PreflightError } from '#gate/errors.ts'
import { lastWords } from '#gate/host/process/last-words.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { containerLabels } from '#gate/stack/docker/blueprint.ts'
import { runCompose } from '#gate/stack/docker/compose-command.ts'
import { daemon } from '#gate/stack/docker/dockerode.ts'
import { startModel } from './compose-model.ts'
import type { ContainerMaker } from './container-launcher.ts'
import type { ReadyLaunch } from './ready-launch.ts'

const timeoutMs = 120_000

/** A project of its own for each container, so that starts do not meet. */
export function composeMaker(
  ready: Extract<ReadyLaunch, { kind: 'compose' }>,
  labels: RunLabels,
): ContainerMaker {
  const { service, folder, words } = ready
  return {
    create: async (draft) => {
      const project = `preflight-${labels.runId}-${randomBytes(4).toString('hex')}`
      const place = join(labels.scratchDir, project)
      await mkdir(place, { recursive: true, mode: 0o700 })
      const file = join(place, 'compose.json')
      const own = ready.ownVariables.filter((name) => !(name in draft.environment))
      const changes = {
        ...draft,
        image: ready.image,
        labels: containerLabels(labels),
        unset: [...draft.unset, ...own],
      }
      await writeFile(file, JSON.stringify(startModel(ready.model, service, changes)), {
        mode: 0o600,
      })
      const run = async (...args: string[]) => {
        const none = ['--env-file', '/dev/null', '--project-directory', folder]
        const first = ['--project-name', project, ...none, '--file', file]
        return await runCompose({ words, args: [...first, ...args], folder, labels, timeoutMs })
      }
      const volumes = Object.values(ready.model.volumes ?? {}).length > 0
      const remove = async () => {
        if (volumes) await run('down', '--volumes', '--timeout', '0')
        await rm(place, { recursive: true, force: true })
      }
      const made = await run('create', '--no-build', '--pull', 'never', service)
      const filters = { label: [`com.docker.compose.project=${project}`] }
      const [found] = await (await daemon()).listContainers({ all: true, filters })
      if (made.code === 0 && found !== undefined) return { id: found.Id, remove }
      await run('down', '--volumes', '--timeout', '0')
      await remove()
      throw new PreflightError(
        'PREFLIGHT_E_TARGET_LAUNCH',
        `docker compose does not create ${service}: ${lastWords(made.stderr)}`,
      )
    },
  }
}
