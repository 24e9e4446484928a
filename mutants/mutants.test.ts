/** The mutants themselves: every check has one, and each still fits the files that it changes. */
import { readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { parseSync } from 'oxc-parser'
import { describe, expect, test } from 'vitest'
import { projectRoot } from '#gate/cli/project.ts'
import { declaredChecks } from '#gate/run/declared-checks.ts'
import { claims } from '#guide/index.ts'
import { mutatedFiles } from './apply.ts'
import { mutants } from './index.ts'
import { type ClaimOutcome, judgeMutant } from './judge.ts'
import { edit, isHarmless, type Mutant } from './mutant.ts'
import { noticing, runsAlone, scopeOf, selectMutants } from './scope.ts'
import { together } from './together.ts'

const read = (file: string) => readFile(join(projectRoot, file), 'utf8')
const readDeployed = (file: string) => readFileSync(join(projectRoot, file), 'utf8')

describe('the list', () => {
  test('ids are unique, and fit for a folder', () => {
    const ids = mutants.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) expect(id).toMatch(/^[a-z0-9-]{3,60}$/)
  })

  test('whatever kills nothing says that it is harmless', () => {
    for (const mutant of mutants) {
      expect(mutant.id.startsWith('harmless-'), mutant.id).toBe(isHarmless(mutant))
      expect(mutant.section === 'harmless', mutant.id).toBe(isHarmless(mutant))
    }
  })

  test('every other mutant is noticed by a claim of its section', () => {
    for (const mutant of mutants.filter((one) => !isHarmless(one))) {
      const sections = noticing(mutant).map((claim) => claim.split('.')[0])
      expect(sections, mutant.id).toContain(mutant.section)
    }
  })

  test('every overlay is one that a mutant uses', async () => {
    const used = mutants.flatMap(({ edits = [], files = {} }) => [
      ...Object.values(files),
      ...edits.flatMap(({ code }) => (typeof code === 'string' ? [] : [code])),
    ])
    const folder = join('mutants', 'overlays')
    const entries = await readdir(join(projectRoot, folder), {
      recursive: true,
      withFileTypes: true,
    })
    const present = entries.filter((entry) => entry.isFile())
    const paths = present.map(({ parentPath, name }) =>
      relative(projectRoot, join(parentPath, name)),
    )
    expect(paths.sort()).toEqual([...new Set(used.map(({ overlay }) => overlay))].sort())
  })

  test('every claim of the guide has a check', async () => {
    const checked = await declaredChecks(projectRoot)
    expect(claims.map(({ id }) => id).filter((id) => !checked.has(id))).toEqual([])
  })

  test('every claim with a check has a mutant that it kills', async () => {
    const checked = [...(await declaredChecks(projectRoot)).keys()]
    const killed = new Set<string>(mutants.flatMap(({ kills }) => kills))
    const exempt = new Set<string>(claims.filter((c) => c.mutantExempt).map(({ id }) => id))
    expect(checked.filter((id) => !killed.has(id) && !exempt.has(id))).toEqual([])
  })

  test.each(mutants.map((mutant) => [mutant.id, mutant] as const))('%s fits', async (_, mutant) => {
    const changed = await mutatedFiles(mutant, read)
    expect(changed.size + Object.keys(mutant.environment ?? {}).length).toBeGreaterThan(0)
    for (const [file, text] of changed) {
      if (file.endsWith('.ts')) expect(parseSync(file, text).errors, file).toEqual([])
    }
  })
})

describe('harmless variants together', () => {
  const variant = (id: string, file: string, more: Partial<Mutant> = {}): Mutant => {
    const edits = [edit(file, 'a', 'b')]
    return { id, section: 'harmless', defect: 'd', kills: [], edits, ...more }
  }
  const one = variant('harmless-one', 'one.ts')
  const two = variant('harmless-two', 'two.ts', { environment: { A: '1' } })
  const bad = variant('bad', 'three.ts', {
    section: 'configuration',
    kills: ['configuration.debug-off'],
  })

  test('make one deployment with the changes of all, in the place of the first', () => {
    const [group, last, ...rest] = together([one, bad, two], () => 'a')
    expect(rest).toEqual([])
    expect(last).toBe(bad)
    expect(group?.id).toBe('harmless-together-1')
    expect(group?.defect).toContain('harmless-one, harmless-two')
    expect(group?.edits).toEqual([...(one.edits ?? []), ...(two.edits ?? [])])
    expect(group?.environment).toEqual({ A: '1' })
    expect(group && isHarmless(group)).toBe(true)
  })

  test.each([
    ['change the same line', variant('harmless-same', 'one.ts')],
    [
      'change the next line',
      variant('harmless-next', 'one.ts', { edits: [edit('one.ts', 'b', 'c')] }),
    ],
    [
      'change what another one makes',
      variant('harmless-after', 'one.ts', { edits: [edit('one.ts', 'x', 'y')] }),
    ],
    ['are tried on other sections', variant('harmless-pool', 'two.ts', { triedOn: ['pool'] })],
  ])('stay apart where they %s', (_, other) => {
    expect(together([one, other], () => 'a\nb\nc\nd')).toEqual([one, other])
  })

  test('stay apart where they set the same variable', () => {
    const other = variant('harmless-set', 'three.ts', { environment: { A: '2' } })
    expect(together([two, other], () => 'a')).toEqual([two, other])
  })

  test.each([
    ['change distant lines of a file', { edits: [edit('one.ts', 'c', 'd')] }],
    ['are tried on less', { edits: [], triedOn: ['http', 'http.cors-allowed'] as const }],
  ])('go together where they %s', (_, more) => {
    const other = variant('harmless-other', 'two.ts', more)
    expect(together([one, other], () => 'a\nb\nc\nd')).toHaveLength(1)
  })

  test('apply, and leave none out', async () => {
    const groups = together(mutants, readDeployed).filter(isHarmless)
    for (const group of groups) expect((await mutatedFiles(group, read)).size).toBeGreaterThan(0)
    const edits = (some: readonly Mutant[]) => some.flatMap((mutant) => mutant.edits ?? [])
    expect(new Set(edits(groups))).toEqual(new Set(edits(mutants.filter(isHarmless))))
    expect(groups.length).toBeLessThan((mutants.filter(isHarmless).length * 2) / 3)
  })
})

describe('the result', () => {
  const claim = 'configuration.debug-off'
  const other = 'http.critical-endpoints'
  const mutant: Mutant = { id: 'm', section: 'configuration', defect: 'd', kills: [claim] }
  const harmless: Mutant = { ...mutant, kills: [] }
  const instrumental: Mutant = { ...harmless, blinds: [claim] }
  const all = (verdicts: Record<string, ClaimOutcome['verdict']>) =>
    Object.entries(verdicts).map(([id, verdict]) => ({ id, verdict, reasons: [`${id} is bad`] }))

  test.each<[string, Mutant, Record<string, ClaimOutcome['verdict']>, string]>([
    ['exactly its claim fails', mutant, { [claim]: 'fail', [other]: 'pass' }, 'killed'],
    ['nothing fails', mutant, { [claim]: 'pass', [other]: 'pass' }, 'survived'],
    ['its claim was not measured', mutant, { [claim]: 'inconclusive' }, 'survived'],
    ['its claim was not tried', mutant, { [other]: 'pass' }, 'survived'],
    ['more fails', mutant, { [claim]: 'fail', [other]: 'fail' }, 'collateral'],
    ['more is not measured', mutant, { [claim]: 'fail', [other]: 'unverified' }, 'collateral'],
    [
      'what it blinds is not measured',
      { ...mutant, blinds: [other] },
      { [claim]: 'fail', [other]: 'inconclusive' },
      'killed',
    ],
    [
      'what it blinds fails',
      { ...mutant, blinds: [other] },
      { [claim]: 'fail', [other]: 'fail' },
      'collateral',
    ],
    [
      'a further claim is not tried',
      { ...mutant, alsoKills: [other] },
      { [claim]: 'fail' },
      'killed',
    ],
    [
      'a further claim is tried and passes',
      { ...mutant, alsoKills: [other] },
      { [claim]: 'fail', [other]: 'pass' },
      'survived',
    ],
    [
      'a name is not in any failure',
      { ...mutant, naming: ['PORT'] },
      { [claim]: 'fail' },
      'survived',
    ],
    ['a name is in a failure', { ...mutant, naming: ['debug'] }, { [claim]: 'fail' }, 'killed'],
    ['harmless, nothing fails', harmless, { [claim]: 'pass' }, 'benign-ok'],
    ['harmless, something fails', harmless, { [claim]: 'fail' }, 'collateral'],
    ['an instrument is blind', instrumental, { [claim]: 'inconclusive' }, 'killed'],
    ['an instrument still sees', instrumental, { [claim]: 'pass' }, 'survived'],
    ['an instrument fails the target', instrumental, { [claim]: 'fail' }, 'collateral'],
  ])('where %s', (_, given, verdicts, result) => {
    expect(judgeMutant(given, all(verdicts)).result).toBe(result)
  })
})

test('expected failures that were not measured are told apart from those that were', () => {
  const kills = ['load.light', 'load.medium'] as const
  const mutant: Mutant = { id: 'm', section: 'load', defect: 'd', kills }
  const outcome = (id: string, verdict: ClaimOutcome['verdict']) => ({ id, verdict, reasons: [] })
  const [light, medium] = [outcome('load.light', 'inconclusive'), outcome('load.medium', 'fail')]
  expect(judgeMutant(mutant, [light, medium])).toMatchObject({
    unmeasured: [{ claim: 'load.light', reason: '' }],
  })
  const seen = judgeMutant(mutant, [light, outcome('load.medium', 'pass')])
  expect(seen).not.toHaveProperty('unmeasured')
})

describe('the selection', () => {
  const list: Mutant[] = [
    {
      id: 'debug-shows-traces',
      section: 'configuration',
      defect: 'd',
      kills: ['configuration.debug-off'],
    },
    { id: 'harmless-logs', section: 'harmless', defect: 'd', kills: [] },
  ]

  test.each([
    [[], 2],
    [['debug-shows-traces'], 1],
    [['configuration.debug-off'], 1],
    [['configuration'], 1],
    [['harmless-logs', 'configuration'], 2],
  ])('%j selects %i', (only, count) => {
    expect(selectMutants(list, only)).toHaveLength(count)
  })

  test('a pattern selects mutants by their ids, and by the claims that they kill', () => {
    const ids = (word: string) => selectMutants(list, [word]).map(({ id }) => id)
    expect(ids('debug-*')).toEqual(ids('debug-shows-traces'))
    expect(ids('debug-shows-trace?')).toEqual(['debug-shows-traces'])
  })

  test.each([
    ['debug-show-traces', /no mutant, claim or section is called "debug-show-traces"/],
    ['pool', /no mutant kills "pool" yet/],
  ])('%s is refused', (word, message) => {
    expect(() => selectMutants(list, [word])).toThrow(message)
  })

  test('an unknown word gets suggestions', () => {
    const hint = expect.objectContaining({ hint: 'did you mean debug-shows-traces?' })
    expect(() => selectMutants(list, ['debug-show-trace'])).toThrow(hint)
  })

  const checked = new Map(claims.map(({ id }) => [id as string, []]))
  const [mutant, harmless] = list as [Mutant, Mutant]
  const sectionsOf = (...given: Parameters<typeof scopeOf>) => [
    ...new Set(scopeOf(...given).map(({ section }) => section)),
  ]

  test('the scope is the sections of the kills, and the sentinels', () => {
    const ordinary = ['configuration', 'http', 'observability', 'container']
    expect(sectionsOf(mutant, checked, 'sections')).toEqual(ordinary)
    expect(sectionsOf(harmless, checked, 'sections')).toEqual(ordinary)
    expect(scopeOf(mutant, checked, 'full')).toHaveLength(claims.length)
  })

  test('quick, it is the kills and two sentinels; for harmless ones whole sections still', () => {
    expect(scopeOf(mutant, checked, 'quick').map(({ id }) => id)).toEqual([
      'configuration.debug-off',
      'http.critical-endpoints',
      'observability.health-shape',
    ])
    expect(scopeOf(mutant, checked, 'cover').map(({ id }) => id)).toEqual(mutant.kills)
    const concerned = { ...harmless, triedOn: ['pool' as const] }
    expect(scopeOf(concerned, checked, 'quick').length).toBeGreaterThan(10)
    expect(sectionsOf(concerned, checked, 'quick')).toContain('pool')
    const single = { ...harmless, triedOn: ['pool.status-true' as const] }
    const pools = scopeOf(single, checked, 'quick').filter(({ section }) => section === 'pool')
    expect(pools.map(({ id }) => id)).toEqual(['pool.status-true'])
  })

  test('a mutant whose checks measure runs alone', () => {
    const measured = new Map([['pool.fair', ['suites/pool/fair.measured.suite.ts']]])
    const slow: Mutant = { ...mutant, kills: ['pool.fair'] }
    expect(runsAlone(slow, measured, 'quick')).toBe(true)
    expect(runsAlone(mutant, measured, 'quick')).toBe(false)
  })
})
