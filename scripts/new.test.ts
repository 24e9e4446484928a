import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { $ } from 'zx'
import { writeAll } from './new/write.ts'
import { create } from './new.ts'

const project = join(import.meta.dirname, '..')
const copy = mkdtempSync(join(tmpdir(), 'preflight-new-'))
const bin = join(project, 'node_modules', '.bin')

const read = (file: string) => readFileSync(join(copy, file), 'utf8')
const git = (...args: string[]) => execFileSync('git', args, { cwd: copy, encoding: 'utf8' })
const $copy = $({ cwd: copy, nothrow: true, quiet: true })
const changes = () => git('status', '--porcelain', '--untracked-files=all').trim()

beforeAll(() => {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const files = execFileSync('git', args, { cwd: project, encoding: 'utf8' }).split('\0')
  for (const file of new Set(files)) if (file !== '') cpSync(join(project, file), join(copy, file))
  symlinkSync(join(project, 'node_modules'), join(copy, 'node_modules'))
  git('init', '--quiet')
  git('add', '.')
})

afterAll(() => rmSync(copy, { recursive: true, force: true }))

describe('npm run new -- check', () => {
  test.each([
    ['nothing', [], 'what is to be created?'],
    ['another kind', ['suite', 'http.new'], 'what is to be created?'],
    ['more than one', ['check', 'http.new', 'http.other'], 'what is to be created?'],
    ['no id', ['check', 'http'], '"http" cannot be the id of a claim'],
    ['no name for a file', ['check', 'http.New'], '"http.New" cannot be the id of a claim'],
    ['an unknown section', ['check', 'htttp.new'], 'there is no section "htttp"'],
    ['a claim that exists', ['check', 'http.email'], 'the claim http.email exists'],
    ['a mutant that exists', ['check', 'pool.no-reconnect'], 'the mutant pool-no-reconnect exists'],
    ['a suite that exists', ['check', 'http.errors'], 'suites/http/errors.suite.ts exists'],
  ])('%s is refused, and nothing is written', async (_, args, message) => {
    await expect(create(copy, args)).rejects.toMatchObject({ exitCode: 3, message })
    expect(git('diff', '--name-only')).toBe('')
  })

  test('a refusal is one error on stderr, and exit code 3', async () => {
    const result = await $copy`${process.execPath} scripts/new.ts check http.email`
    expect(result.exitCode).toBe(3)
    expect(result.stdout).toBe('')
    expect(result.stderr).toMatch(/^new: the claim http\.email exists\n {2}hint: .*\n$/)
  })

  test('writes a claim, a check and a mutant that compile and pass the linter', async () => {
    const long = 'a-claim-whose-name-is-so-long-that-no-line-can-hold-all-of-it'
    const report = await create(copy, ['check', 'http.build-info'])
    expect(report).toContain('npm run mutants -- --only http-build-info')
    await create(copy, ['check', `edge.${long}`])
    for (const [section, name] of [['http', 'build-info'] as const, ['edge', long] as const]) {
      expect(read(`guide/claims/${section}.ts`)).toContain(`'${section}.${name}': {`)
      expect(read(`guide/needs/${section}.ts`)).toContain(`'${section}.${name}': [],`)
      expect(read(`suites/${section}/${name}.suite.ts`)).toContain(`'${section}.${name}',`)
      expect(read(`mutants/${section}/${name}.ts`)).toContain(`kills: ['${section}.${name}']`)
    }
    expect(read('mutants/index.ts')).toMatch(/ {2}roles,\n {2}httpBuildInfo,\n/)

    const files = git('ls-files', '--modified', '--others', '--exclude-standard').trim().split('\n')
    const linted = await $copy`${bin}/biome check --error-on-warnings ${files}`
    expect(linted.exitCode, linted.stdout + linted.stderr).toBe(0)
    const compiled = await $copy`${bin}/tsc --noEmit`
    expect(compiled.exitCode, compiled.stdout).toBe(0)
    const listed = await $copy`${process.execPath} gate/cli/main.ts list --json`
    expect(JSON.parse(listed.stdout)).toContainEqual(
      expect.objectContaining({
        id: 'http.build-info',
        checks: ['suites/http/build-info.suite.ts'],
        mutants: ['http-build-info'],
      }),
    )
    const again = await $copy`${process.execPath} scripts/new.ts check http.build-info`
    expect(again.stderr).toContain('the claim http.build-info exists')
  }, 120_000)

  test('adds the mutant to the table that has the name of the claim', async () => {
    const index = read('mutants/index.ts')
    await create(copy, ['check', 'pool.leaks'])
    expect(read('mutants/pool/leaks.ts')).toMatch(/ {2}\},\n {2}'pool-leaks': \{\n/)
    expect(read('mutants/index.ts')).toBe(index)
  })
})

test('if one file cannot be written, none is', () => {
  writeFileSync(join(copy, 'old.txt'), 'old')
  const before = changes()
  const texts = new Map([
    ['old.txt', 'new'],
    ['new/folder/new.txt', 'new'],
    ['old.txt/no-folder.txt', 'new'],
  ])
  expect(() => writeAll(copy, texts)).toThrow()
  expect(read('old.txt')).toBe('old')
  expect(changes()).toBe(before)
})
