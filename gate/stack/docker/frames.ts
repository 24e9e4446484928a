/** The output of a container as Docker sends it: in chunks with headers. */

/** The number of stdout in a header. */
const stdout = 1

/** Each header has 8 bytes: stream, three zeros, length (big endian). */
export function withoutFrames(bytes: Buffer, only?: 'stdout'): string {
  const pieces: Buffer[] = []
  for (let at = 0; at + 8 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at + 4)
    const isWanted = only === undefined || bytes[at] === stdout
    if (isWanted) pieces.push(bytes.subarray(at + 8, at + 8 + length))
    at += 8 + length
  }
  return Buffer.concat(pieces).toString('utf8')
}
