/** The samples of the environment that a guide shows, and what a service gets from them. */
import { type ComposeService, environmentFiles } from '#gate/kit/deploy/compose/compose-file.ts'
import { substitute, type Values } from '#gate/kit/deploy/compose/substitution.ts'
import { environmentValues } from '#gate/kit/deploy/environment-file.ts'
import { pairsOf } from '#gate/yaml-map.ts'
import { type CodeBlock, lineInGuide } from '../document/blocks.ts'
import { perGuide } from '../document/per-guide.ts'

export interface SampleVariable {
  name: string
  value: string
  line: number
  /** The comments above it, up to an empty line or a variable, in the order of the file. */
  heading: string
}

export interface Sample {
  block: CodeBlock
  variables: readonly SampleVariable[]
}

const assignment = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=/

function sampleOf(block: CodeBlock): Sample {
  const values = environmentValues(block.text)
  let heading: string[] = []
  let isOpen = true
  const variables: SampleVariable[] = []
  for (const [at, line] of block.text.split('\n').entries()) {
    const [, name] = assignment.exec(line) ?? []
    if (line.trim() === '') {
      heading = []
    } else if (/^\s*#/.test(line)) {
      heading = isOpen ? [...heading, line] : [line]
    } else if (name !== undefined && name in values) {
      const text = heading.join('\n')
      variables.push({
        name,
        value: values[name] ?? '',
        line: lineInGuide(block, at + 1),
        heading: text,
      })
    }
    isOpen = /^\s*#/.test(line)
  }
  return { block, variables }
}

/** Every sample; one of which parts are left out too. */
export const samplesOf = perGuide(({ blocks }): readonly Sample[] =>
  blocks.filter(({ kind }) => kind === 'environment').map(sampleOf),
)

/** The values of samples that are for production: all but those that say otherwise. */
export function sampleValues(samples: readonly Sample[]): Record<string, string> {
  const isOther = ({ path = '' }: CodeBlock) => /dev|local|test|staging/i.test(path)
  const ours = samples.filter(({ block }) => !isOther(block))
  return Object.fromEntries(
    ours.flatMap(({ variables }) => variables.map(({ name, value }) => [name, value])),
  )
}

/** Variables of a service as far as the guide tells their values. */
export function serviceEnvironment(
  service: ComposeService,
  values: Values,
): Record<string, string> {
  const fromFiles = environmentFiles(service).length > 0 ? values : {}
  const own = pairsOf(service.written.environment).flatMap(([name, raw]) => {
    if (raw === undefined || raw === null) return name in values ? [[name, values[name]]] : []
    const { text, isOpen } = substitute(String(raw), values)
    return isOpen ? [] : [[name, text]]
  })
  return { ...fromFiles, ...Object.fromEntries(own) }
}
