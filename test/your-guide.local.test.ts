/**
 * Goal: another team's guide is mapped, confirmed and gated, and the run keeps where its items
 * stand. As a user does it: by the command line, on a small backend.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readStoredGuide } from '#gate/verdict/guide-record.ts'
import { readRun, verifyRun } from '#gate/verdict/stored-run.ts'
import { runGate, runPreflight, smallTarget } from './support/gate.ts'

const folder = mkdtempSync(join(tmpdir(), 'preflight-your-guide-'))
afterAll(() => rmSync(folder, { recursive: true }))

const guide = join(folder, 'guide.md')
const map = join(folder, 'guide.map.yaml')
const text =
  '# Ours\n\n- The health page at /health says ok and its version.\n- Water the plants.\n'

/** The map as a person leaves it: the first item with one claim, the second with none. */
function confirm(): void {
  const drafted = readFileSync(map, 'utf8')
  const [head = '', first = '', second = ''] = drafted.split(/^(?= {2}- line)/m)
  const claims = /claims:\n( {6}- .*\n)+/
  const one = first.replace(claims, 'claims:\n      - observability.health-shape\n')
  const none = second.replace(claims, 'claims: []\n    because: about the office\n')
  writeFileSync(
    map,
    `${head}${one}${none}`.replaceAll(/(?<=^ {4})confirmed: false/gm, 'confirmed: true'),
  )
}

test('a guide is mapped, confirmed, gated, and edited', { timeout: 120_000 }, async () => {
  writeFileSync(guide, text)
  const unmapped = runPreflight(['guide', guide])
  expect(unmapped).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('2 items without a map'),
  })
  const drafted = runPreflight(['guide', guide, '--init'])
  expect(drafted).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('with 2 items') })
  const early = await runGate(['--guide', guide])
  expect(early).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('PREFLIGHT_E_GUIDE') })

  confirm()
  expect(runPreflight(['guide', guide])).toMatchObject({ exitCode: 0 })
  const args = ['--target', smallTarget, '--engine', 'local', '--guide', guide]
  const out = join(folder, 'runs')
  const { exitCode, stderr } = await runGate(args, { out })
  expect(stderr).toContain('guide: 2 items: 1 mapped, 1 without a claim')
  expect(exitCode).toBe(0)

  const run = join(out, readdirSync(out)[0] ?? '')
  expect(readRun(run)).toMatchObject({
    options: { guide },
    claims: [{ id: 'observability.health-shape' }],
    replay: expect.stringContaining(`--guide ${guide}`),
  })
  expect(readStoredGuide(run)).toMatchObject({
    text,
    record: {
      source: 'map',
      items: [
        { line: 3, status: 'mapped', claims: ['observability.health-shape'] },
        { line: 4, status: 'no-claim', claims: [], because: 'about the office' },
      ],
    },
  })
  expect(verifyRun(run).problems).toEqual([])
  writeFileSync(join(run, 'guide.md'), text.toUpperCase())
  expect(verifyRun(run).problems).toEqual([expect.stringContaining('guide.md: was changed')])

  writeFileSync(guide, text.replace('its version', 'the version'))
  const { stdout } = runPreflight(['guide', guide, '--json'])
  expect(JSON.parse(stdout)).toMatchObject({
    changed: [{ line: 3, claims: ['observability.health-shape'] }],
    unmapped: [],
    gone: [],
    moved: [],
  })
})
