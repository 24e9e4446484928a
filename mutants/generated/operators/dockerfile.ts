/** Operators on Dockerfiles, on their instructions. Pure. */
import { DockerfileParser, type Instruction } from 'dockerfile-ast'
import type { Change } from '../change.ts'
import { constantsIn } from './constants.ts'
import { type Area, dropEach } from './lists.ts'

type Range = ReturnType<Instruction['getRange']>

/** An option of an instruction, or of the program that it runs. */
const isOption = (written: string) => written.startsWith('--')

/** Every change of a Dockerfile. An image is built from something, so `FROM` stays. */
export function dockerfileChanges(text: string): Change[] {
  const lineStarts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)]
  const areaOf = ({ start, end }: Range): Area => ({
    start: (lineStarts[start.line] ?? 0) + start.character,
    end: (lineStarts[end.line] ?? 0) + end.character,
  })
  return DockerfileParser.parse(text)
    .getInstructions()
    .flatMap((instruction): Change[] => {
      if (instruction.getKeyword() === 'FROM') return []
      const flags = 'getFlags' in instruction ? (instruction as Flagged).getFlags() : []
      const words = [...flags, ...instruction.getArguments()].map((word) => areaOf(word.getRange()))
      const written = ({ start, end }: Area) => text.slice(start, end)
      const options = words.filter((word) => isOption(written(word)) || isVariable(instruction))
      return [
        { operator: 'drop-instruction', ...areaOf(instruction.getRange()), put: '' },
        ...options.map(({ start, end }): Change => {
          return { operator: 'drop-option', start, end, put: '' }
        }),
        ...(options.length === 0 && isCopy(instruction)
          ? dropEach('drop-element', words.slice(0, -1))
          : []),
        ...words.flatMap((word) => constantsIn(written(word), word.start)),
      ]
    })
}

interface Flagged {
  getFlags(): { getRange(): Range }[]
}

const isVariable = (instruction: Instruction) =>
  instruction.getKeyword() === 'ENV' && instruction.getArguments().length > 1
const isCopy = (instruction: Instruction) => instruction.getKeyword() === 'COPY'
