import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { defineTarget } from '#gate/contract/contract.ts'
import { claim } from '#gate/verdict/testing/outcomes.ts'
import { withLackLines } from './lack-lines.ts'

const folder = mkdtempSync(join(tmpdir(), 'preflight-lacks-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const config = defineTarget({
  name: 'x',
  launch: { kind: 'attached', url: 'http://127.0.0.1:1' },
  lacks: { CORS: 'no browser asks it' },
})
const text = 'name: x\nlaunch: { url: "http://127.0.0.1:1" }\nlacks:\n  CORS: no browser asks it\n'
const lacking = claim({ lacks: { feature: 'CORS', instead: 'no browser asks it' } })

/** The lines of both claims, with the config in a file of this name. */
function linesIn(name: string) {
  const file = join(folder, name)
  writeFileSync(file, text)
  const records = withLackLines({ config, file }, [lacking, claim()])
  return records.map(({ lacks }) => lacks?.line)
}

test('a config that is data has a line for what it lacks, one that is code has none', () => {
  expect(linesIn('preflight.config.yaml')).toEqual([4, undefined])
  expect(linesIn('preflight.config.ts')).toEqual([undefined, undefined])
})
