/** Health checks whose program is not in the image: such a container is never healthy. */
import { basename } from 'node:path'
import { commandsIn } from '#gate/kit/deploy/cloud/shell.ts'
import { mapOf } from '#gate/yaml-map.ts'
import { programsOf } from '../deployment/base-images.ts'
import { composeFilesOf } from '../deployment/compose-files.ts'
import { type GuideImage, imagesOf } from '../deployment/dockerfiles.ts'
import { checkWords, type HealthCheck, healthChecksOf } from '../deployment/probes.ts'
import { imageFor } from '../deployment/processes.ts'
import type { Guide } from '../document/guide.ts'
import type { Finder } from './finder.ts'

/** What the shell has of its own. */
const builtIn =
  /^(?:exit|test|\[|\[\[|echo|true|false|set|:|cd|export|if|return|exec|printf|kill|wait|command)$/

/** The programs that a check starts, the shell among them. */
function programsIn(words: readonly string[]): string[] {
  const [first = ''] = words
  const isShell = /^(?:.*\/)?(?:ba|da|a)?sh$/.test(first)
  const script = isShell ? words[words.findIndex((word) => /^-\w*c$/.test(word)) + 1] : undefined
  if (script === undefined) return first === '' ? [] : [first]
  const inner = commandsIn(script, {}).flatMap(([program]) => program ?? [])
  return [first, ...inner.filter((name) => !builtIn.test(name))]
}

/** Words of all instructions that put programs into an image. */
function installed({ instructions }: GuideImage): string {
  return instructions
    .filter(({ keyword }) => ['RUN', 'COPY', 'ADD'].includes(keyword))
    .map(({ text }) => text)
    .join(' ')
}

/** Whether an image has a program; undefined if nobody here knows. */
function has(image: GuideImage, program: string): boolean | undefined {
  const name = basename(program)
  // Whatever an instruction does with it: the program is spoken of.
  if (new RegExp(`(?<![\\w-])${name.replace(/\W/g, '\\$&')}(?![\\w])`).test(installed(image))) {
    return true
  }
  // A file of the backend's own.
  if (program.includes('/') && !/^\/(?:usr\/)?(?:local\/)?s?bin\//.test(program)) return undefined
  return image.base === undefined ? undefined : programsOf(image.base)?.(name)
}

interface Run {
  check: HealthCheck
  image: GuideImage
}

/** Checks with the image that they run in. */
function runsOf(guide: Guide): Run[] {
  const images = imagesOf(guide)
  const checks = healthChecksOf(guide)
  const services = composeFilesOf(guide).flatMap((compose) => compose.services)
  return checks.flatMap((check) => {
    const service = services.find(({ name }) => name === check.service)
    const image = service
      ? imageFor(service, images)
      : (images.find(({ name }) => check.name.endsWith(` ${name}`)) ??
        (images.length === 1 ? images[0] : undefined))
    return image ? [{ check, image }] : []
  })
}

/** Checks of services that run a well-known image as it is. */
function ofStockImages(guide: Guide): { check: HealthCheck; image: string }[] {
  return composeFilesOf(guide).flatMap((compose) =>
    compose.services
      .filter(({ image, written }) => image !== '' && written.build === undefined)
      .flatMap(({ name, image, written }) => {
        const words = checkWords(mapOf(written.healthcheck).test)
        const line = compose.lineOf(['services', name, 'healthcheck', 'test'])
        const check = { words, line, name: `the healthcheck of ${name} in ${compose.name}` }
        return words.length === 0 ? [] : [{ check, image }]
      }),
  )
}

function finding({ name, line }: HealthCheck, program: string, image: string) {
  return {
    id: 'health-check-program-missing',
    line,
    related: [],
    problem: `The image does not have ${program}, so ${name} never succeeds.`,
    ran: `looked for ${program} in ${image} and in what the build installs`,
    printed: `${program}: not found`,
    fix: `Install ${program} in the image, or check with a program that it has.`,
    claims: ['container.healthcheck', 'container.unhealthy-detected'] as const,
  }
}

export const healthProgram: Finder = (guide) => [
  ...runsOf(guide).flatMap(({ check, image }) => {
    const missing = programsIn(check.words).find((program) => has(image, program) === false)
    return missing === undefined ? [] : [finding(check, missing, image.base ?? image.name)]
  }),
  ...ofStockImages(guide).flatMap(({ check, image }) => {
    const knows = programsOf(image)
    const missing = programsIn(check.words).find((program) => knows?.(basename(program)) === false)
    return missing === undefined ? [] : [finding(check, missing, image)]
  }),
]
