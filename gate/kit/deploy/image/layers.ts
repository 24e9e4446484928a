/** Walks every file of every layer of an image, including those that a later layer deletes. */

import type { Readable } from 'node:stream'
import { PassThrough } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { extract } from 'tar-stream'
import { withDaemon } from '#gate/stack/docker/daemon.ts'
import { daemon } from '#gate/stack/docker/dockerode.ts'
import { type LayerVisitor, walkLayer } from './layer-files.ts'

/** What an image says of every container that is made of it. */
export interface ImageConfig {
  workingDirectory: string
  /** `NAME=value`. */
  environment: readonly string[]
  /** `name=value`. */
  labels: readonly string[]
}

/** @param image name or id */
export async function imageConfig(image: string): Promise<ImageConfig> {
  return await withDaemon('inspect the image', async () => {
    const { Config } = await (await daemon()).getImage(image).inspect()
    return {
      workingDirectory: Config.WorkingDir ?? '',
      environment: Config.Env ?? [],
      labels: Object.entries(Config.Labels ?? {}).map(([name, value]) => `${name}=${value}`),
    }
  })
}

export interface Walked {
  layers: number
  /** How many different layers have content, by the image's history. */
  filled: number
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

function isZstd(head: Buffer): boolean {
  return head.subarray(0, 4).equals(Buffer.from([0x28, 0xb5, 0x2f, 0xfd]))
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

/** A layer as an archive: registries and daemons compress it in either way, or not at all. */
async function unpacked(stream: Readable): Promise<{ head: Buffer; whole: Readable }> {
  const { head, whole } = await peeked(stream)
  const unpack = isGzip(head) ? createGunzip() : isZstd(head) ? createZstdDecompress() : undefined
  if (unpack === undefined) return { head, whole }
  whole.on('error', (error) => unpack.destroy(error))
  return await peeked(whole.pipe(unpack))
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
      const plain = await unpacked(entry as unknown as Readable)
      if (isArchive(plain.head)) {
        layers += 1
        files += await walkLayer(plain.whole, name, visitor)
      } else plain.whole.resume()
    }
    const steps = (await source.history()) as { CreatedBy: string; Size: number }[]
    const sizes = steps.filter(({ Size }) => Size > 0)
    // Equal layers are saved once.
    const different = new Set((await source.inspect()).RootFS.Layers ?? []).size
    const filled = Math.min(sizes.length, different)
    return { layers, filled, files, history: steps.map(({ CreatedBy }) => CreatedBy) }
  })
}
