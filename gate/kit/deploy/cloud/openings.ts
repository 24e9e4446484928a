/** Places in a build file that make a service public, and the reasons beside them. Pure. */
import { basename } from 'node:path'
import type { Step } from './build-steps.ts'
import { type RunCommand, runCommandOf } from './gcloud.ts'
import type { Platform } from './platform.ts'
import { isReason, isSentence } from './reason.ts'
import type { Words } from './shell.ts'

const opening = /--(?:allow-unauthenticated|no-invoker-iam-check)\b(?!=false)|\ballUsers\b/

/** A line without its comment. */
const code = (line: string): string => line.replace(/(^|\s)#.*$/, '')

/** The text of the comments right above a line, without commented-out code. */
function above(lines: readonly string[], at: number): string {
  const found: string[] = []
  for (let line = at - 1; line >= 0; line -= 1) {
    const comment = /^\s*#+\s*(.*)$/.exec(lines[line] ?? '')?.[1]
    if (comment === undefined) break
    if (isSentence(comment)) found.unshift(comment)
  }
  return found.join(' ').trim()
}

/** The line on which a continued command begins. */
function beginning(lines: readonly string[], at: number): number {
  let line = at
  while (line > 0 && /\\\s*$/.test(lines[line - 1] ?? '')) line -= 1
  return line
}

function reasonAt(lines: readonly string[], at: number, step: Step | undefined) {
  const beside = /(?:^|\s)#\s*(.+)$/.exec(lines[at] ?? '')?.[1] ?? ''
  const places = [beside, above(lines, at), above(lines, beginning(lines, at))]
  if (step) places.push(above(lines, step.lines[0] - 1))
  return places.find(isReason)
}

/** Whether a command does not make the backend public: it prints, or it is for another service. */
function isOther(words: Words, isBackend: (command: RunCommand) => boolean): boolean {
  const command = runCommandOf(words)
  return command ? !isBackend(command) : /^(?:echo|printf|:|#)$/.test(basename(words[0] ?? ''))
}

/**
 * The places in a text that make the backend public, or something that may be the backend.
 * @param steps of the same text
 */
export function openingsIn(
  text: string,
  steps: readonly Step[],
  isBackend: (command: RunCommand) => boolean,
): Platform['openings'] {
  const lines = text.split('\n')
  return lines.flatMap((line, at) => {
    const [word] = opening.exec(code(line)) ?? []
    if (word === undefined) return []
    const step = steps.find(({ lines: [first, last] }) => first <= at + 1 && at + 1 <= last)
    const openers = (step?.commands ?? []).filter((words) =>
      words.some((each) => opening.test(each)),
    )
    const isElsewhere = openers.length > 0 && openers.every((words) => isOther(words, isBackend))
    return isElsewhere
      ? []
      : [{ where: `line ${at + 1}: ${word}`, reason: reasonAt(lines, at, step) }]
  })
}
