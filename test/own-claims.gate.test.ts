/**
 * Goal: the claims that a team adds are treated as ours: listed, explained, selected, waived, in
 * the verdict and in every report; and they count apart. The examples are those of
 * docs/own-claims.md.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root, runGate } from './support/gate.ts'
import { ownVerdicts, writeOwnClaims } from './support/own-claims.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'preflight-own-claims-'))
  writeOwnClaims(folder)
})
afterAll(() => rmSync(folder, { recursive: true }))

const gate = (...words: string[]) => runGate(['--target', folder, '--engine', 'local', ...words])

/** A command, called in the folder of the backend. */
function preflight(args: readonly string[]) {
  const words = [join(root, 'gate/cli/main.ts'), ...args]
  return spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8' })
}

test('they are judged, reported and counted apart', async () => {
  const { exitCode, stdout, out } = await gate(
    '--only',
    'billing.*,ledger,observability.health-shape',
  )
  expect(exitCode).toBe(1)
  const [run = ''] = readdirSync(out)
  const read = (name: string) => readFileSync(join(out, run, name), 'utf8')
  const { claims, counts, own, verdict } = JSON.parse(read('verdict.json'))
  expect(Object.fromEntries(claims.map((claim: Claim) => [claim.id, claim.verdict]))).toEqual({
    'observability.health-shape': 'fail',
    ...ownVerdicts,
  })
  expect(verdict).toBe('NO-GO')
  expect(counts).toMatchObject({ declared: 1, measured: 1, pass: 0, fail: 1 })
  expect(own).toMatchObject({ declared: 3, collected: 3, run: 3, measured: 3, pass: 2, fail: 1 })
  expect(stdout).toContain('own claims: declared 3, collected 3, run 3, measured 3')
  for (const report of ['junit.xml', 'report.html']) {
    for (const id of Object.keys(ownVerdicts)) {
      expect(read(report), report).toContain(report === 'junit.xml' ? id : id.split('.')[1])
    }
  }
  const record = JSON.parse(read('run.json')).claims.find(
    ({ id }: Claim) => id === 'billing.invoice-idempotent',
  )
  expect(record).toMatchObject({
    own: { file: 'preflight/billing.claims.yaml' },
    checks: [
      {
        file: 'preflight/billing.claims.yaml',
        observations: { answer: 25 },
        floors: { answer: 25 },
      },
    ],
  })
})

interface Claim {
  id: string
  verdict: string
}

test('one is waived by its id, and blocks with --strict', async () => {
  const waivers = join(folder, 'waivers.yaml')
  const claim = 'billing.unknown-invoice'
  writeFileSync(waivers, `- { claim: ${claim}, reason: x, owner: y, expires: 2999-12-31 }\n`)
  const words = ['--only', 'billing', '--strict']
  expect((await gate(...words)).exitCode).toBe(1)
  const { exitCode, stdout } = await gate(...words, '--waivers', waivers)
  expect({ exitCode, stdout }).toMatchObject({ exitCode: 0 })
  expect(stdout).toContain('1 waived')
})

test('they are listed and explained', () => {
  const listed = JSON.parse(preflight(['list', '--json']).stdout)
  const own = listed.filter(({ section }: { section: string }) => section === 'ledger')
  expect(own).toEqual([
    {
      id: 'ledger.survives-restart',
      section: 'ledger',
      level: 'must',
      impact: 'disrupt',
      statement: 'An invoice that was created is there after a restart.',
      checks: ['preflight/ledger.suite.ts'],
      mutants: [],
    },
  ])
  const { stdout } = preflight(['explain', 'billing.invoice-idempotent'])
  expect(stdout).toContain('own claim    preflight/billing.claims.yaml')
})

test('a claim without a check ends every command before anything starts', async () => {
  const wrong = join(folder, 'preflight/wrong.claims.yaml')
  writeFileSync(wrong, 'wrong.none: { statement: x, remedy: y, prevents: z }\n')
  try {
    const { exitCode, stderr } = await gate('--only', 'observability.health-shape')
    expect(stderr).toContain('wrong.claims.yaml: wrong.none: it has no check')
    expect(exitCode).toBe(3)
    expect(preflight(['list']).status).toBe(3)
  } finally {
    rmSync(wrong)
  }
})
