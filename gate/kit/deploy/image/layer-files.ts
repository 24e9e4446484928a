/** The files of one layer, as its archive has them; big and binary ones cost little. */
import type { Readable } from 'node:stream'
import { extract, type Header } from 'tar-stream'

/** One file of one layer. */
export interface LayerFile {
  /** The layer's name within the archive. */
  layer: string
  /** From the root, without a leading slash. */
  path: string
  type: NonNullable<Header['type']>
  size: number
  /** The text, or its beginning, if the visitor's `wants` asked for it and it is text. */
  text?: string
}

export interface LayerVisitor {
  /** Whether to read the content of a file: its first 8 MiB. */
  wants(path: string, size: number): boolean
  visit(file: LayerFile): void
}

/** Bundles of code are smaller; what is larger is data, and its beginning tells enough. */
export const maxTextBytes = 8 * 1024 * 1024
/** Binary files have a zero byte this early. */
const probedBytes = 8 * 1024

/** Bytes as text; undefined if they are none. */
function decoded(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString('utf16le')
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    const even = bytes.subarray(2, bytes.length - (bytes.length % 2))
    return Buffer.from(even).swap16().toString('utf16le')
  }
  return bytes.subarray(0, probedBytes).includes(0) ? undefined : bytes.toString('utf8')
}

/**
 * The beginning of a file as text; undefined if it is binary. It reads to the end, since the next
 * file of the archive comes after it, but keeps no more than it gives back.
 */
async function beginning(entry: AsyncIterable<Buffer>): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let kept = 0
  for await (const chunk of entry) {
    const more = chunk.subarray(0, maxTextBytes - kept)
    if (more.length > 0) chunks.push(more)
    kept += more.length
  }
  return decoded(Buffer.concat(chunks))
}

/** Visits every entry of a layer's archive, and returns how many there are. */
export async function walkLayer(
  stream: Readable,
  layer: string,
  visitor: LayerVisitor,
): Promise<number> {
  const archive = extract()
  stream.on('error', (error) => archive.destroy(error))
  stream.pipe(archive as unknown as NodeJS.WritableStream)
  let files = 0
  for await (const entry of archive) {
    const { name, type, size = 0 } = entry.header
    const path = name.replace(/^\.?\//, '').replace(/\/$/, '')
    const isRead = (type ?? 'file') === 'file' && visitor.wants(path, size)
    const text = isRead ? await beginning(entry as unknown as AsyncIterable<Buffer>) : undefined
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
