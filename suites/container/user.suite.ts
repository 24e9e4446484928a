/** The uid of the backend in its container, and what it may change. */

import type { ExpectStatic } from 'vitest'
import { inconclusive } from '#gate/errors.ts'
import { BackendContainer } from '#gate/kit/deploy/container/container-backend.ts'
import { type Entry, entriesBelow, mayWrite } from '#gate/kit/deploy/container/file-system.ts'
import { uidOf } from '#gate/kit/deploy/run-settings.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import type { Target } from '#gate/system/target.ts'
import { deployedSettings } from './deployed-settings.ts'

const guideUid = 1000
/** So many findings are enough for a report. */
const maxNamed = 5

/** Folders that directly contain files; an empty one is for data. */
function foldersWithFiles(entries: readonly Entry[]): Set<string> {
  const parentOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('/')))
  return new Set(entries.filter(({ isFolder }) => !isFolder).map(({ path }) => parentOf(path)))
}

/** The parts of the code that an account may change: files, and folders with files to replace. */
function writable(entries: readonly Entry[], account: { uid: number; gid: number }): string[] {
  const withFiles = foldersWithFiles(entries)
  return entries
    .filter((entry) => mayWrite(entry, account) && (!entry.isFolder || withFiles.has(entry.path)))
    .map(({ path }) => path)
}

interface Judging {
  evidence: Evidence
  expect: ExpectStatic
}

/** A manifest may run the image as another account than the image says. */
async function judgeManifests(target: Target, { evidence, expect }: Judging) {
  for (const [name, { user }] of Object.entries(await deployedSettings(target))) {
    if (user === undefined) continue
    evidence.observe('user in a manifest', { name, user })
    evidence.floor('user in a manifest', 1)
    // A name is the image's to know.
    const uid = uidOf(user) ?? guideUid
    expect.soft(uid, `uid of the backend by manifests.${name} (user: ${user})`).toBe(guideUid)
  }
}

check('container.non-root', async ({ target, stack, evidence, expect }) => {
  await judgeManifests(target, { evidence, expect })
  const backend = await BackendContainer.start(target, stack)
  const running = await backend.ready()
  evidence.observe('ready', { url: running.url })
  const processes = await backend.processes()
  const { User, WorkingDir } = (await backend.container.inspect()).Config
  evidence.observe('configured', { user: User, workingDirectory: WorkingDir })
  for (const { uid, commandLine } of processes) evidence.observe('process', { uid, commandLine })
  evidence.floor('process', 1)
  const uids = [...new Set(processes.map(({ uid }) => uid))]
  expect.soft(uids, 'uids of the processes in the container').toEqual([guideUid])

  const uid = uids[0] ?? guideUid
  const group = Number((await backend.run(['id', '-g'], String(uid))).output.trim())
  const account = { uid, gid: Number.isInteger(group) ? group : uid }
  for (const folder of target.config.container?.code ?? [WorkingDir || '/']) {
    const entries = await entriesBelow(backend.container.id, folder)
    const found = writable(entries, account)
    evidence.observe('code', { folder, entries: entries.length, writable: found.length })
    const files = entries.filter(({ isFolder }) => !isFolder)
    if (files.length === 0) throw inconclusive(`no code in ${folder}: declare container.code`)
    const named = found.slice(0, maxNamed)
    expect.soft(named, `paths in ${folder} that uid ${uid} may write`).toEqual([])
    await tryToWrite(folder, `${folder}/../${files[0]?.path}`, String(uid))
  }
  evidence.floor('code', 1)

  /** Tries to write, with whatever program the image has for it. */
  async function tryToWrite(folder: string, file: string, user: string) {
    const attempts = [
      ['touch', `${folder}/preflight-was-here`],
      ['touch', '-c', file],
      ['sh', '-c', `: >> '${file}'`],
    ]
    for (const command of attempts) {
      const { exitCode, output } = await backend.run(command, user)
      evidence.observe('attempt', { command, exitCode, output })
      // 127 means that a slim image has no such program; its permissions were checked above.
      expect.soft(exitCode, `exit code of ${command.join(' ')} as uid ${user}`).not.toBe(0)
    }
  }
})
