/** Goal: steps that do nothing, or push what none of them builds, are found; no others. */
import { describe, expect, test } from 'vitest'
import { orderProblems } from './build-order.ts'
import { readBuild } from './build-steps.ts'
import { bash, steps } from './testing/builds.ts'

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: the notation of Cloud Build
const problemsOf = (text: string) => orderProblems(readBuild(text))
const build = '{ name: gcr.io/cloud-builders/docker, args: [build, -t, "$_IMAGE:$COMMIT_SHA", .] }'
const push = '{ name: gcr.io/cloud-builders/docker, args: [push, "$_IMAGE:$COMMIT_SHA"] }'
const unbuilt = 'no step before it builds ${_IMAGE}:${COMMIT_SHA}, which is pushed'

describe('found', () => {
  test.each([
    [
      'a builder that is told nothing',
      steps('{ name: gcr.io/cloud-builders/docker }', push),
      [unbuilt, 'line 2: the step does nothing: it gives docker no command ("args")'],
    ],
    ['a push alone', steps(push), [unbuilt]],
    ['a push before the build', steps(push, build), [unbuilt]],
    [
      'a build of another image',
      steps('{ name: docker, args: [build, -t, a/b, .] }', '{ name: docker, args: [push, a/c] }'),
      ['no step before it builds a/c, which is pushed'],
    ],
    [
      'an image that the file pushes at its end',
      `${steps('{ name: docker, args: [build, -t, a.dev/web, .] }')}images: [a.dev/api]\n`,
      ['no step before it builds a.dev/api, which is pushed'],
    ],
  ])('%s', (_, text, expected) => expect(problemsOf(text)).toEqual(expected))
})

describe('what a deployment waits for', () => {
  const waiting = (id: string, words: string, more = '') =>
    `{ id: ${id}, name: gcr.io/cloud-builders/docker, args: [${words}]${more} }`
  const [first, second] = [waiting('b', 'build, -t, a.dev/api, .'), waiting('p', 'push, a.dev/api')]
  const deploy = (more: string) =>
    `{ name: a, entrypoint: gcloud, args: [run, deploy, api, --image, a.dev/api]${more} }`
  const other = waiting('t', 'version', ', waitFor: [p]')
  const late = ['run deploy api: does not wait for the push of its image']
  test.each([
    ['all', '', []],
    ['all, by an empty list', ', waitFor: []', []],
    ['the push', ', waitFor: [p]', []],
    ['a step that waits for it', ', waitFor: [t]', []],
    ['a step that nobody knows', ', waitFor: [x]', []],
    ['the build alone', ', waitFor: [b]', late],
  ])('%s', (_, more, expected) => {
    expect(problemsOf(steps(first, second, other, deploy(more)))).toEqual(expected)
  })
})

describe('no mistake, or not known', () => {
  test.each([
    ['built and pushed', steps(build, push)],
    ['built, and pushed at the end', `${steps(build)}images: ["$_IMAGE:$COMMIT_SHA"]\n`],
    ['another tag of it', steps(build, push.replace('$COMMIT_SHA', 'latest'))],
    ['a build of what may be it', steps('{ name: docker, args: [build, -t, b, .] }', push)],
    ['pulled and tagged', steps('{ name: docker, args: [pull, a] }', push)],
    ['built by Compose', steps('{ name: docker, args: [compose, build] }', push)],
    ['built by a bake file', steps('{ name: docker, args: [buildx, bake] }', push)],
    ['built under a name that is not written', steps('{ name: docker, args: [build, .] }', push)],
    ['built by a script', steps('{ name: a, entrypoint: bash, args: [./build.sh] }', push)],
    ['built by another program', steps('{ name: ko, args: [build] }', push)],
    ['built in a shell', bash('docker build -t "$_IMAGE:$COMMIT_SHA" . && docker push "$_IMAGE"')],
    [
      'another command tags it as the latest',
      steps(
        '{ name: docker, args: [build, -t, "a.dev/api:$COMMIT_SHA", .] }',
        '{ name: docker, args: [push, "a.dev/api:$COMMIT_SHA"] }',
        '{ name: gcloud, args: [artifacts, docker, tags, add, "a.dev/api:1", "a.dev/api:latest"] }',
        '{ name: gcloud, args: [run, deploy, api, --image, a.dev/api] }',
      ),
    ],
    ['an image of a team that needs no arguments', steps('{ name: gcr.io/p/docker }')],
    ['a script in place of arguments', steps('{ name: gcr.io/cloud-builders/gcloud, script: ls }')],
  ])('%s', (_, text) => expect(problemsOf(text)).toEqual([]))
})
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: the notation of Cloud Build
