/** Goal: what gcloud or Cloud Run refuses is told, and what they take is not. */
import { describe, expect, test } from 'vitest'
import { cloudBuildPlatform } from './cloud-build.ts'
import { scripted } from './testing/builds.ts'

const deploy = (flags: string) =>
  cloudBuildPlatform(scripted(`gcloud run deploy api --image=gcr.io/p/api:1 --port=8000 ${flags}`))
    .problems

test.each([
  ['--min-instances=9 --max-instances=8', /--min-instances 9 exceeds --max-instances 8/],
  ['--set-env-vars=A=1 --update-env-vars=B=2', /--set-env-vars and --update-env-vars cannot be/],
  ['--set-secrets=A=a:1 --remove-secrets=B', /--set-secrets and --remove-secrets cannot be/],
  ['--set-env-vars=PORT=8080', /Cloud Run sets PORT itself/],
  ['--set-env-vars=A=1 --set-secrets=A=a:1', /A is set twice/],
])('%s', (flags, problem) => expect(deploy(flags)).toEqual([expect.stringMatching(problem)]))

test.each([
  '--min-instances=8 --max-instances=8',
  '--min-instances=1',
  '--min-instances=default --max-instances=8',
  '--update-env-vars=B=2 --remove-env-vars=C',
  '--set-env-vars=A=1 --set-env-vars=B=2 --update-secrets=C=c:1',
])('%s is taken', (flags) => expect(deploy(flags)).toEqual([]))

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: the notation of Cloud Build
describe('the tag that is deployed', () => {
  const built = (tags: readonly string[], deployed: string, between = '') =>
    cloudBuildPlatform(
      scripted(
        `docker build ${tags.map((tag) => `-t gcr.io/p/api:${tag}`).join(' ')} .
docker push --all-tags gcr.io/p/api
${between}
gcloud run deploy api --port=8000 --image=gcr.io/p/api${deployed}`,
      ),
    ).problems
  test.each([
    ['$COMMIT_SHA', ':$SHORT_SHA'],
    ['$SHORT_SHA', ':latest'],
    ['$SHORT_SHA', ''],
    ['1.4.0', ':1.3.0'],
  ])('is another one than %s: %s', (tag, deployed) =>
    expect(built([tag], deployed)).toEqual([
      expect.stringMatching(/^run deploy api: deploys gcr.io.*and the build makes/),
    ]),
  )
  test.each([
    [['$COMMIT_SHA'], ':$COMMIT_SHA'],
    [['$COMMIT_SHA'], ':$REVISION_ID'],
    [['$SHORT_SHA', 'latest'], ':latest'],
    [['$TAG_NAME'], ':1.3.0'],
    [['$_TAG'], ':$SHORT_SHA'],
    [['$SHORT_SHA'], `@sha256:${'a'.repeat(64)}`],
  ])('may be one of %j: %s', (tags, deployed) => expect(built(tags, deployed)).toEqual([]))
  test('is made by another command', () => {
    const tag = 'gcloud container images add-tag gcr.io/p/api:$SHORT_SHA gcr.io/p/api:stable'
    expect(built(['$SHORT_SHA'], ':stable', tag)).toEqual([])
  })
})
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: the notation of Cloud Build
