/** Images whose name keeps naming the same image. */

/** Whether an image's name stays the same image: a digest, or a tag that names a version. */
export function isPinned(image: string): boolean {
  if (/@sha256:[0-9a-f]{64}$/.test(image)) return true
  const tag = /:([\w][\w.-]*)$/.exec(image.split('/').at(-1) ?? '')?.[1]
  return tag !== undefined && /\d/.test(tag) && !/^(latest|stable|mainline|edge|main)\b/.test(tag)
}
