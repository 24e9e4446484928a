import { DockerfileParser } from 'dockerfile-ast'
import type { CodeReader } from '../../item.ts'
import { noteAbove } from './lines.ts'

/** Each instruction of a Dockerfile. */
export const readDockerfile: CodeReader = (code) => {
  const lines = code.split('\n')
  const instructions = DockerfileParser.parse(code).getInstructions()
  return instructions.map((instruction) => {
    const { start, end } = instruction.getRange()
    const written = lines.slice(start.line, end.line + 1)
    return {
      kind: 'instruction',
      line: start.line,
      endLine: end.line,
      text: written.map((line) => line.replace(/\\\s*$/, '')).join('\n'),
      note: noteAbove(lines, start.line),
    }
  })
}
