/** What k6 gets of a config: one file that imports nothing, whatever the config imports. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import type { TargetConfig } from '#gate/contract/contract.ts'
import { bundleConfig } from './config-bundle.ts'

async function bundled(files: Record<string, string>): Promise<{ text: string; file: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'preflight-bundle-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  const [first = ''] = Object.keys(files)
  const file = await bundleConfig(join(folder, first), folder)
  return { text: await readFile(file, 'utf8'), file }
}

async function configOf(file: string): Promise<TargetConfig> {
  return (await import(pathToFileURL(file).href)).default
}

test('a config that is data', async () => {
  const yaml = `name: x
launch: { command: node main.js, port: PORT }
operations:
  profile: { get: /me, result: $.name }
  createRecord: { post: '/c/{company}', form: { name: '{name}' }, result: $.id }
`
  const { text, file } = await bundled({ 'preflight.config.yaml': yaml })
  expect(text).not.toMatch(/^import |require\(/m)
  // Each of thousands of VUs evaluates it.
  expect(text.length).toBeLessThan(50_000)
  const { operations } = await configOf(file)
  expect(operations?.createRecord?.request('7', 'a')).toEqual({
    method: 'POST',
    path: '/c/7',
    form: { name: 'a' },
  })
})

test('a config that imports a file, a package and modules of Node', async () => {
  const { text, file } = await bundled({
    'my.config.ts': `import { readFileSync } from 'node:fs'
import { path } from './path.ts'
const request = () => ({ method: 'GET', path, headers: { a: process.env.PREFLIGHT_NONE ?? 'b' } })
export const read = () => readFileSync('x')
export default { operations: { profile: { request, result: () => '' } } }`,
    'path.ts': `export const path: string = '/me'`,
  })
  expect(text).not.toMatch(/^import /m)
  Object.assign(globalThis, { __ENV: {} })
  onTestFinished(() => {
    Reflect.deleteProperty(globalThis, '__ENV')
  })
  const { operations } = await configOf(file)
  expect(operations?.profile?.request()).toMatchObject({ path: '/me', headers: { a: 'b' } })
})

test('an import that is not there is named', async () => {
  await expect(
    bundled({ 'my.config.ts': `import './none.ts'\nexport default {}` }),
  ).rejects.toThrow(
    expect.objectContaining({
      code: 'PREFLIGHT_E_CONFIG',
      message: expect.stringMatching(/my\.config\.ts: cannot be bundled for k6$/),
      hint: expect.stringContaining('./none.ts'),
    }),
  )
})
