/** A Dockerfile's last stage, and the variables that it gives its containers. */
import { DockerfileParser, type Instruction, type PropertyInstruction } from 'dockerfile-ast'
import { substitute } from '../compose/substitution.ts'

/** The instructions of the last stage, after those of the stages that it begins with. */
export function instructionsOf(text: string): Instruction[] {
  const all = DockerfileParser.parse(text).getInstructions()
  const starts = all.flatMap((one, at) => (one.getKeyword() === 'FROM' ? [at] : []))
  const stages = starts.map((start, at) => all.slice(start, starts[at + 1]))
  const fromOf = (stage: readonly Instruction[]) =>
    stage[0]?.getArguments().map((argument) => argument.getValue().toLowerCase()) ?? []
  const chain: Instruction[][] = []
  for (let at = stages.length - 1; at >= 0; ) {
    const stage = stages[at] ?? []
    chain.unshift(stage)
    const [base] = fromOf(stage).filter((word) => !word.startsWith('--'))
    at = stages.slice(0, at).findLastIndex((earlier) => fromOf(earlier).at(-1) === base)
  }
  return chain.flat()
}

/** What instructions give variables, one after the other: ARG and ENV, or ENV alone. */
export function variablesIn(
  instructions: readonly Instruction[],
  keywords: readonly string[] = ['ARG', 'ENV'],
): Record<string, string> {
  const values: Record<string, string> = {}
  const set: Record<string, string> = {}
  for (const each of instructions) {
    if (!['ARG', 'ENV'].includes(each.getKeyword())) continue
    for (const property of (each as PropertyInstruction).getProperties()) {
      const { text, isOpen } = substitute(property.getValue() ?? '', values)
      if (isOpen || text === '') continue
      values[property.getName()] = text
      if (keywords.includes(each.getKeyword())) set[property.getName()] = text
    }
  }
  return set
}

/** The variables that containers of an image have, whatever the platform gives them. */
export function imageVariables(dockerfile: string): Record<string, string> {
  return variablesIn(instructionsOf(dockerfile), ['ENV'])
}

/** The ports that an image exposes, as far as they are numbers. */
export function exposedPorts(dockerfile: string): number[] {
  const instructions = instructionsOf(dockerfile)
  const values = variablesIn(instructions)
  return instructions
    .filter((each) => each.getKeyword() === 'EXPOSE')
    .flatMap((each) => each.getArguments())
    .map((each) => /^(\d+)(?:\/\w+)?$/.exec(substitute(each.getValue(), values).text)?.[1])
    .flatMap((port) => (port === undefined ? [] : Number(port)))
}
