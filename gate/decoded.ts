/** The text that percent signs stand for; a text in which they stand for nothing, as it is. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
