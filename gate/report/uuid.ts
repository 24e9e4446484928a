/** Identifiers of parts of a run in formats that demand UUIDs. */
import { createHash } from 'node:crypto'

/** Our namespace: any UUID would do, and it never changes. */
const namespace = Buffer.from('9f4f1c0e5c3b4b0a8f0d2a61c7e3d914', 'hex')

/** The UUID (version 5) of a name: the same for the same parts, so that reports repeat. */
export function uuidOf(...parts: readonly string[]): string {
  const bytes = createHash('sha1').update(namespace).update(parts.join('\0')).digest()
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex', 0, 16)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-')
}
