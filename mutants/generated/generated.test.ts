/** Generated mutants: their ids, the choice by a seed, what they are tried on, and the verdict. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { projectRoot } from '#gate/cli/project.ts'
import { declaredChecks } from '#gate/run/declared-checks.ts'
import { claims } from '#guide/index.ts'
import { applyEdit } from '../apply.ts'
import { mutants } from '../index.ts'
import type { ClaimOutcome } from '../judge.ts'
import { type Change, candidatesOf, editOf } from './change.ts'
import { choose, type Stratum } from './choose.ts'
import { concernOf, concerns } from './concerns.ts'
import { equivalents } from './equivalents.ts'
import { judgeGenerated } from './judge.ts'
import { concernedFiles, readStrata } from './strata.ts'
import { stagesOf, triable } from './tried.ts'

describe('a candidate', () => {
  const change = (text: string, word: string): Change => {
    const start = text.lastIndexOf(word)
    return { operator: 'drop-statement', start, end: start + word.length, put: ';' }
  }

  test('keeps its id when it moves, and has another one in another file', () => {
    const id = (file: string, text: string) =>
      candidatesOf(file, text, [change(text, 'b()')])[0]?.id
    expect(id('a.ts', 'a()\n  b()\n')).toBe(id('a.ts', 'b()\n'))
    expect(id('a.ts', 'b()')).not.toBe(id('b.ts', 'b()'))
    expect(id('a.ts', 'b()')).not.toBe(id('a.ts', 'c = b()'))
  })

  test('of two equal lines is told apart, and edited in its own place', () => {
    const text = 'a()\nb()\na()\nc()\n'
    const first = { ...change(text, 'a()'), start: 0, end: 3 }
    const [one, two] = candidatesOf('a.ts', text, [first, change(text, 'a()')])
    if (!one || !two) throw new Error('there are two')
    expect(one.id).not.toBe(two.id)
    expect(applyEdit(text, editOf(text, one))).toBe(';\nb()\na()\nc()\n')
    expect(applyEdit(text, editOf(text, two))).toBe('a()\nb()\n;\nc()\n')
  })
})

describe('the choice', () => {
  const [concern, other] = concerns
  if (!concern || !other) throw new Error('there are concerns')
  const stratum = (of: typeof concern, ids: string[]): Stratum => {
    const place = { start: 0, end: 1, put: '', file: 'a', line: 1, from: 'a', to: '' }
    const candidates = ids.map((id) => ({ ...place, id, operator: 'drop-line' as const }))
    return { concern: of, candidates }
  }
  const strata = [stratum(concern, ['a', 'b', 'c', 'd', 'e']), stratum(other, ['f'])]
  const ids = (count: number, seed: number) => choose(strata, count, seed).map(({ id }) => id)

  test('is the same for the same seed, and another for another', () => {
    expect(ids(6, 1)).toEqual(ids(6, 1))
    const all = [1, 2, 3, 4, 5].map((seed) => ids(6, seed).join())
    expect(new Set(all).size).toBeGreaterThan(1)
  })

  test('gives each concern its turn, and a larger number only adds', () => {
    expect(ids(2, 1)).toContain('f')
    expect(ids(6, 1).slice(0, 3)).toEqual(ids(3, 1))
    expect(ids(99, 1)).toHaveLength(6)
  })
})

describe('what a mutant is tried on', () => {
  const checked = new Map(claims.map(({ id }) => [id as string, ['a.suite.ts']]))
  const stages = (file: string, engine: 'docker' | 'local') => {
    const concern = concernOf(file)
    if (!concern) throw new Error(`no concern for ${file}`)
    const written = mutants.filter(({ needs }) => engine === 'docker' || needs === undefined)
    return stagesOf(file, concern, written, triable(concern, engine, checked)).map((stage) =>
      stage.map(({ id }) => id),
    )
  }

  test('is what written mutants of its file kill, and then the rest of its sections', () => {
    const [first, rest] = stages('reference-app/src/cache/keys.ts', 'local')
    expect(first).toContain('http.critical-endpoints')
    expect(first).toContain('cache.tenant-isolation')
    expect(rest).toContain('cache.stampede')
    expect(rest).not.toContain('cache.tenant-isolation')
  })

  test('is nothing where the engine has no claim for it', () => {
    expect(stages('reference-app/deploy/Dockerfile', 'docker').length).toBeGreaterThan(0)
    expect(stages('reference-app/deploy/Dockerfile', 'local')).toEqual([])
    expect(stages('reference-app/deploy/health-check.mjs', 'local')).toEqual([])
    const [first] = stages('reference-app/deploy/connections.mjs', 'docker')
    expect(first).toContain('release.blue-stops-last')
    expect(stages('reference-app/deploy/connections.mjs', 'local')).toEqual([])
  })

  test('the longest path decides', () => {
    expect(concernOf('reference-app/src/plugins/app/cache.ts')?.tried[0]).toBe('cache')
    expect(concernOf('reference-app/src/plugins/app/google.ts')?.tried[0]).toBe('http')
    expect(concernOf('README.md')).toBeUndefined()
  })
})

describe('the verdict', () => {
  const outcome = (id: string, verdict: ClaimOutcome['verdict'], code?: string): ClaimOutcome => {
    return { id, verdict, reasons: ['why'], ...(code ? { codes: [code] } : {}) }
  }
  test.each<[string, ClaimOutcome[], string]>([
    ['a claim failed', [outcome('a', 'fail'), outcome('b', 'pass')], 'killed'],
    ['all pass', [outcome('a', 'pass')], 'survived'],
    ['one was not measured', [outcome('a', 'inconclusive')], 'survived'],
    [
      'it could not be prepared',
      [outcome('a', 'inconclusive', 'PREFLIGHT_E_PREPARE')],
      'refused-to-start',
    ],
    [
      'its image could not be built',
      [outcome('a', 'inconclusive', 'PREFLIGHT_E_IMAGE'), outcome('b', 'pass')],
      'refused-to-start',
    ],
    [
      'it did not get ready',
      [outcome('http.critical-endpoints', 'inconclusive', 'PREFLIGHT_E_TARGET_NOT_READY')],
      'refused-to-start',
    ],
    [
      'one start among others did not get ready',
      [outcome('a', 'inconclusive', 'PREFLIGHT_E_TARGET_NOT_READY'), outcome('b', 'pass')],
      'survived',
    ],
    [
      'a claim failed though it could not be prepared',
      [outcome('a', 'inconclusive', 'PREFLIGHT_E_PREPARE'), outcome('b', 'fail')],
      'killed',
    ],
  ])('where %s', (_, outcomes, result) => {
    expect(judgeGenerated(outcomes).result).toBe(result)
  })
})

// Some thousand changes are made and parsed.
describe('of the reference deployment', { timeout: 120_000 }, () => {
  const reading = readStrata(projectRoot)
  const all = async () => (await reading).flatMap(({ candidates }) => candidates)

  test('every concern has candidates, and claims that are checked', async () => {
    for (const { concern, candidates } of await reading)
      expect(candidates, concern.path).not.toEqual([])
    const checked = await declaredChecks(projectRoot)
    for (const file of concernedFiles(projectRoot)) {
      const concern = concernOf(file)
      if (concern) expect(stagesOf(file, concern, mutants, checked), file).not.toEqual([])
    }
  })

  test('ids are unique, and fit for a folder', async () => {
    const ids = (await all()).map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) expect(id).toMatch(/^[a-z0-9-]{3,60}$/)
  })

  test('every edit fits its file', async () => {
    const texts = new Map<string, string>()
    for (const one of await all()) {
      const text = texts.get(one.file) ?? (await readFile(join(projectRoot, one.file), 'utf8'))
      texts.set(one.file, text)
      const changed = text.slice(0, one.start) + one.put + text.slice(one.end)
      expect(applyEdit(text, editOf(text, one)) === changed, one.id).toBe(true)
    }
  })

  test('every equivalent is one that an operator makes, for a reason of its own', async () => {
    const known = new Map((await all()).map((one) => [one.id, one]))
    for (const { id, file, from, reason } of equivalents) {
      expect(known.get(id)?.file, id).toBe(file)
      expect(known.get(id)?.from.startsWith(from), id).toBe(true)
      expect(reason.length, id).toBeGreaterThan(30)
    }
    expect(new Set(equivalents.map(({ id }) => id)).size).toBe(equivalents.length)
  })
})
