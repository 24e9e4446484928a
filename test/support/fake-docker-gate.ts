/**
 * A gate for tests that keeps making networks, volumes and containers until it is killed.
 * Arguments: the root of scratch folders, the id of the run, and an image.
 */

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { openRun } from '#gate/host/reaper/reaper.ts'
import { markDockerUsed } from '#gate/host/reaper/run-folder.ts'

const docker = promisify(execFile)
const [root = '', runId = '', image = ''] = process.argv.slice(2)
const { labels } = openRun(runId, root)
markDockerUsed(labels.scratchDir)
console.log(JSON.stringify(labels))

const marks = ['--label', `preflight.run=${runId}`, '--label', `preflight.owner=${labels.owner}`]

for (let round = 0; round < 20; round += 1) {
  const name = `${runId}-${round}`
  await docker('docker', ['network', 'create', ...marks, name])
  await docker('docker', ['volume', 'create', ...marks, name])
  const settings = ['--network', name, '--volume', `${name}:/kept`]
  await docker('docker', ['run', '--detach', ...marks, ...settings, image, 'sleep', '300'])
  console.log(name)
}
process.stdin.resume()
