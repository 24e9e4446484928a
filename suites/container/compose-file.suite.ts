/** The compose file itself: what can be checked without starting anything. */
import { inconclusive } from '#gate/errors.ts'
import {
  askCompose,
  composedServices,
  type Question,
} from '#gate/kit/deploy/compose/compose-answer.ts'
import { type ComposeService, readCompose } from '#gate/kit/deploy/compose/compose-file.ts'
import { readProblems } from '#gate/kit/deploy/compose/compose-problems.ts'
import { composeVerdict } from '#gate/kit/deploy/compose/compose-verdict.ts'
import { imageOf } from '#gate/kit/deploy/compose/pinned.ts'
import { publicPorts } from '#gate/kit/deploy/compose/ports.ts'
import { namedServices } from '#gate/kit/deploy/compose/services.ts'
import { variablesOf } from '#gate/kit/deploy/compose/substitution.ts'
import { environmentValues, namesIn } from '#gate/kit/deploy/environment-file.ts'
import { check } from '#gate/run/check.ts'
import type { Target } from '#gate/system/target.ts'

/** Compose sets these itself, or every shell does. */
const alwaysSet = new Set(['PWD', 'HOME', 'USER', 'COMPOSE_PROJECT_NAME'])

/** The example's variables; one that is commented out counts as named, too. */
function exampleOf(text: string) {
  const values = Object.entries(environmentValues(text)).filter(([, value]) => value !== '')
  return {
    named: new Set(namesIn(text)),
    values: Object.fromEntries(values) as Record<string, string>,
  }
}

async function readExample(target: Target) {
  const hasExample = target.config.manifests?.environment !== undefined
  return exampleOf(hasExample ? (await target.manifest('environment')).text : '')
}

/** A file that is no YAML has no services: the verdict on it says so. */
function servicesIn(text: string): readonly ComposeService[] {
  try {
    return readCompose(text).services
  } catch {
    return []
  }
}

/** The services as written, and those of other files where Compose could put them together. */
async function allServices(question: Question, hasMore: boolean) {
  const composed = hasMore ? await composedServices(question) : undefined
  return servicesIn(composed ? JSON.stringify({ services: composed }) : question.text)
}

check('container.compose-valid', async ({ target, evidence, expect }) => {
  const { text, absolute: path } = await target.manifest('compose')
  const { config, labels } = target
  const { named, values } = await readExample(target)
  const question = { path, text, values, labels }
  const isStack = config.manifests?.stack === config.manifests?.compose
  const reading = readProblems(text, { values, isStack })
  const answer = await askCompose(question)
  const { problems, doubts } = composeVerdict(answer, reading)
  evidence.observe('schema', { answer, problems, doubts })
  evidence.floor('schema', 1)
  expect.soft(problems.slice(0, 10), 'problems of the compose file').toEqual([])

  for (const { name, absence } of variablesOf(reading.document)) {
    const isNamed = named.has(name)
    evidence.observe('variable', { name, absence, isNamed })
    // A required variable stops the start if it is missing; one without a default is then empty.
    const isSettled = absence !== 'none' || values[name] !== undefined || alwaysSet.has(name)
    expect.soft(isSettled, `${name} is set, has a default or is required`).toBe(true)
  }

  const services = await allServices(question, reading.elsewhere.length > 0)
  const { edge } = namedServices(services, config)
  const open: string[] = []
  for (const { name, written } of services) {
    const image = imageOf(written.image, values)
    const ports = publicPorts(written, values)
    evidence.observe('service', { name, image, ports })
    // The operator chooses the image of a release; the file requires that it is set.
    if (image !== undefined && !image.isChosen) {
      expect.soft(image.isPinned, `image ${image.text} of ${name} is pinned`).toBe(true)
    }
    if (name === edge) continue
    expect.soft(ports.open, `ports published by ${name}`).toEqual([])
    if (ports.unknown.length > 0) open.push(name)
  }
  // A file that is refused may have none to look at.
  if (problems.length === 0) evidence.floor('service', 1)
  if (open.length > 0) doubts.push(`only the operator knows where ${open.join(', ')} is published`)
  if (doubts.length > 0) throw inconclusive(doubts.join('; '))
})
