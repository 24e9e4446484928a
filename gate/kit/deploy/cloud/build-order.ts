/** What is wrong with the steps of a build as a whole: what each needs of those before it. Pure. */
import { basename } from 'node:path'
import { canBeOne, imagesIn, isUnpushed, tagsBeside } from './build-images.ts'
import type { Build, Step } from './build-steps.ts'
import { runCommandOf } from './gcloud.ts'
import { repositoryOf } from './platform.ts'
import type { Words } from './shell.ts'

/** Deployments of an image that no step has pushed by then: there is none to be deployed. */
function* unpushed(all: readonly Words[]): Generator<string> {
  for (const [at, words] of all.entries()) {
    const command = runCommandOf(words)
    for (const image of command?.options.values('--image') ?? []) {
      const what = `run ${command?.verb} ${command?.name}`
      const tags = tagsBeside(image, all.slice(0, at))
      if (tags) yield `${what}: deploys ${image}, and the build makes ${tags.join(', ')} of it`
      else if (isUnpushed(image, all.slice(0, at))) {
        yield `${what}: no step before it pushes the image`
      }
    }
  }
}

/** Deployments that do not wait for the step before them that pushes their image. */
function* unawaited(steps: readonly Step[]): Generator<string> {
  for (const [at, { awaited, commands }] of steps.entries()) {
    const before = steps.slice(0, at).flatMap((step) => step.commands)
    const ended = awaited.flatMap((index) => steps[index]?.commands ?? [])
    for (const [own, words] of commands.entries()) {
      const command = runCommandOf(words)
      const mine = commands.slice(0, own)
      for (const image of command?.options.values('--image') ?? []) {
        const isPushed = !isUnpushed(image, [...before, ...mine])
        if (isPushed && isUnpushed(image, [...ended, ...mine]))
          yield `run ${command?.verb} ${command?.name}: does not wait for the push of its image`
      }
    }
  }
}

/** Whether a command may make an image of which it does not say the name. */
function mayMakeAny(words: Words): boolean {
  const [program = '', verb = ''] = words
  if (basename(program) === 'gcloud') return verb !== 'run'
  if (basename(program) !== 'docker') return true
  if (verb === 'build') return imagesIn([words]).built.length === 0
  return !['', 'push', 'login', 'version', 'info'].includes(verb)
}

/** Images that are pushed while no command makes them: the push ends the build. */
function* unbuilt(all: readonly Words[], { images }: Build): Generator<string> {
  const pushes = all.map((words) => (words[1] === 'push' ? imagesIn([words]).pushed : []))
  const atEnd = images.map((image) => ({ image, before: all }))
  const within = pushes.flatMap((pushed, at) =>
    pushed.map((image) => ({ image, before: all.slice(0, at) })),
  )
  for (const { image, before } of [...within, ...atEnd]) {
    if (before.some(mayMakeAny)) continue
    const isMade = imagesIn(before).built.some(
      (each) => repositoryOf(each) === repositoryOf(image) || canBeOne(each, image),
    )
    if (!isMade) yield `no step before it builds ${image}, which is pushed`
  }
}

/**
 * Steps without an image to run in: Cloud Build refuses the whole file.
 * https://cloud.google.com/build/docs/build-config-file-schema#name
 */
function imageless(steps: readonly Step[]): string[] {
  return steps
    .filter(({ image }) => image === undefined)
    .map(({ lines: [line] }) => `line ${line}: the step names no builder image ("name")`)
}

/** Google's builders print how they are used, and succeed, where they are told nothing. */
const builder = /^gcr\.io\/cloud-builders\/(docker|gcloud)(?=:|@|$)/

function idle(steps: readonly Step[]): string[] {
  return steps.flatMap(({ image = '', lines: [line], commands, opaque }) => {
    const program = builder.exec(image)?.[1]
    const isTold = opaque.length > 0 || commands.length !== 1 || commands[0]?.length !== 1
    if (program === undefined || isTold || commands[0]?.[0] !== program) return []
    return [`line ${line}: the step does nothing: it gives ${program} no command ("args")`]
  })
}

/** Everything that is wrong with the order of the steps, and with steps of their own. */
export function orderProblems(build: Build): string[] {
  const { steps } = build
  const hidden = steps.some(({ opaque }) => opaque.length > 0)
  const all = steps.flatMap(({ commands }) => commands)
  const ordered = hidden ? [] : [...unpushed(all), ...unawaited(steps), ...unbuilt(all, build)]
  return [...ordered, ...imageless(steps), ...idle(steps)]
}
