/** Long patterns made of short ones, each of which can be read. Pure. */

function combined(patterns: readonly RegExp[], separator: string): RegExp {
  const sources = patterns.map(({ source }) => `(?:${source})`)
  return new RegExp(sources.join(separator), patterns[0]?.flags)
}

/** What any of the patterns matches. The flags are those of the first. */
export function either(...patterns: readonly RegExp[]): RegExp {
  return combined(patterns, '|')
}

/** What the patterns match one after the other. The flags are those of the first. */
export function inOrder(...patterns: readonly RegExp[]): RegExp {
  return combined(patterns, '')
}
