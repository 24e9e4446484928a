/** The output of a container as Docker sends it: in chunks with headers. */

/** Each header has 8 bytes: stream, three zeros, length (big endian). */
export function withoutFrames(bytes: Buffer): string {
  const pieces: Buffer[] = []
  for (let at = 0; at + 8 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at + 4)
    pieces.push(bytes.subarray(at + 8, at + 8 + length))
    at += 8 + length
  }
  return Buffer.concat(pieces).toString('utf8')
}
