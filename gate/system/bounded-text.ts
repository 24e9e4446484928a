/** Reads the body of an answer as text, no further than a body may be long. */

/** A larger body is an error of the answer. */
const largestMiB = 4
const largestBytes = largestMiB * 1024 * 1024

/**
 * The text of a body. One that goes on and on is cut off, with its connection.
 * @throws Error if it is too long
 */
export async function boundedText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.length
    if (length > largestBytes) throw new Error(`the body is longer than ${largestMiB} MiB`)
    chunks.push(chunk)
  }
  return new TextDecoder().decode(Buffer.concat(chunks))
}
