/** Goal: what a build deploys to Cloud Run is read however its steps are written. */
import { describe, expect, test } from 'vitest'
import { cloudBuildPlatform } from './cloud-build.ts'
import { bash, gcloud, repositories, scripted, steps } from './testing/builds.ts'

const deployment =
  'gcloud run deploy api --image=gcr.io/p/api:1 --region=europe-west3 --port=8000 --max-instances=6'
const words = deployment.split(' ')
const deployed = {
  images: ['gcr.io/p/api:1'],
  ports: [8000],
  regions: ['europe-west3'],
  maxInstances: { count: 6, from: '--max-instances' },
  problems: [],
  unknown: [],
}

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: the notation of Cloud Build
describe('the step is a shell', () => {
  test.each([
    ['bash -c', bash(deployment)],
    ['sh with options', bash(`set -e\n${deployment}`, '/bin/sh', '-exc')],
    ['bash of the arguments', steps(`{ name: ubuntu, args: [bash, -c, "${deployment}"] }`)],
    [
      'options apart',
      steps(`{ name: a, entrypoint: bash, args: [-eu, -o, pipefail, -c, "${deployment}"] }`),
    ],
    ['a script', scripted(deployment)],
    ['a script that says its shell', scripted(`#!/usr/bin/env bash\n${deployment}`)],
    ['after another command', bash(`gcloud config set project p && ${deployment}; echo done`)],
    ['in a branch', bash(`if [ "$BRANCH_NAME" = main ]; then\n  ${deployment}\nfi`)],
    ['for its output', bash(`URL=$$(${deployment} --format='value(status.url)')`)],
    ['in a shell in a shell', bash(`bash -c "${deployment}"`)],
    ['behind another program', bash(`timeout 600 ${deployment}`)],
    ['the beta of gcloud', bash(deployment.replace('gcloud', 'gcloud --quiet beta'))],
    [
      'an image that is gcloud',
      steps(`{ name: gcr.io/cloud-builders/gcloud, args: [${words.slice(1).join(', ')}] }`),
    ],
    ['an image that has it', steps(`{ name: google/cloud-sdk:slim, args: [${words.join(', ')}] }`)],
    [
      'arguments in one text',
      steps(`{ name: a, entrypoint: gcloud, args: "${deployment.slice(7)}" }`),
    ],
  ])('%s', (_, text) => {
    expect(cloudBuildPlatform(text)).toMatchObject(deployed)
  })
})

describe('words of a script are those of the shell', () => {
  test('quotes and continuations', () => {
    const read = cloudBuildPlatform(
      scripted(`docker build -t \\
  gcr.io/p/api:1 .
docker push gcr.io/p/api:1
gcloud run deploy api --image="gcr.io/p/api:1" --port "8000" \\
  --max-instances="6" --set-env-vars="ENVIRONMENT=production,NAME=My App"`),
    )
    expect(repositories(read.images)).toEqual(['gcr.io/p/api'])
    expect(read).toMatchObject({ ports: [8000], maxInstances: { count: 6 }, problems: [] })
    expect(read.plain).toEqual({ ENVIRONMENT: 'production', NAME: 'My App' })
  })
  test('variables of the script', () => {
    const read = cloudBuildPlatform(
      bash(`IMAGE="gcr.io/$PROJECT_ID/api:$SHORT_SHA"
docker build -t "$$IMAGE" . && docker push "$$IMAGE"
FLAGS=(--port=8000 --region europe-west3)
gcloud run deploy api --image "$\${IMAGE}" "$\${FLAGS[@]}"`),
    )
    expect(read).toMatchObject({ ports: [8000], regions: ['europe-west3'], problems: [] })
    expect(read.images).toEqual(Array(3).fill('gcr.io/${PROJECT_ID}/api:${SHORT_SHA}'))
  })
  test('variables that the step is given', () => {
    const read = cloudBuildPlatform(`substitutions: { _PORT: "8000" }
options: { env: ["REGION=europe-west3"] }
steps:
  - name: a
    env: ["IMAGE=gcr.io/p/api", "PORT=$_PORT"]
    script: gcloud run deploy api --image $IMAGE --port $PORT --region $REGION
`)
    expect(read).toMatchObject({
      images: ['gcr.io/p/api'],
      ports: [8000],
      regions: ['europe-west3'],
    })
  })
  test('secrets that a command or the build fetches are no words', () => {
    const read = cloudBuildPlatform(
      bash(`gcloud run deploy api --image a --port 8000 \\
  --set-env-vars "SECRET_KEY=$$SECRET_KEY,DATABASE_URL=postgresql://app:$$(cat password)@db/app"`),
    )
    expect(read.plain).toEqual({})
    expect(read.references).toEqual(['SECRET_KEY', 'DATABASE_URL'])
  })
  test('a word for a number leaves it to Cloud Run', () => {
    const read = cloudBuildPlatform(
      gcloud('run', 'deploy', 'a', '--image', 'b', '--max-instances', 'default'),
    )
    expect(read.maxInstances).toEqual({ count: 100, from: "Cloud Run's default" })
  })
})

describe('one image is one in every spelling', () => {
  const region = '${_REGION}-docker.pkg.dev/$PROJECT_ID/r/api'
  test('substitutions of substitutions', () => {
    const read = cloudBuildPlatform(`substitutions: { _REGION: europe-west3, _IMAGE: "${region}" }
options: { dynamicSubstitutions: true }
steps:
  - { name: gcr.io/cloud-builders/docker, args: [build, -t, "${region}:1", .] }
  - { name: gcr.io/cloud-builders/docker, args: [push, "${region}:1"] }
  - { name: a, entrypoint: gcloud, args: [run, deploy, api, --image, "$_IMAGE:1", --port=8000] }
`)
    expect(repositories(read.images)).toEqual(['europe-west3-docker.pkg.dev/${PROJECT_ID}/r/api'])
    expect(read).toMatchObject({
      regions: ['europe-west3', 'europe-west3', 'europe-west3'],
      problems: [],
      unknown: [],
    })
  })
  test.each([
    ['gcr.io/$PROJECT_ID/api', 'gcr.io/${PROJECT_ID}/api:$COMMIT_SHA'],
    ['gcr.io/p/api:latest', 'gcr.io/p/api@sha256:0a1b'],
    ['docker.io/org/api', 'org/api:1'],
    ['gcr.io/p/api:${_TAG:-1}', 'gcr.io/p/api:2'],
  ])('%s and %s', (built, deployedImage) => {
    const read = cloudBuildPlatform(
      steps(
        `{ name: gcr.io/cloud-builders/docker, args: [build, -t, "${built}", .] }`,
        `{ name: gcr.io/cloud-builders/docker, args: [push, "${built}"] }`,
        `{ name: a, entrypoint: gcloud, args: [run, deploy, api, --image, "${deployedImage}"] }`,
      ),
    )
    expect(read.images).toHaveLength(3)
    expect(repositories(read.images)).toHaveLength(1)
  })
  test('an image gets another name before it is pushed', () => {
    const read = cloudBuildPlatform(
      scripted(`docker build -t api . && docker tag api gcr.io/p/api:1
docker push gcr.io/p/api:1
gcloud run deploy api --image gcr.io/p/api:1 --port 8000`),
    )
    expect(repositories(read.images)).toEqual(['gcr.io/p/api'])
  })
  test.each([
    [
      'kaniko',
      steps(
        '{ name: gcr.io/kaniko-project/executor, args: [--destination=gcr.io/p/api:1] }',
        `{ name: a, entrypoint: bash, args: [-c, "${deployment}"] }`,
      ),
    ],
    ['buildx', scripted(`docker buildx build --push -t gcr.io/p/api:1 .\n${deployment}`)],
    ['a build in a build', scripted(`gcloud builds submit --tag gcr.io/p/api:1\n${deployment}`)],
    ['a buildpack', scripted(`pack build gcr.io/p/api:1 --publish\n${deployment}`)],
    ['nothing: it was built before', scripted(deployment)],
    [
      'more than one image',
      scripted(`docker build -t gcr.io/p/jobs .\ndocker build -t gcr.io/p/api .\n${deployment}`),
    ],
  ])('built by %s', (_, text) => {
    const read = cloudBuildPlatform(text)
    expect(repositories(read.images)).toEqual(['gcr.io/p/api'])
    expect(read.unknown).toEqual([])
  })
  test('another image than the one that was built', () => {
    const read = cloudBuildPlatform(scripted(`docker build -t gcr.io/p/app .\n${deployment}`))
    expect(repositories(read.images)).toEqual(['gcr.io/p/app', 'gcr.io/p/api'])
  })
  test('an image that was built and not pushed, where another was', () => {
    const read = cloudBuildPlatform(
      scripted(`docker build -t gcr.io/p/api .\ndocker push gcr.io/p/apl\n${deployment}`),
    )
    expect(repositories(read.images)).toContain('gcr.io/p/apl')
  })
  test('images that may be one for some values are a doubt', () => {
    const text = scripted(`docker build -t gcr.io/$_PROJECT/api .\n${deployment}`)
    const read = cloudBuildPlatform(text)
    expect(repositories(read.images)).toEqual(['gcr.io/p/api'])
    expect(read.unknown.join()).toMatch(
      /cannot tell whether gcr.io\/p\/api:1 is gcr.io\/\$\{_PROJECT\}\/api/,
    )
  })
})

describe('a deployment is one of gcloud', () => {
  test.each([
    steps('{ name: node:24, entrypoint: npm, args: [run, deploy] }'),
    steps('{ name: gcr.io/cloud-builders/npm, args: [run, deploy] }'),
    steps('{ name: gcr.io/cloud-builders/docker, args: [run, deploy-tools] }'),
    scripted('echo gcloud run deploy api'),
    scripted('# gcloud run deploy api'),
    gcloud('run', 'jobs', 'deploy', 'api'),
    gcloud('functions', 'deploy', 'run'),
    gcloud('run', 'services', 'describe', 'deploy'),
  ])('%j deploys nothing', (text) => {
    expect(cloudBuildPlatform(text)).toMatchObject({ problems: ['no step deploys to Cloud Run'] })
  })

  test('a step that names no image to run in is a problem, with its line', () => {
    const text = steps(
      `{ name: a, entrypoint: bash, args: [-c, "${deployment}"] }`,
      '{ args: [push, x] }',
    )
    const problems = ['line 3: the step names no builder image ("name")']
    expect(cloudBuildPlatform(text)).toMatchObject({ problems })
  })
  test.each([
    [
      gcloud('run', 'services', 'replace', 'service.yaml'),
      'cannot see the service in service.yaml (run services replace)',
    ],
    [
      steps('{ name: a, entrypoint: bash, args: [./deploy.sh, api] }'),
      'line 2: cannot see what "bash ./deploy.sh" deploys',
    ],
    [
      scripted('./scripts/deploy.sh api'),
      'line 2: cannot see what "./scripts/deploy.sh api" deploys',
    ],
    [
      steps('{ name: a, entrypoint: make, args: [deploy] }'),
      'line 2: cannot see what "make deploy" deploys',
    ],
    [
      steps('{ name: hashicorp/terraform, entrypoint: terraform, args: [apply] }'),
      'line 2: cannot see what "terraform apply" deploys',
    ],
    [
      steps('{ name: "hashicorp/terraform:1.8", args: [apply, -auto-approve] }'),
      'line 2: cannot see what "terraform apply -auto-approve" deploys',
    ],
    [
      steps('{ name: "eu.gcr.io/p/run-deployer@sha256:0", args: [prod] }'),
      'line 2: cannot see what "deployer prod" deploys',
    ],
  ])('%j is said to be what it is', (text, doubt) => {
    expect(cloudBuildPlatform(text)).toMatchObject({ problems: [], unknown: [doubt] })
  })
  test('of sources it needs no image', () => {
    const read = cloudBuildPlatform(gcloud('run', 'deploy', 'a', '--source', '.', '--port=8000'))
    expect(read).toMatchObject({ images: [], ports: [8000], problems: [], unknown: [] })
  })
  test.for([
    ['that a step pushes', ['{ name: docker, args: [push, "a.dev/b:1"] }'], []],
    ['that nobody pushes', [], ['run deploy a: no step before it pushes the image']],
    [
      'of which another is built and pushed',
      ['{ name: docker, args: [build, -t, c:1, .] }', '{ name: docker, args: [push, "c:1"] }'],
      ['run deploy a: no step before it pushes the image'],
    ],
    ['that another program copies', ['{ name: skopeo, args: [copy, "x:a.dev/b:1"] }'], []],
    ['that a script may push', ['{ name: bash, args: [./push.sh] }'], []],
  ] as const)('of an image %s', ([, between, expected]) => {
    const build = '{ name: docker, args: [build, -t, "a.dev/b:1", .] }'
    const deploy = '{ name: gcloud, args: [run, deploy, a, "--image=a.dev/b:1", --port=8000] }'
    const read = cloudBuildPlatform(steps(build, ...between, deploy))
    expect(read.problems).toEqual(expected)
  })
  test('of an image that its build pushes', () => {
    const build = '{ name: docker, args: [buildx, build, -t, "a.dev/b:1", -o, type=registry, .] }'
    const deploy = '{ name: gcloud, args: [run, deploy, a, "--image=a.dev/b:1", --port=8000] }'
    expect(cloudBuildPlatform(steps(build, deploy)).problems).toEqual([])
  })
  test('without an image or sources it is none', () => {
    const read = cloudBuildPlatform(gcloud('run', 'deploy', 'a', '--port=8000'))
    expect(read.problems).toEqual(['run deploy a: neither --image nor --source'])
  })
  test.each([
    ['a list of words', 'gcloud run deploy a "$$@"', '${ARGUMENT_@}'],
    ['a variable', 'gcloud run deploy a $$FLAGS --port 8000', '${FLAGS}'],
    ['the output of a command', 'gcloud run deploy a $$(cat flags)', '$(cat flags)'],
    ['a file', 'gcloud run deploy a --flags-file=flags.yaml', 'flags.yaml'],
  ])('with flags in %s it may be anything', (_, script, place) => {
    const { problems, unknown, maxInstances } = cloudBuildPlatform(bash(script))
    expect(problems).toEqual([])
    expect(unknown).toEqual([`run deploy a: cannot see the flags in ${place}`])
    expect(maxInstances).toBeUndefined()
  })
  test('variables that the shell lists are elsewhere', () => {
    const list = '"^@^A=1@B=$$(cat b, c)@$$(IFS=,; echo x)"'
    const read = cloudBuildPlatform(bash(`${deployment} --set-env-vars=${list}`))
    expect(Object.keys(read.plain).concat(read.references)).toEqual(['A', 'B'])
    expect(read.elsewhere).toEqual(['variables in $(IFS=,; echo x)'])
  })
  test.each([
    ['eval', `eval "${deployment}"`],
    ['xargs', `echo x | xargs ${deployment}`],
  ])('by way of %s it is seen', (_, script) => {
    expect(cloudBuildPlatform(bash(script))).toMatchObject(deployed)
  })
})
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: the notation of Cloud Build
