/** The Dockerfiles that a guide shows: what their last stage comes to. */
import { DockerfileParser, type Instruction } from 'dockerfile-ast'
import { substitute } from '#gate/kit/deploy/compose/substitution.ts'
import { type CodeBlock, lineInGuide, nameOfBlock } from '../document/blocks.ts'
import { wholeBlocks } from '../document/guide.ts'
import { perGuide } from '../document/per-guide.ts'

export interface GuideInstruction {
  keyword: string
  /** What follows the keyword and its flags, on one line. */
  text: string
  /** In the guide. */
  line: number
  /** The last of its lines. */
  lastLine: number
}

export interface GuideImage {
  block: CodeBlock
  name: string
  /** What the last stage starts from, its own stages followed; undefined if a variable says it. */
  base: string | undefined
  /** Of the last stage and of the stages that it starts from. */
  instructions: readonly GuideInstruction[]
}

function instructionOf(block: CodeBlock, each: Instruction): GuideInstruction {
  const { start, end } = each.getRange()
  return {
    keyword: each.getKeyword().toUpperCase(),
    text: (each.getRawArgumentsContent() ?? '').replaceAll(/\\\n/g, ' '),
    line: lineInGuide(block, start.line + 1),
    lastLine: lineInGuide(block, end.line + 1),
  }
}

interface Stage {
  name: string | undefined
  from: string
  instructions: GuideInstruction[]
}

function stagesOf(block: CodeBlock): Stage[] {
  const parsed = DockerfileParser.parse(block.text)
  const args = parsed.getInitialARGs().flatMap((each) => {
    const [name = '', value] = (each.getArgumentsContent() ?? '').split('=')
    return value === undefined ? [] : [[name, value] as const]
  })
  const stages: Stage[] = []
  for (const each of parsed.getInstructions()) {
    const instruction = instructionOf(block, each)
    if (instruction.keyword !== 'FROM') {
      stages.at(-1)?.instructions.push(instruction)
      continue
    }
    const words = instruction.text.split(/\s+/).filter((word) => !word.startsWith('--'))
    const from = substitute(words[0] ?? '', Object.fromEntries(args)).text
    const name = words[1]?.toLowerCase() === 'as' ? words[2] : undefined
    stages.push({ name, from, instructions: [] })
  }
  return stages
}

function imageOf(block: CodeBlock): GuideImage[] {
  const stages = stagesOf(block)
  const chain: Stage[] = []
  let next = stages.at(-1)
  while (next && !chain.includes(next)) {
    chain.unshift(next)
    const { from }: Stage = next
    next = stages.find(({ name }) => name === from)
  }
  if (chain.length === 0) return []
  const base = chain[0]?.from
  return [
    {
      block,
      name: nameOfBlock(block),
      base: base === undefined || base === '' || base.includes('$') ? undefined : base,
      instructions: chain.flatMap(({ instructions }) => instructions),
    },
  ]
}

/** Those that are shown as a whole. */
export const imagesOf = perGuide((guide): readonly GuideImage[] =>
  wholeBlocks(guide, 'dockerfile').flatMap(imageOf),
)

/** The last instruction of a kind, which is the one that holds. */
export function lastOf({ instructions }: GuideImage, keyword: string) {
  return instructions.findLast((each) => each.keyword === keyword)
}

/** Words of CMD, ENTRYPOINT or a health check, in both forms; the shell is a word of its own. */
export function wordsOfForm(text: string): string[] {
  const trimmed = text.trim()
  if (trimmed.startsWith('[')) {
    try {
      const words: unknown = JSON.parse(trimmed)
      if (Array.isArray(words)) return words.map(String)
    } catch {
      // Docker takes it for the other form then.
    }
  }
  return trimmed === '' ? [] : ['/bin/sh', '-c', trimmed]
}

/** Variables that the image sets with ENV. */
export function environmentOf({ instructions }: GuideImage): Record<string, string> {
  const pairs = instructions
    .filter(({ keyword }) => keyword === 'ENV')
    .flatMap(({ text }) => {
      const named = [...text.matchAll(/([A-Za-z_]\w*)=("[^"]*"|'[^']*'|\S*)/g)]
      if (named.length > 0) return named.map(([, name = '', value = '']) => [name, value])
      const [name = '', ...rest] = text.trim().split(/\s+/)
      return [[name, rest.join(' ')]]
    })
  return Object.fromEntries(
    pairs.map(([name = '', value = '']) => [name, value.replace(/^(["'])(.*)\1$/, '$2')]),
  )
}
