/**
 * Goal: a finding says what was required and what was observed, for every kind of assertion that a
 * suite makes, as the gate itself reports it.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requirements } from '#gate/run/expect/requirements.ts'
import { steadySeed } from '#gate/run/seed.ts'
import { openSuites } from '#gate/run/suites.ts'
import { openBroker } from '#gate/stack/broker.ts'
import { RecordingEngine } from '#gate/stack/testing/recording-engine.ts'
import type { CheckRecord, Failure } from '#gate/verdict/record.ts'
import { failingAssertions } from './fixtures/failing-assertions.ts'
import { assertionsIn } from './support/assertions.ts'
import { root } from './support/gate.ts'
import { sources } from './tidy/sources.ts'

const known = new Set(failingAssertions.map(({ kind }) => kind))

describe('assertions of suites', () => {
  const file = (text: string) => assertionsIn({ path: 'suites/a.ts', text })

  test.for([
    ['expect(b, "a").toBe(2)', 'toBe', true],
    ['expect.soft(b, "a").not.toBe(2)', 'not.toBe', true],
    ['expect\n  .soft(await f(() => g(1)), a.b)\n  .toEqual([])', 'toEqual', true],
    ['if (a) expect(b).toBe(2)', 'toBe', false],
    ['f(expect.soft(a, "a").toEqual({ a: expect.any(Number) }))', 'toEqual', true],
    ['expect.soft(a, "a").rejectsNot.toBe(2)', undefined, false],
  ] as const)('%s', ([text, kind, hasLabel]) => {
    const { used, unknown } = file(text)
    if (kind === undefined) expect(unknown).toHaveLength(1)
    else
      expect({ used, unknown }).toEqual({
        used: [{ at: 'suites/a.ts:1', kind, hasLabel }],
        unknown: [],
      })
  })

  test.for([
    'expect.soft([401, 403], "status").toContain(status)',
    'expect.soft(allowed, "status").toContain(reply.status)',
    'expect.soft(200, "status").toBe(status)',
    'expect.unreachable("never")',
    'expect.poll(() => 1, {}).toBe(2)',
    'await expect(f(), "a").resolves.toBe(2)',
    'await expect.soft(f(), "a").rejects.toThrow()',
    'expect(1, "a").to.be.above(2)',
    'const value = expect(1, "a")',
    'const { soft } = expect.soft',
    'expect["soft"](1, "a").toBe(2)',
    'function f({ expect: must }) {}',
    'function f(must: ExpectStatic) {}',
    "import { expect } from 'vitest'",
    "import { expect as must, test } from 'vitest'",
    "import { assert } from 'vitest'",
    "import assert from 'node:assert/strict'",
    "import { expect } from 'chai'",
  ])('%s is found', (text) => {
    expect(file(text).unknown).not.toEqual([])
  })

  test.for([
    "import type { ExpectStatic } from 'vitest'",
    "import { type ExpectStatic, afterAll } from 'vitest'",
    'check("a.b", async ({ expect }) => judge({ expect }, expect))',
    'function f({ expect }: { expect: ExpectStatic }) {}',
    'await waitFor(expected.toBe(1))',
  ])('%s is none', (text) => {
    expect(file(text)).toEqual({ used: [], unknown: [] })
  })

  const all = sources()
    .filter(({ path }) => /^(suites|gate\/kit|examples)\/.*\.ts$/.test(path))
    .filter(({ path }) => !path.endsWith('.test.ts') && !path.includes('/testing/'))
    .map(assertionsIn)
  const used = all.flatMap((each) => each.used)

  test('everywhere they can be followed', () => {
    expect(used.length).toBeGreaterThan(300)
    expect(all.flatMap(({ unknown }) => unknown)).toEqual([])
  })

  test('everywhere the kind is one that a finding has words for', () => {
    expect(used.filter(({ kind }) => !known.has(kind))).toEqual([])
  })

  test('everywhere what was observed has a name', () => {
    expect(used.filter(({ hasLabel }) => !hasLabel)).toEqual([])
  })
})

test('every kind that has words is tried here, negated too', () => {
  const names = [...Object.keys(requirements), 'toRefuse']
  expect([...known].toSorted()).toEqual(names.flatMap((name) => [name, `not.${name}`]).toSorted())
})

/** Nobody starts it; a check reads what its claim needs. */
const target = `name: nobody
launch: { command: node nothing.js, port: PORT }
endpoints: { health: /health }
`

describe('a failing assertion, through vitest and the reporter', () => {
  let folder = ''
  let record: CheckRecord | undefined

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'preflight-assertions-'))
    const claim = 'observability.health-shape'
    const targetFile = join(folder, 'preflight.config.yaml')
    writeFileSync(targetFile, target)
    const labels = { runId: 'assertions', owner: '', scratchDir: folder }
    const broker = await openBroker(new RecordingEngine(), labels)
    const runner = await openSuites({
      root,
      files: ['test/fixtures/failing-assertions.suite.ts'],
      claims: [claim],
      context: {
        labels,
        evidenceDir: folder,
        runDir: folder,
        engine: 'local',
        brokerSocket: broker.socketPath,
        targetFile,
        canary: 'a-canary-of-this-test',
        quick: true,
        seed: steadySeed,
        samples: 'few',
      },
      maxWorkers: 1,
      events: {
        collected: () => {},
        began: () => {},
        ended: (each) => {
          record = each
        },
        secrets: () => {},
        trouble: ({ message }) => {
          throw new Error(message)
        },
      },
    })
    await runner.run()
    await broker.close()
  }, 60_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const failureOf = (message: string): Failure | undefined =>
    record?.failures.find((failure) => failure.message === message)

  test.for(failingAssertions.map((each, index) => ({ ...each, label: `${index} ${each.kind}` })))(
    '$label: required $required, observed $observed',
    ({ label, observed, required }) => {
      expect(failureOf(label)).toEqual({ message: label, expected: required, observed })
    },
  )

  test('no failure is without what was required and observed, and nothing else went wrong', () => {
    expect(record?.failures).toHaveLength(failingAssertions.length + 4)
    expect(record?.failures.filter(({ expected, observed }) => !expected || !observed)).toEqual([])
    expect(record?.troubles).toEqual([])
  })

  test('how often each value was observed is told, the good ones counted too', () => {
    expect(failureOf('status that fails at times')).toMatchObject({
      expected: '200',
      observed: '500 (2 of 5 times)\n502 (1 of 5 times)',
    })
    expect(failureOf('always failing')).toMatchObject({ observed: '0 (3 times)' })
    expect(failureOf('ever different')?.observed).toMatch(/^0 \(1 of 7 times\)\n/)
    expect(failureOf('ever different')?.observed).toMatch(/\n2 other values \(2 of 7 times\)$/)
  })
})
