/** The file system of an image, as its containers see it. */
import type { Readable } from 'node:stream'
import { extract } from 'tar-stream'
import type { RunLabels } from '#gate/host/run-labels.ts'
import { containerLabels } from '#gate/stack/docker/blueprint.ts'
import { withDaemon } from '#gate/stack/docker/daemon.ts'
import { daemon } from '#gate/stack/docker/dockerode.ts'

/** A file or folder, with its owner and permissions. */
export interface Entry {
  /** From the root, without a leading slash. */
  path: string
  isFolder: boolean
  mode: number
  uid: number
  gid: number
}

async function listed(archive: Readable): Promise<Entry[]> {
  const reader = extract()
  archive.on('error', (error) => reader.destroy(error))
  archive.pipe(reader as unknown as NodeJS.WritableStream)
  const entries: Entry[] = []
  for await (const entry of reader) {
    const { name, type, mode = 0, uid = 0, gid = 0 } = entry.header
    entry.resume()
    if (type === 'symlink' || type === 'link') continue // Its target has the permissions.
    const path = name.replace(/^\.?\//, '').replace(/\/$/, '')
    entries.push({ path, isFolder: type === 'directory', mode, uid, gid })
  }
  return entries
}

/** Every path of an image's final file system. */
export async function imageFiles(image: string, labels: RunLabels): Promise<string[]> {
  return await withDaemon('read the files of the image', async () => {
    const options = { Image: image, Labels: containerLabels(labels), Entrypoint: ['none'] }
    const container = await (await daemon()).createContainer(options)
    try {
      const entries = await listed((await container.export()) as unknown as Readable)
      return entries.map(({ path }) => path)
    } finally {
      await container.remove({ force: true, v: true })
    }
  })
}

/** A folder of a container and everything below it. */
export async function entriesBelow(id: string, folder: string): Promise<Entry[]> {
  return await withDaemon(`read ${folder} inside`, async () => {
    const container = (await daemon()).getContainer(id)
    return await listed((await container.getArchive({ path: folder })) as unknown as Readable)
  })
}

/** Whether an account may write an entry, by owner, group and others, in that order. */
export function mayWrite({ mode, uid, gid }: Entry, account: { uid: number; gid: number }) {
  if (account.uid === 0) return true
  if (uid === account.uid) return (mode & 0o200) !== 0
  return (mode & (gid === account.gid ? 0o020 : 0o002)) !== 0
}
