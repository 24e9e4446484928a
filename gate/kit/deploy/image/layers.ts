/** Walks every file of every layer of an image, including those that a later layer deletes. */

import type { Readable } from 'node:stream'
import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { createGunzip } from 'node:zlib'
import { extract, type Header } from 'tar-stream'
import { withDaemon } from '#gate/stack/docker/daemon.ts'
import { daemon } from '../container/docker.ts'

/** One file of one layer. */
export interface LayerFile {
  /** The layer's name within the archive. */
  layer: string
  /** From the root, without a leading slash. */
  path: string
  type: NonNullable<Header['type']>
  size: number
  /** The text, if the visitor's `wants` asked for it. */
  text?: string
}

export interface LayerVisitor {
  /** Whether to read the content of a file, which takes memory. */
  wants(path: string, size: number): boolean
  visit(file: LayerFile): void
}

export interface Walked {
  layers: number
  files: number
  /** The commands that made the layers, as `docker history` shows them. */
  history: string[]
}

/** `ustar`, the magic of every modern tar header. */
const magic = { at: 257, text: 'ustar' }

function isArchive(head: Buffer): boolean {
  return head.subarray(magic.at, magic.at + magic.text.length).toString() === magic.text
}

function isGzip(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b
}

/** Reads the first bytes of a stream without losing them. */
async function peeked(stream: Readable): Promise<{ head: Buffer; whole: Readable }> {
  const iterator = stream[Symbol.asyncIterator]()
  let head = Buffer.alloc(0)
  let done = false
  while (head.length < 512 && !done) {
    const next = await iterator.next()
    done = next.done === true
    if (!done) head = Buffer.concat([head, next.value as Buffer])
  }
  const whole = new PassThrough()
  const pour = async () => {
    whole.write(head)
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      if (!whole.write(next.value)) await new Promise((resume) => whole.once('drain', resume))
    }
    whole.end()
  }
  pour().catch((error: Error) => whole.destroy(error))
  return { head, whole }
}

async function walkLayer(stream: Readable, layer: string, visitor: LayerVisitor): Promise<number> {
  const archive = extract()
  stream.on('error', (error) => archive.destroy(error))
  stream.pipe(archive as unknown as NodeJS.WritableStream)
  let files = 0
  for await (const entry of archive) {
    const { name, type = 'file', size = 0 } = entry.header
    const path = name.replace(/^\.?\//, '').replace(/\/$/, '')
    const isRead = type === 'file' && visitor.wants(path, size)
    const text = isRead ? (await buffer(entry as unknown as Readable)).toString('utf8') : undefined
    if (!isRead) entry.resume()
    files += 1
    visitor.visit({
      layer,
      path,
      type: type ?? 'file',
      size,
      ...(text === undefined ? {} : { text }),
    })
  }
  return files
}

/**
 * Walks an image as saved by the daemon, in any layout.
 * @param image name or id
 */
export async function walkLayers(image: string, visitor: LayerVisitor): Promise<Walked> {
  return await withDaemon('read the layers of the image', async () => {
    const source = (await daemon()).getImage(image)
    const saved = (await source.get()) as Readable
    const archive = extract()
    saved.on('error', (error) => archive.destroy(error))
    saved.pipe(archive as unknown as NodeJS.WritableStream)
    let [layers, files] = [0, 0]
    for await (const entry of archive) {
      const { name, type, size = 0 } = entry.header
      if (type !== 'file' || size < 512) {
        entry.resume()
        continue
      }
      const { head, whole } = await peeked(entry as unknown as Readable)
      const plain = isGzip(head) ? await peeked(whole.pipe(createGunzip())) : { head, whole }
      if (isArchive(plain.head)) {
        layers += 1
        files += await walkLayer(plain.whole, name, visitor)
      } else plain.whole.resume()
    }
    const steps = (await source.history()) as { CreatedBy: string }[]
    return { layers, files, history: steps.map(({ CreatedBy }) => CreatedBy) }
  })
}
