import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TargetConfig } from '#gate/contract/contract.ts'
import { refuseMissingLaunch } from './preconditions.ts'

const program = 'preflight-test-server'
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'preflight-preconditions-'))
  writeFileSync(join(folder, program), '#!/bin/sh\n')
  chmodSync(join(folder, program), 0o755)
})

afterAll(() => rmSync(folder, { recursive: true }))

const loadedWith = (environment: TargetConfig['environment']) => ({
  config: {
    name: 'x',
    launch: { kind: 'command' as const, command: program, args: [], port: 'PORT' },
    ...(environment ? { environment } : {}),
  },
  file: join(folder, 'preflight.config.yaml'),
  folder,
  own: [],
})

test.for(['always', 'production'] as const)(
  'a program is found on the PATH that the target starts with: %s',
  (mode) => {
    const loaded = loadedWith({ [mode]: { PATH: `/usr/bin:${folder}` } })
    expect(() => refuseMissingLaunch(loaded)).not.toThrow()
  },
)

test('it is not looked for where the target would not find it', () => {
  expect(() => refuseMissingLaunch(loadedWith(undefined))).toThrow(/no program/)
  const elsewhere = loadedWith({ always: { PATH: '/nowhere' } })
  expect(() => refuseMissingLaunch(elsewhere)).toThrow(/no program/)
})
