import { readFile } from 'node:fs/promises'
import { Ajv2020 } from 'ajv/dist/2020.js'
import ajvFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { goodRun, sampleRun } from '#gate/verdict/testing/sample-run.ts'
import { runSchema, runSchemaUrl } from './schema.ts'

const ajv = new Ajv2020({ allErrors: true })
ajvFormats.default(ajv)
const validate = ajv.compile(JSON.parse(await readFile(runSchemaUrl, 'utf8')))

describe('docs/run.schema.json', () => {
  it('is fresh: npm run schema would not change it', async () => {
    expect(JSON.parse(await readFile(runSchemaUrl, 'utf8'))).toEqual(JSON.parse(runSchema()))
  })

  it('accepts the runs that the reports are tested with', () => {
    for (const run of [sampleRun, goodRun]) {
      expect(validate(run), JSON.stringify(validate.errors)).toBe(true)
    }
  })

  it.each([
    ['another version', { schemaVersion: 2 }],
    ['an unknown state', { state: 'done' }],
    ['a time that is none', { startedAt: 'yesterday' }],
    ['no claims', { claims: undefined }],
    ['a key of its own', { verdict: 'GO' }],
    ['a negative count', { claims: [withObservations(-1)] }],
    ['half an observation', { claims: [withObservations(0.5)] }],
  ])('refuses a run with %s', (_, change) => {
    expect(validate(JSON.parse(JSON.stringify({ ...sampleRun, ...change })))).toBe(false)
  })
})

function withObservations(request: number) {
  const [claim] = goodRun.claims
  return {
    ...claim,
    checks: claim?.checks.map((check) => ({ ...check, observations: { request } })),
  }
}
