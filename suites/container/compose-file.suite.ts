/** The compose file itself: what can be checked without starting anything. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { inconclusive } from '#gate/errors.ts'
import {
  askCompose,
  composedServices,
  type Question,
} from '#gate/kit/deploy/compose/compose-answer.ts'
import { type ComposeService, readCompose } from '#gate/kit/deploy/compose/compose-file.ts'
import { readProblems } from '#gate/kit/deploy/compose/compose-problems.ts'
import { composeVerdict } from '#gate/kit/deploy/compose/compose-verdict.ts'
import { frontDoor } from '#gate/kit/deploy/compose/front-door.ts'
import { baseFileOf } from '#gate/kit/deploy/compose/layers.ts'
import { composeManifest } from '#gate/kit/deploy/compose/manifest.ts'
import { imageOf, originsOf } from '#gate/kit/deploy/compose/pinned.ts'
import { publicPorts } from '#gate/kit/deploy/compose/ports.ts'
import { settledVariables } from '#gate/kit/deploy/compose/settled-variables.ts'
import { includedValues, wholeCompose } from '#gate/kit/deploy/compose/whole.ts'
import { environmentValues } from '#gate/kit/deploy/environment-file.ts'
import { alwaysRequired } from '#gate/kit/deploy/needed-variables.ts'
import { check } from '#gate/run/check.ts'
import { secretVariables } from '#gate/system/environment.ts'
import type { Target } from '#gate/system/target.ts'

/** The values of the example, those that it leaves empty included. */
async function readExample(target: Target): Promise<Record<string, string>> {
  const hasExample = target.config.manifests?.environment !== undefined
  return environmentValues(hasExample ? (await target.manifest('environment')).text : '')
}

/** What Compose reads beside the file: of this machine, and perhaps of production. */
function readBeside(path: string): Record<string, string> {
  const file = join(dirname(path), '.env')
  return existsSync(file) ? environmentValues(readFileSync(file, 'utf8')) : {}
}

/** A value that is empty is none where it is put in. */
function filled(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
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
async function allServices(question: Question, file: string, hasMore: boolean) {
  const composed = hasMore ? await composedServices(question) : undefined
  const whole = () => wholeCompose(question.text, file)
  return servicesIn(composed ? JSON.stringify({ services: composed }) : whole())
}

/** The last of the files, and those below it, which are sought if the config names only one. */
function layersOf(files: readonly string[]): { path: string; bases: string[] } {
  const [path = '', ...below] = files.toReversed()
  const base = below.length === 0 ? baseFileOf(path) : undefined
  return { path, bases: base === undefined ? below.reverse() : [base] }
}

check('container.compose-valid', async ({ target, evidence, expect }) => {
  const { text, absolute, files } = await composeManifest(target)
  const { config, labels } = target
  const example = await readExample(target)
  const values = filled(example)
  const { path, bases } = layersOf(files.map((file) => file.absolute))
  const question = { path, text, bases, values, labels }
  const isWritten = files.length === 1
  const isStack = files.every((file) => file.path === config.manifests?.stack)
  const profiles = config.launch?.kind === 'compose' ? (config.launch.profiles ?? []) : []
  const isLaidOver = isWritten && bases.length > 0
  const reading = readProblems(text, { values, isStack, isLaidOver, isWritten, profiles })
  const answer = await askCompose(question)
  const { problems, doubts } = composeVerdict(answer, reading)
  evidence.observe('schema', { answer, problems, doubts })
  evidence.floor('schema', 1)
  expect.soft(problems.slice(0, 10), 'problems of the compose file').toEqual([])

  // Empty, the last two let in everybody or nobody.
  const { trustedHosts, corsOrigins } = config.settings ?? {}
  const guards = [trustedHosts, corsOrigins].filter((name) => name !== undefined)
  const needed = [...alwaysRequired(config), ...secretVariables(config), ...guards]
  const [left, onlyBeside]: [string[], string[]] = [[], []]
  const sample = { values: example, beside: readBeside(absolute), needed }
  for (const variable of settledVariables(reading.document, sample)) {
    const { name, isSettled } = variable
    evidence.observe('variable', variable)
    if (isSettled === 'beside') onlyBeside.push(name)
    else if (isSettled === 'empty') left.push(name)
    // A required variable stops the start if it is missing; one without a default is then empty.
    else expect.soft(isSettled, `${name} is set, has a default or is required`).toBe('yes')
  }
  if (left.length > 0) doubts.push(`the example leaves ${left.join(', ')} empty`)
  if (onlyBeside.length > 0) {
    const names = [...new Set(onlyBeside)].join(', ')
    doubts.push(`only .env sets ${names}: if it is production's, manifests.environment names it`)
  }

  const services = await allServices(question, absolute, reading.elsewhere.length > 0)
  // Files that it includes may have values of their own.
  const given = { ...includedValues(text, absolute), ...values }
  const door = frontDoor(services, config, given)
  const origins = originsOf(services, given)
  const open: string[] = []
  for (const { name, written } of services) {
    const image = imageOf(written.image, given)
    const ports = publicPorts(written, given)
    evidence.observe('service', { name, image, origin: origins.get(name), ports })
    // The operator chooses the image of a release; the file requires that it is set.
    if (image !== undefined && !image.isChosen) {
      const origin = origins.get(name)
      if (origin === 'either' && !image.isPinned) {
        doubts.push(`${image.text} of ${name} is built here, and is fetched if it is there`)
      } else if (origin === 'fetched' && image.text === '') {
        // A variable that has no value: that was said.
      } else if (origin === 'fetched') {
        expect.soft(image.isPinned, `image ${image.text} of ${name} is pinned`).toBe(true)
      }
    }
    if (name === door) continue
    expect.soft(ports.open, `ports published by ${name}`).toEqual([])
    if (ports.unknown.length > 0) open.push(name)
  }
  // A file that is refused may have none to look at.
  if (problems.length === 0) evidence.floor('service', 1)
  if (open.length > 0) doubts.push(`only the operator knows where ${open.join(', ')} is published`)
  if (doubts.length > 0) throw inconclusive(doubts.join('; '))
})
