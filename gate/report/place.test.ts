import { describe, expect, it } from 'vitest'
import type { Failure, RunRecord } from '#gate/verdict/record.ts'
import { fiveRuns } from '#gate/verdict/testing/five-runs.ts'
import { checkOf, claim } from '#gate/verdict/testing/outcomes.ts'
import { judge } from '#gate/verdict/verdict.ts'
import { findingsOf } from './finding.ts'
import { placeOf, uriOf } from './place.ts'

/** Where a failure of a claim is shown. */
function placeOfFailure(id: string, failure: Failure, change: Partial<RunRecord['target']> = {}) {
  const run: RunRecord = {
    ...fiveRuns.GO,
    target: { ...fiveRuns.GO.target, ...change },
    claims: [claim({ id, checks: [{ ...checkOf.fail, failures: [failure] }] })],
  }
  const [finding] = findingsOf(run, judge(run))
  return finding && placeOf(run, finding)
}

describe('placeOf', () => {
  const nginx = 'deploy/edge/nginx.conf'
  it.each([
    ['the timeout at nginx.conf:12', { file: nginx, line: 12 }],
    ['the timeout at /srv/app/deploy/edge/nginx.conf:12', { file: nginx, line: 12 }],
    ['nginx.conf has on line 7 what it must not', { file: nginx, line: 7 }],
    ['a syntax error in nginx.conf', { file: nginx }],
    ['my-nginx.conf:12', { file: 'deploy/preflight.config.yaml' }],
    ['nginx.conf.old:12', { file: 'deploy/preflight.config.yaml' }],
    ['it answered 500', { file: 'deploy/preflight.config.yaml' }],
    ['preflight.config.yaml:3 says otherwise', { file: 'deploy/preflight.config.yaml', line: 3 }],
  ])('%s', (message, place) => {
    expect(placeOfFailure('http.cors-allowed', { message })).toEqual(place)
  })

  it.each([
    ['edge.read-timeout', { message: 'it took 90 s' }, { file: nginx }],
    [
      'container.image-clean',
      { message: 'layers with secrets', observed: 'ENV KEY (line 4)' },
      { file: 'deploy/Dockerfile', line: 4 },
    ],
    ['cloud.run-valid', { message: 'line 3: no image' }, { file: 'deploy/preflight.config.yaml' }],
    ['gone.from-the-guide', { message: 'line 3' }, { file: 'deploy/preflight.config.yaml' }],
  ])('%s is about its manifest, if that was judged', (id, failure, place) => {
    expect(placeOfFailure(id, failure)).toEqual(place)
  })

  it('is where the config says that the target lacks it', () => {
    const lacks = { feature: 'CORS', instead: 'no browser asks it', line: 4 }
    const run = { ...fiveRuns.GO, claims: [claim({ id: 'http.cors-allowed', lacks, checks: [] })] }
    const [finding] = findingsOf(run, judge(run))
    expect(finding && placeOf(run, finding)).toEqual({
      file: 'deploy/preflight.config.yaml',
      line: 4,
    })
  })

  it('does not choose among several manifests', () => {
    const manifests = ['a.yml', 'b.yml'].map((file) => ({ name: 'beanstalk', file, sha256: '' }))
    expect(placeOfFailure('cloud.beanstalk-valid', { message: 'line 3' }, { manifests })).toEqual({
      file: 'deploy/preflight.config.yaml',
    })
  })
})

describe('uriOf', () => {
  it.each([
    ['deploy/nginx.conf', 'deploy/nginx.conf'],
    ['a folder/50%.yaml', 'a%20folder/50%25.yaml'],
    ['/srv/app/config.ts', 'file:///srv/app/config.ts'],
  ])('%s', (file, uri) => {
    expect(uriOf(file)).toBe(uri)
  })
})
