/** Commands of a shell, as in a script or as a session with prompts. */
import { parse } from 'unbash'
import type { CodeReader } from '../../item.ts'
import { lineCounter, noteAbove, readLines } from './lines.ts'

const prompt = /^(\s*)([\w@~:./-]*[$%>] )/

/** A session without its prompts, and without what the commands printed. */
function withoutPrompts(code: string): string {
  const lines = code.split('\n')
  if (!lines.some((line) => prompt.test(line))) return code
  let continued = false
  return lines
    .map((line) => {
      const isSaid = prompt.test(line) || continued || line.trimStart().startsWith('#')
      continued = isSaid && /\\\s*$/.test(line)
      return isSaid ? line.replace(prompt, (blank) => ' '.repeat(blank.length)) : ''
    })
    .join('\n')
}

/** Each command line of a shell: with its pipes, and with all that depends on its result. */
export const readShell: CodeReader = (written) => {
  const code = withoutPrompts(written)
  const { commands, errors } = parse(code)
  if (errors?.length) return readLines(code)
  const lines = code.split('\n')
  const lineAt = lineCounter(code)
  return commands.map(({ pos, end, command }) => {
    const line = lineAt(pos)
    const isAssignment = command.type === 'Command' && command.name === undefined
    const lineEnd = code.indexOf('\n', end)
    const to = isAssignment ? (lineEnd < 0 ? code.length : lineEnd) : end
    return {
      kind: isAssignment ? 'variable' : 'command',
      line,
      endLine: lineAt(Math.max(pos, end - 1)),
      text: code.slice(pos, to).replace(/\\\n/g, ' '),
      note: noteAbove(lines, line),
    }
  })
}
