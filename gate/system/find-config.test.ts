/** Which file is the config, and what is told if that is not clear. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { findConfig } from './find-config.ts'

let root = ''
let below = ''

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'preflight-find-'))
  below = join(root, 'a/b')
  await mkdir(below, { recursive: true })
  vi.stubEnv('PREFLIGHT_TARGET', '')
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(root, { recursive: true, force: true })
})

async function file(...path: string[]): Promise<string> {
  const absolute = join(root, ...path)
  await writeFile(absolute, '')
  return absolute
}

function refusal(message: string) {
  return expect.objectContaining({ code: 'PREFLIGHT_E_CONFIG', exitCode: 3, message })
}

test.for(['yaml', 'yml', 'json', 'ts', 'mts', 'cts', 'js', 'mjs', 'cjs'])(
  'preflight.config.%s is found upwards',
  async (ending) => {
    const config = await file(`preflight.config.${ending}`)
    expect(await findConfig(undefined, below)).toBe(config)
  },
)

test('the nearest one counts', async () => {
  await file('preflight.config.ts')
  const config = await file('a/preflight.config.yaml')
  expect(await findConfig(undefined, below)).toBe(config)
})

test('several in one folder are named', async () => {
  await file('preflight.config.yaml')
  await file('preflight.config.ts')
  const names = 'preflight.config.ts, preflight.config.yaml'
  await expect(findConfig(undefined, below)).rejects.toThrow(
    refusal(`${root}: several configs: ${names}; expected one`),
  )
})

test('none is told with where it was looked for', async () => {
  await expect(findConfig(undefined, below)).rejects.toThrow(
    expect.objectContaining({ message: expect.stringContaining(`in ${below} or above it`) }),
  )
})

test('PREFLIGHT_TARGET comes before what is found, and --target before both', async () => {
  await file('preflight.config.yaml')
  const other = await file('a/other.yaml')
  const third = await file('a/third.ts')
  vi.stubEnv('PREFLIGHT_TARGET', other)
  expect(await findConfig(undefined, below)).toBe(other)
  expect(await findConfig('../third.ts', below)).toBe(third)
})

test('a folder stands for the config in it', async () => {
  const config = await file('a/preflight.config.json')
  expect(await findConfig('..', below)).toBe(config)
  await expect(findConfig('.', below)).rejects.toThrow(refusal('.: no config in this folder'))
})

test('a file that is not there', async () => {
  await expect(findConfig('no.yaml', below)).rejects.toThrow(refusal('no.yaml: no such file'))
})
