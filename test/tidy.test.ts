/**
 * The repository keeps itself in order. Goal: what CONTRIBUTING asks for is checked here and not by
 * a reader. Each rule is shown a file that breaks it, then every file of the repository.
 */

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { wrongImports, wrongLayers } from './tidy/imports.ts'
import { longFile, longFunctions, longLines } from './tidy/size.ts'
import { isCode, type Source, sources } from './tidy/sources.ts'
import { spreadLiterals } from './tidy/spreads.ts'
import { bannedWords, bans } from './tidy/words.ts'

const root = join(import.meta.dirname, '..')
const all = sources()
const code = all.filter(isCode)

const file = (path: string, text: string): Source => ({ path, text })
const lines = (count: number) => Array(count).fill('work()').join('\n')

test('the repository was found', () => {
  expect(code.length).toBeGreaterThan(100)
})

describe('imports go one way', () => {
  test.for([
    { path: 'guide/claim.ts', text: "import '#gate/run/check.ts'" },
    { path: 'guide/claim.ts', text: "export type { A } from '../gate/check.ts'" },
    { path: 'gate/a/b.ts', text: "const late = await import('../../mutants/index.ts')" },
    { path: 'reference-app/src/a.ts', text: "import type { A } from '#guide/index.ts'" },
    { path: 'load/medium.ts', text: "import { a } from '../guide/index.ts'" },
  ])('$path may not say $text', ({ path, text }) => {
    expect(wrongImports(file(path, text))).toHaveLength(1)
  })

  test('what is allowed passes', () => {
    const text = "import '#guide/index.ts'\nimport './b.ts'\nimport 'node:fs'\nimport 'zod'"
    expect(wrongImports(file('gate/a.ts', text))).toEqual([])
    expect(wrongImports(file('load/a.ts', "import '../guide/tuning-table.ts'"))).toEqual([])
  })

  test('everywhere', () => {
    expect(code.flatMap(wrongImports)).toEqual([])
  })
})

describe('gate/ is in layers', () => {
  test.for([
    { path: 'gate/host/process/a.ts', text: "import type { A } from '#gate/stack/types.ts'" },
    { path: 'gate/kit/history/a.ts', text: "import { Evidence } from '../../run/evidence.ts'" },
    { path: 'gate/verdict/a.ts', text: "export { quote } from '#gate/report/text.ts'" },
    { path: 'gate/run/a.ts', text: "const late = await import('#gate/kit/edge/edge.ts')" },
    { path: 'gate/report/a.ts', text: "import '#gate/run/evidence.ts'" },
    { path: 'gate/hall/a.ts', text: '' },
  ])('$path may not say $text', ({ path, text }) => {
    expect(wrongLayers(file(path, text))).toHaveLength(1)
  })

  test('what is allowed passes', () => {
    const text = "import '#gate/host/address.ts'\nimport '#gate/errors.ts'\nimport './b.ts'"
    expect(wrongLayers(file('gate/kit/edge/a.ts', text))).toEqual([])
  })

  test('everywhere', () => {
    expect(code.flatMap(wrongLayers)).toEqual([])
  })

  test('a circle of imports is an error of the linter, types included', () => {
    const folder = mkdtempSync(join(tmpdir(), 'preflight-circle-'))
    try {
      writeFileSync(join(folder, 'a.ts'), "import type { B } from './b.ts'\nexport type A = B\n")
      writeFileSync(join(folder, 'b.ts'), "import type { A } from './a.ts'\nexport type B = A\n")
      const config = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'))
      const alone = { ...config, vcs: { enabled: false } }
      writeFileSync(join(folder, 'biome.json'), JSON.stringify(alone))
      const biome = join(root, 'node_modules/.bin/biome')
      const { status, stderr } = spawnSync(biome, ['lint'], { cwd: folder, encoding: 'utf8' })
      expect(stderr).toContain('This import is part of a cycle')
      expect(status).toBe(1)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('nothing is too long', () => {
  test('a long line, function or file is found', () => {
    expect(longLines(file('a.ts', `\n${'x'.repeat(101)}`))).toEqual([
      'a.ts:2: 101 columns, at most 100',
    ])
    const shapes = ['function f() {', 'const f = () => {', 'class A { f() {']
    for (const shape of shapes) {
      const text = `${shape}\n${lines(69)}\n}${shape.startsWith('class') ? '}' : ''}`
      expect(longFunctions(file('a.ts', text)), shape).toHaveLength(1)
    }
    expect(longFile(file('a.ts', lines(301)))).toHaveLength(1)
  })

  test('what is just short enough passes', () => {
    expect(longLines(file('a.ts', 'x'.repeat(100)))).toEqual([])
    expect(longFunctions(file('a.ts', `function f() {\n${lines(68)}\n}`))).toEqual([])
    expect(longFunctions(file('a.ts', `function f() {\ntest('a', b)\n${lines(99)}\n}`))).toEqual([])
    expect(longFile(file('a.ts', `${lines(300)}\n`))).toEqual([])
  })

  test('lines', () => {
    expect(all.flatMap(longLines)).toEqual([])
  })
  test('functions', () => {
    expect(code.flatMap(longFunctions)).toEqual([])
  })
  test('files', () => {
    expect(code.flatMap(longFile)).toEqual([])
  })
})

describe('no literal is spread', () => {
  test.for([
    'a = { b, ...{ c: 1 } }',
    'a = { b: { ...{ c: 1 } as const } }',
    'a = [b, ...["c"]]',
    'a(b, ...(["c"] satisfies C))',
    'new A(...["b"])',
  ])('%s is found', (text) => {
    expect(spreadLiterals(file('gate/a.ts', text))).toEqual([
      'gate/a.ts:1: a literal is spread, write it out',
    ])
  })

  test('what depends on a condition may be spread', () => {
    const text = 'a = { ...b, ...(c === undefined ? {} : { c }), d: [...e, ...(f ? ["f"] : [])] }'
    expect(spreadLiterals(file('gate/a.ts', text))).toEqual([])
  })

  test('everywhere', () => {
    expect(code.flatMap(spreadLiterals)).toEqual([])
  })
})

describe('banned words', () => {
  test.for([
    'await new Promise((done) => setTimeout(done, 100))',
    "import { setTimeout as delay } from 'node:timers/promises'",
    'const signal = AbortSignal.timeout(5 * startedMs)',
    "test.only('a', () => {})",
    "check.skip('a', () => {})",
    '{ retry: 2 }',
    "cwd: '/work/main'",
    "readFileSync('/tmp/answer.json')",
    '// TODO later',
  ])('%s is found', (text) => {
    const inAll = bans.flatMap((ban) =>
      bannedWords([file('gate/a.ts', text)], { ...ban, except: {} }),
    )
    expect(inAll).toHaveLength(1)
  })

  test('an exception that nobody needs is found', () => {
    const [ban] = bans
    const except = { 'gate/gone.ts': 'was needed once' }
    expect(ban && bannedWords([], { ...ban, except })).toHaveLength(1)
  })

  test.for(bans)('nowhere: $because', (ban) => {
    expect(bannedWords(all, ban)).toEqual([])
  })
})
