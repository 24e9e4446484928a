/** Every format is valid by the schema of who reads it, on every kind of run. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { validate } from 'ctrf'
import { parse } from 'parse5'
import type { Log } from 'sarif'
import { describe, expect, it } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import * as z from 'zod'
import { readExposition } from '#gate/kit/metrics/exposition.ts'
import {
  claimVerdicts,
  levelSchema,
  overallVerdicts,
  type RunRecord,
} from '#gate/verdict/record.ts'
import { fiveRuns } from '#gate/verdict/testing/five-runs.ts'
import { hostile, sampleRun } from '#gate/verdict/testing/sample-run.ts'
import { judge } from '#gate/verdict/verdict.ts'
import { statementSchema } from './in-toto/statement.ts'
import { type FormatName, formats } from './index.ts'

const schemas = join(import.meta.dirname, '../../test/fixtures/schemas')
const earlier = { run: fiveRuns.GO, judgement: judge(fiveRuns.GO) }
const beside = { runSha256: '0'.repeat(64), earlier: () => earlier }

const hostileRun: RunRecord = {
  ...sampleRun,
  target: { ...sampleRun.target, name: hostile, config: `deploy/${hostile}.yaml` },
  claims: sampleRun.claims.map((claim) => ({ ...claim, statement: hostile, remedy: hostile })),
  troubles: [{ message: hostile, hint: hostile }],
}
const runs: [string, RunRecord][] = [...Object.entries(fiveRuns), ['hostile', hostileRun]]

async function rendered(name: FormatName, run: RunRecord): Promise<string> {
  return await formats[name].render(run, judge(run), beside)
}

const ajv = addFormats.default(
  new Ajv({ strict: false, allErrors: true, logger: false, unicodeRegExp: false }),
)

it('a finding is shown at the line of the manifest that it names', async () => {
  const run = fiveRuns['NO-GO']
  const log: Log = JSON.parse(await rendered('sarif', run))
  const results = log.runs[0]?.results ?? []
  const placed = results.flatMap(({ locations = [] }) => locations[0]?.physicalLocation ?? [])
  expect(placed).toContainEqual({
    artifactLocation: { uri: 'deploy/edge/nginx.conf' },
    region: { startLine: 12 },
  })
  expect(await rendered('annotations', run)).toContain('file=deploy/edge/nginx.conf,line=12::')
  expect(await rendered('code-quality', run)).toContain('"path": "deploy/edge/nginx.conf"')
})

/** NIST's patterns are of Unicode, and its definitions have names beside their places. */
function withoutNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNames)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([key]) => key !== '$id' && key !== '$schema')
  return Object.fromEntries(entries.map(([key, each]) => [key, withoutNames(each)]))
}

const oscalText = readFileSync(join(schemas, 'oscal-assessment-results-1.2.3.json'), 'utf8')
const isOscal = addFormats
  .default(new Ajv({ strict: false, allErrors: true }))
  .compile(withoutNames(JSON.parse(oscalText)) as object)

/** What a schema finds wrong. */
function problemsOf(file: string, text: string): unknown[] {
  // Of draft 4, whose only word here that ajv does not know is the id.
  const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(join(schemas, file), 'utf8'))
  const check = ajv.compile(schema)
  return check(JSON.parse(text)) ? [] : (check.errors ?? [])
}

it.each([
  ['sarif-2.1.0.json', '{ "version": "2.1.0", "runs": [{ "results": [] }] }'],
  ['code-quality.json', '[{ "description": "" }]'],
])('%s refuses what is wrong', (file, text) => {
  expect(problemsOf(file, text)).not.toEqual([])
})

it('the schema of OSCAL refuses what is wrong', () => {
  expect(isOscal({ 'assessment-results': { uuid: 'x' } })).toBe(false)
})

it('the schema of Jenkins refuses a count of skipped tests for all suites', async () => {
  const schema = readFileSync(join(schemas, 'junit-10.xsd'), 'utf8')
  expect(await validateXML({ xml: '<testsuites skipped="1"/>', schema })).toMatchObject({
    valid: false,
  })
})

const verdictSchema = z.strictObject({
  verdict: z.enum(overallVerdicts),
  counts: z.record(z.string(), z.int().nonnegative()),
  own: z.record(z.string(), z.int().nonnegative()).optional(),
  claims: z.array(
    z.strictObject({
      id: z.string(),
      level: levelSchema,
      verdict: z.enum(claimVerdicts),
      waived: z.boolean(),
      seconds: z.number().nonnegative(),
    }),
  ),
  run: z.string(),
})

const junitSchema = readFileSync(join(schemas, 'junit-10.xsd'), 'utf8')

/** What is wrong with a report by its schema; by what its readers demand, if it has none. */
const problemsBy: Record<FormatName, (text: string) => unknown> = {
  terminal: (text) => (/^ {2}(GO|NO-GO|INCONCLUSIVE) {2}/m.test(text) ? [] : 'no verdict'),
  json: (text) => verdictSchema.safeParse(JSON.parse(text)).error?.issues ?? [],
  junit: async (xml) => (await validateXML({ xml, schema: junitSchema })).errors,
  html: (text) => {
    const errors: string[] = []
    parse(text, { onParseError: ({ code }) => errors.push(code) })
    return errors
  },
  markdown: (text) => (/^## \S+ (GO|NO-GO|INCONCLUSIVE): /.test(text) ? [] : 'no verdict'),
  annotations: (text) =>
    text.split('\n').filter((line) => line !== '' && !/^::(error|warning|notice) .*::/.test(line)),
  sarif: (text) => problemsOf('sarif-2.1.0.json', text),
  'sarif-upload': (text) => problemsOf('sarif-2.1.0.json', text),
  ctrf: (text) => {
    const { errors, valid } = validate(JSON.parse(text))
    return valid ? [] : errors
  },
  'code-quality': (text) => problemsOf('code-quality.json', text),
  openmetrics: (text) => readExposition(text).problems,
  oscal: (text) => (isOscal(JSON.parse(text)) ? [] : isOscal.errors),
  'in-toto': (text) => statementSchema.safeParse(JSON.parse(text)).error?.issues ?? [],
}

describe.each(runs)('%s', (_, run) => {
  it.each(Object.keys(formats) as FormatName[])('%s is valid', async (name) => {
    expect(await problemsBy[name](await rendered(name, run))).toEqual([])
  })

  it('JUnit is red exactly if the verdict is not GO', async () => {
    const isRed = /<(failure|error)\b/.test(await rendered('junit', run))
    expect(isRed).toBe(judge(run).verdict !== 'GO')
  })

  it('SARIF for upload has only failures that nobody waived', async () => {
    const log: Log = JSON.parse(await rendered('sarif-upload', run))
    const { claims } = judge(run)
    const failed = claims.filter(({ outcome, waived }) => outcome.verdict === 'fail' && !waived)
    expect(log.runs[0]?.results?.map(({ kind, ruleId }) => [kind, ruleId])).toEqual(
      failed.map(({ record }) => ['fail', record.id]),
    )
    for (const { locations } of log.runs[0]?.results ?? []) {
      expect(locations?.[0]?.physicalLocation?.region?.startLine).toBeGreaterThan(0)
    }
  })

  it('in-toto statement', async () => {
    const statement = JSON.parse(await rendered('in-toto', run))
    expect(statementSchema.parse(statement)).toEqual(statement)
  })

  it('OSCAL has a finding for each claim that applies', async () => {
    const document = JSON.parse(await rendered('oscal', run))
    const [{ findings = [], observations = [], risks = [] }] =
      document['assessment-results'].results
    const uuids = [...findings, ...observations, ...risks].map(({ uuid }) => uuid)
    expect(new Set(uuids).size).toBe(uuids.length)
    const { claims } = judge(run)
    const applying = claims.filter(({ outcome }) => outcome.verdict !== 'not-applicable')
    expect(findings.length).toBe(applying.length)
    const isSatisfied = ({ target }: { target: { status: { state: string } } }) =>
      target.status.state === 'satisfied'
    expect(findings.filter(isSatisfied).length).toBe(judge(run).counts.pass)
  })

  it('OpenMetrics', async () => {
    const text = await rendered('openmetrics', run)
    expect(text.endsWith('# EOF\n')).toBe(true)
    expect(readExposition(text)).toMatchObject({ problems: [] })
    const verdicts = text.match(/^preflight_run_verdict\{.*\} 1$/gm)
    expect(verdicts).toEqual([expect.stringContaining(`verdict="${judge(run).verdict}"`)])
  })

  it.each(['markdown', 'annotations'] as const)('%s says the verdict first', async (format) => {
    const [first] = (await rendered(format, run)).split('\n')
    expect(first).toContain(judge(run).verdict)
  })

  it.each(Object.keys(formats) as FormatName[])('%s keeps to itself', async (format) => {
    const text = await rendered(format, run)
    expect(text).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u)
    expect(text).toBe(await rendered(format, run))
  })
})
