/** What a team is told of a wrong file: the file, line and key, and what was expected. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { PreflightError } from '#gate/errors.ts'
import { loadOwnClaims } from '#gate/system/own/own-claims.ts'
import { findOwnChecks } from './own-checks.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'preflight-own-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, 'preflight', name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
}

async function load() {
  const claims = await loadOwnClaims(folder)
  return { claims, checks: await findOwnChecks(folder, claims) }
}

/** What is told of these files, without the folder. */
async function toldOf(files: Readonly<Record<string, string>>): Promise<string> {
  write(files)
  const error = await load().then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof PreflightError)) throw error ?? new Error('nothing was told')
  expect(error).toMatchObject({ code: 'PREFLIGHT_E_CONFIG', exitCode: 3 })
  return error.message.replaceAll(`${folder}/preflight/`, '')
}

const said = 'statement: x, remedy: y, prevents: z'
const check = '{ requests: [{ request: { get: /a }, expect: { status: 200 } }] }'
const suiteOf = (...ids: string[]) => ids.map((id) => `check('${id}', async () => {})\n`).join('')
const inCode = `export default { 'a.b': { statement: 'x', remedy: 'y', prevents: 'z' } }`

describe('a file of claims', () => {
  test.for<[text: string, told: string]>([
    ['', 'the file is empty: expected claims by id'],
    ['- a.b', '1:1: expected claims by id: billing.invoice-idempotent: { … }'],
    [`ab: { ${said} }`, '1:5: ab: expected an id such as billing.invoice-idempotent, got "ab"'],
    [
      `http.mine: { ${said} }`,
      '1:12: http.mine: "http" is a section of the guide: choose a section of your own',
    ],
    [
      `a.b:\n  ${said.replaceAll(', ', '\n  ')}\n  chek: 1`,
      '5:3: a.b: unknown key "chek", did you mean check? (expected some of statement, level, ' +
        'impact, verification, remedy, prevents, needs, services, programs, check)',
    ],
    [`a.b: { ${said}, level: most }`, '1:53: a.b.level: expected must, should or beyond'],
    ['a.b: { statement: x, prevents: z }', '1:6: a.b.remedy: expected text, got nothing'],
    [`a.b: { ${said} }\na.b: { ${said} }`, '2:1: no valid YAML: Map keys must be unique'],
    [
      `a.b: { ${said} }`,
      'a.b: it has no check: expected "check" with it, or a suite that checks it',
    ],
  ])('%s', async ([text, told]) => {
    const place = /^\d/.test(told) ? '' : ' '
    expect(await toldOf({ 'x.claims.yaml': text })).toBe(`x.claims.yaml:${place}${told}`)
  })

  test.for<[check: string, told: string]>([
    ['{ requests: [] }', '2:22: a.b.check.requests: expected at least one request'],
    [
      '{ requests: [{ request: { get: /a }, expect: {} }] }',
      '2:55: a.b.check.requests.0.expect: it requires nothing: expected some of status, headers, ' +
        'json, text, within',
    ],
    [
      '{ requests: [{ request: { get: a }, expect: { status: 200 } }] }',
      '2:41: a.b.check.requests.0.request.get: expected a path that begins with /',
    ],
    [
      '{ requests: [{ request: { get: "/{idd}" }, expect: { status: 200 }, save: { id: $.id } }] }',
      '2:41: a.b.check.requests.0.request.get: unknown placeholder {idd} (expected some of ' +
        '{unique})',
    ],
    [
      '{ as: user, requests: [{ request: { get: "/{emial}" }, expect: { status: 200 } }] }',
      '2:51: a.b.check.requests.0.request.get: unknown placeholder {emial}, did you mean email? ' +
        '(expected some of {unique}, {name}, {email}, {password})',
    ],
    [
      '{ requests: [{ request: { get: /a }, expect: { within: 500 } }] }',
      '2:65: a.b.check.requests.0.expect.within: expected a duration such as 500 ms or 2 s',
    ],
    [
      '{ requests: [{ request: { get: /a }, expect: { status: 20x } }] }',
      '2:65: a.b.check.requests.0.expect.status: expected a status such as 201, a class such as ' +
        '2xx, or a list of them',
    ],
    [
      '{ requests: [{ request: { get: /a }, expect: { json: { id: 1 } } }] }',
      '2:69: a.b.check.requests.0.expect.json.id: expected a JSONPath such as $.id: ' +
        "expected '$', found 'i' ('id':0)",
    ],
    [
      '{ requests: [{ request: { get: /a }, expect: { json: { $.id: { mtches: a } } } }] }',
      '2:73: a.b.check.requests.0.expect.json.$.id: unknown key "mtches", did you mean matches? ' +
        '(expected some of equals, not, matches, contains, min, max, count, exists)',
    ],
  ])('with the check %s', async ([text, told]) => {
    const claim = `a.b: { ${said},\n  check: ${text} }`
    expect(await toldOf({ 'x.claims.yml': claim })).toBe(`x.claims.yml:${told}`)
  })

  test('in code', async () => {
    expect(await toldOf({ 'x.claims.mjs': 'export const a = 1' })).toBe(
      'x.claims.mjs: has no default export',
    )
    expect(
      await toldOf({ 'x.claims.mjs': inCode, 'a.claims.mjs': inCode.replace('remedy', 'remdy') }),
    ).toContain('a.claims.mjs: a.b: unknown key "remdy", did you mean remedy?')
  })

  test('a name that nobody reads, and an id that two files declare', async () => {
    expect(await toldOf({ 'x.claim.yaml': '' })).toBe('x.claim.yaml: nobody reads this file')
    rmSync(join(folder, 'preflight'), { recursive: true })
    const claim = `a.b: { ${said}, check: ${check} }`
    expect(await toldOf({ 'x.claims.yaml': claim, 'deep/y.claims.yaml': claim })).toBe(
      'x.claims.yaml: a.b: preflight/deep/y.claims.yaml declares it too',
    )
  })
})

describe('a suite', () => {
  const claims = { 'x.claims.yaml': `a.b: { ${said} }\na.c: { ${said}, check: ${check} }` }

  test.for<[text: string, told: string]>([
    [suiteOf('a.b', 'a.d'), '2: check: no claim a.d is declared, did you mean a.b or a.c?'],
    [suiteOf('a.c'), '1: check: a.c has its check in preflight/x.claims.yaml'],
    [suiteOf('pool.recycle'), '1: check: pool.recycle is a claim of the guide, which has a check'],
    ['\ncheck(id, async () => {})', '2: check: expected the id of a claim, written as text'],
    ['', ' it has no check'],
  ])('%j', async ([text, told]) => {
    expect(await toldOf({ ...claims, 'x.suite.ts': text })).toBe(`x.suite.ts:${told}`)
  })

  test('that is no TypeScript', async () => {
    const told = await toldOf({ ...claims, 'x.suite.ts': '\n\ncheck(' })
    expect(told).toMatch(/^x\.suite\.ts:3: cannot be parsed: /)
  })
})

test('claims of all files are found with their checks', async () => {
  write({
    'x.claims.yaml': `a.c: { ${said}, check: ${check} }`,
    'y.claims.mjs': inCode,
    'y.suite.ts': suiteOf('a.b'),
    'helper.ts': '',
  })
  const { claims, checks } = await load()
  const common = { section: 'a', level: 'must', impact: 'disrupt', guideSections: [] }
  expect(claims).toMatchObject([
    { id: 'a.c', ownFile: 'preflight/x.claims.yaml', ...common },
    { id: 'a.b', ownFile: 'preflight/y.claims.mjs', ...common },
  ])
  expect(Object.fromEntries(checks.files)).toEqual({
    'a.c': ['preflight/x.claims.yaml'],
    'a.b': ['preflight/y.suite.ts'],
  })
})

test('a folder without them has none', async () => {
  expect((await load()).claims).toEqual([])
})
