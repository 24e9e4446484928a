/** Goal: `preflight guide FILE` answers people and programs, and names what it cannot read. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { planted, plants, soundGuide } from '#gate/guide/testing/plants.ts'
import { root } from '#gate/installation.mjs'

const folder = mkdtempSync(join(tmpdir(), 'preflight-guide-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, text: string | Buffer): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

/** Runs the command as a user does. */
function guide(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((done) => {
    const main = join(root, 'gate/cli/main.ts')
    execFile(process.execPath, [main, 'guide', ...args], (error, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
}

const sound = file('sound.md', soundGuide('meters-go.md'))
const wrong = file(
  'wrong.md',
  planted(plants.find(({ guide: name }) => name === 'meters-go.md') ?? neverPlanted()),
)

function neverPlanted(): never {
  throw new Error('no plant for meters-go.md')
}

describe('what cannot be read ends with 3', () => {
  test.for([
    ['a file that is not there', join(folder, 'none.md'), /none\.md: cannot be read: ENOENT/],
    ['a folder', folder, /EISDIR/],
    [
      'a file that is not UTF-8',
      file('latin.md', Buffer.from([0x23, 0x20, 0xe9])),
      /latin\.md: is not UTF-8 text/,
    ],
    [
      'a file that is no guide',
      file('large.md', 'x'.repeat(5 * 1024 * 1024 + 1)),
      /large\.md: larger than 1 MB/,
    ],
  ] as const)('%s', async ([, path, message]) => {
    const { code, stdout, stderr } = await guide(path)
    expect(stderr).toMatch(message)
    expect(stderr).toContain('PREFLIGHT_E_GUIDE')
    expect([code, stdout]).toEqual([3, ''])
  })
})

test('a guide without contradictions ends with 0', async () => {
  const { code, stdout } = await guide(sound)
  expect(stdout).toMatch(/^no contradiction found\n\d+ items without a map; .* --init\n$/)
  expect(code).toBe(0)
})

test('a contradiction ends with 1: line, quote, what was run, what came, the fix', async () => {
  const { code, stdout } = await guide(wrong)
  expect(stdout).toMatch(/wrong\.md:\d+ {2}health-is-static\n {2}quote .*livez/)
  for (const label of ['problem', 'ran', 'printed', 'fix', 'claims'])
    expect(stdout).toContain(label)
  expect(stdout).toMatch(/1 contradiction at 1 line\n\d+ items without a map/)
  expect(code).toBe(1)
})

test('--json is one document, and --sarif names the line', async () => {
  const sarif = join(folder, 'out.sarif')
  const { code, stdout } = await guide(wrong, '--json', '--sarif', sarif)
  const { contradictions, ...others } = JSON.parse(stdout)
  expect(Object.keys(others)).toEqual(expect.arrayContaining(['unmapped', 'changed', 'gone']))
  const [{ line, hash, claims, quote }] = contradictions
  expect(hash).toMatch(/^[0-9a-f]{12}$/)
  expect(claims).toContain('observability.readiness-honest')
  expect(quote.split(' ').length).toBeLessThanOrEqual(10)
  const [run] = JSON.parse(readFileSync(sarif, 'utf8')).runs
  expect(run.results[0].ruleId).toBe('health-is-static')
  const { artifactLocation, region } = run.results[0].locations[0].physicalLocation
  expect(region.startLine).toBe(line)
  expect(artifactLocation.uri).toMatch(/wrong\.md$/)
  expect(code).toBe(1)
})
