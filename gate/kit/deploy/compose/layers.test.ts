import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readProblems } from './compose-problems.ts'
import { baseFileOf } from './layers.ts'

const over = `services:
  api: { image: "a/api:1" }
  edge:
    ports: ["443:443"]
    networks: [front]
`
const whole = 'services: { edge: { image: "nginx:1.28" }, db: { image: "postgres:16" } }'

function baseIn(files: Readonly<Record<string, string>>): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-layers-'))
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    const base = baseFileOf(join(folder, 'compose.prod.yml'))
    return base && basename(base)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('the file over which another one is laid', () => {
  test.each([
    ['that of the usual name', { 'a.compose.yml': whole, 'compose.yml': whole }, 'compose.yml'],
    ['another one', { 'compose.base.yml': whole, 'compose.dev.yml': over }, 'compose.base.yml'],
    ['none that has not all of it', { 'compose.yml': whole.replace('edge', 'web') }, undefined],
    ['none that is a layer itself', { 'compose.yml': over }, undefined],
  ])('is %s', (_, files, expected) => {
    expect(baseIn({ 'compose.prod.yml': over, ...files })).toBe(expected)
  })

  test('is none of one that says all itself', () => {
    expect(baseIn({ 'compose.prod.yml': whole, 'compose.yml': whole })).toBeUndefined()
  })
})

test('what another file may say is no problem of the one that is laid over it', () => {
  const { problems, elsewhere, tell } = readProblems(over, { isLaidOver: true })
  expect(problems.map(tell)).toEqual([])
  expect(elsewhere.map(tell)).toEqual(['services.edge (line 3)'])
  expect(readProblems(over).problems.map(tell)).toContain(
    'services.edge has neither image nor build (line 3)',
  )
})
