/** Pinned image names. */

/** Whether a name always means the same image: it has a digest, or a version as its tag. */
export function isPinned(image: string): boolean {
  if (/@sha256:[0-9a-f]{64}$/.test(image)) return true
  const tag = /:([\w][\w.-]*)$/.exec(image.split('/').at(-1) ?? '')?.[1]
  return tag !== undefined && /\d/.test(tag) && !/^(latest|stable|mainline|edge|main)\b/.test(tag)
}
