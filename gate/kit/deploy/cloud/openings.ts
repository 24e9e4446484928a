/** Places of a build file that open a service to everybody, and the reasons beside them. Pure. */
import { basename } from 'node:path'
import type { Step } from './build-steps.ts'
import { type RunCommand, runCommandOf } from './gcloud.ts'
import type { Platform } from './platform.ts'
import { isReason, isSentence } from './reason.ts'
import type { Words } from './shell.ts'

const opening = /--allow-unauthenticated\b|--no-invoker-iam-check\b|\ballUsers\b/

/** A line without its comment. */
const code = (line: string): string => line.replace(/(^|\s)#.*$/, '')

/** The text of the comments right above a line, the lines that are code left out. */
function above(lines: readonly string[], at: number): string {
  const found: string[] = []
  for (let line = at - 1; line >= 0; line -= 1) {
    const comment = /^\s*#+\s*(.*)$/.exec(lines[line] ?? '')?.[1]
    if (comment === undefined) break
    if (isSentence(comment)) found.unshift(comment)
  }
  return found.join(' ').trim()
}

/** Where the command begins that a line continues. */
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

/** Whether a command opens something that is not the backend, or opens nothing. */
function isOther(words: Words, isBackend: (command: RunCommand) => boolean): boolean {
  const command = runCommandOf(words)
  return command ? !isBackend(command) : /^(?:echo|printf|:|#)$/.test(basename(words[0] ?? ''))
}

/**
 * The places in a text that open the backend, or something that nobody can tell from it.
 * @param steps as they stand in the text
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
