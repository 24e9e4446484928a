/** Goal: a file is taken for a manifest only where it describes this deployment. */
import { rmSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { Folder } from '../read/files.ts'
import { folderOf } from '../testing/backends.ts'
import { manifestFindings } from './manifests.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function manifestsOf(files: Readonly<Record<string, string>>) {
  const path = folderOf(files)
  folders.push(path)
  const { guesses } = manifestFindings(new Folder(path))
  return Object.fromEntries(guesses.map(({ path: [, name], value }) => [name, value]))
}

test.each([
  'steps:\n- { name: gcloud, args: [run, deploy, api] }\n',
  'steps:\n- name: gcloud\n  args:\n  - run\n  - services\n  - update\n',
  'steps:\n- { name: sdk, script: "gcloud beta run deploy api" }\n',
  'steps:\n- { name: sdk, entrypoint: bash, args: [deploy.sh] }\n',
])('%j deploys to Cloud Run, or may', (text) => {
  expect(manifestsOf({ 'cloudbuild.yaml': text })).toEqual({ cloudBuild: 'cloudbuild.yaml' })
})

test.each([
  'steps:\n- { name: gcr.io/cloud-builders/gcloud, args: [functions, deploy, api] }\n',
  'steps:\n- { name: gcr.io/cloud-builders/gke-deploy, args: [prepare] }\n',
  'steps:\n- { name: gcr.io/cloud-builders/npm, args: [run, test] }\n',
  'steps:\n- { name: docker, args: [push, a.dev/run-source-deploy/api] }\n',
  '# steps:\n# - { name: gcloud, args: [run, deploy, api] }\n',
])('%j does not', (text) => {
  expect(manifestsOf({ 'cloudbuild.yaml': text })).toEqual({})
})

test.each([
  'taskdef.json',
  '.github/task-definition.json',
  'ecs/task_definition.yaml',
  'deploy/aws/task-definition.json',
])('%s is a task definition', (ecsTask) => {
  expect(manifestsOf({ [ecsTask]: '{}' })).toEqual({ ecsTask })
})

test.each(['cloudbuild.json', 'deploy/cloudbuild.yaml', 'infra/gcp/cloudbuild.yml'])(
  '%s is a build',
  (cloudBuild) => {
    const text = 'steps: [{ name: gcloud, args: [run, deploy, api] }]'
    expect(manifestsOf({ [cloudBuild]: text })).toEqual({ cloudBuild })
  },
)

test('Beanstalk reads its options beside the image, or alone', () => {
  const options = { '.ebextensions/b.config': '', '.ebextensions/a.config': '' }
  const extensions = ['.ebextensions/a.config', '.ebextensions/b.config']
  expect(manifestsOf(options)).toEqual({ beanstalk: extensions })
  expect(manifestsOf({ ...options, 'Dockerrun.aws.json': '{}' })).toEqual({
    beanstalk: ['Dockerrun.aws.json', ...extensions],
  })
  expect(manifestsOf({ 'Dockerrun.aws.json': '{}' })).toEqual({ beanstalk: 'Dockerrun.aws.json' })
  const platform = { Procfile: 'web: x', '.elasticbeanstalk/config.yml': 'global: {}' }
  expect(manifestsOf(platform)).toEqual({})
  expect(manifestsOf({ ...options, ...platform })).toEqual({
    beanstalk: ['.elasticbeanstalk/config.yml', ...extensions],
  })
})
