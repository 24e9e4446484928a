/** Compose files that Docker Compose refuses. */
import { askCompose, type ComposeAnswer } from '#gate/kit/deploy/compose/compose-answer.ts'
import { readProblems } from '#gate/kit/deploy/compose/compose-problems.ts'
import { composeVerdict } from '#gate/kit/deploy/compose/compose-verdict.ts'
import { composeFilesOf, type GuideCompose } from '../deployment/compose-files.ts'
import { samplesOf, sampleValues } from '../deployment/samples.ts'
import { lineInGuide } from '../document/blocks.ts'
import type { Guide } from '../document/guide.ts'
import { hasHoles } from '../document/holes.ts'
import { remembered } from '../tools/remembered.ts'
import type { Workbench } from '../tools/workbench.ts'
import type { Finder, Finding } from './finder.ts'

/** A part of a file, with what another block has for the rest. */
const partial = /neither (?:an )?image nor (?:a )?build|no such file|not found/i
/** What a piece without a file of its own may leave to the rest. */
const inTheRest = /\brefers to\b|\bundefined (?:volume|network|secret|config|service)\b/i

/** The line that a problem is about: it says it, or names a service and perhaps one of its keys. */
function lineOf(problem: string, { block, services, lineOf: find }: GuideCompose): number {
  const [, told] = /\(line (\d+)\)$/.exec(problem) ?? []
  const words = problem.split(/[^\w-]+/)
  const service = services.find(({ name }) => words.includes(name))
  const key = service && words.find((word) => word !== service.name && word in service.written)
  if (service && key !== undefined) return find(['services', service.name, key])
  if (told !== undefined) return lineInGuide(block, Number(told))
  return find(service ? ['services', service.name] : [])
}

const answerOf = remembered<ComposeAnswer>()

async function ofFile(compose: GuideCompose, guide: Guide, bench: Workbench): Promise<Finding[]> {
  const { block, name } = compose
  const path = bench.fileOf(block)
  if (path === undefined || hasHoles(block.text)) return []
  const values = sampleValues(samplesOf(guide))
  const { text } = block
  const ask = () => askCompose({ path, text, values, labels: bench.labels })
  const answer = await answerOf([text, values, name], ask)
  const { problems } = composeVerdict(answer, readProblems(block.text, { values }))
  const [first] = problems.filter(
    (problem) => !partial.test(problem) && (block.path !== undefined || !inTheRest.test(problem)),
  )
  if (first === undefined) return []
  return [
    {
      id: 'compose-refused',
      line: lineOf(first, compose),
      related: [],
      problem: `Docker Compose does not take ${name}.`,
      ran:
        answer.kind === 'unknown'
          ? 'the schema and the rules of Docker Compose'
          : `docker compose --file ${name} config (${answer.version})`,
      printed: first,
      fix: 'Correct what it names.',
      claims: ['container.compose-valid'],
    },
  ]
}

export const composeRefused: Finder = async (guide, bench) => {
  const found: Finding[] = []
  for (const compose of composeFilesOf(guide)) found.push(...(await ofFile(compose, guide, bench)))
  return found
}
