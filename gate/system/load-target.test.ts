/** Configs of every kind become the same; what is wrong is told with the file. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadTarget } from './load-target.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'preflight-load-target-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

const config = `{ name: 'x', launch: { kind: 'attached', url: 'https://a.example.com' } }`

describe('each kind of file', () => {
  test.for([
    ['a.yaml', 'name: x\nlaunch: { url: https://a.example.com }'],
    ['a.yml', 'name: x\nlaunch: { kind: attached, url: https://a.example.com }'],
    ['a.json', '{ "name": "x", "launch": { "url": "https://a.example.com" } }'],
    ['a.ts', `export default ${config} satisfies object`],
    ['a.mts', `export default ${config} as const`],
    ['a.cts', `module.exports = ${config} as object`],
    ['b.cts', `exports.__esModule = true\nexports.default = ${config}`],
    ['a.js', `export default ${config}`],
    ['b.js', `module.exports = ${config}`],
    ['a.mjs', `export default ${config}`],
    ['a.cjs', `module.exports = ${config}`],
    ['promise.ts', `export default Promise.resolve(${config})`],
    ['function.ts', `export default () => (${config})`],
    ['async.ts', `export default async () => (${config})`],
    ['await.ts', `const all = await Promise.resolve(${config})\nexport default all`],
  ])('%s', async ([name = '', text = '']) => {
    const path = await file(name, text)
    expect(await loadTarget(path)).toEqual({
      config: { name: 'x', launch: { kind: 'attached', url: 'https://a.example.com' } },
      file: path,
      own: [],
      folder,
    })
  })
})

describe('what is wrong', () => {
  test.for<[name: string, text: string, problem: string]>([
    [
      'wrong.yaml',
      'name: x\nlaunch: { url: https://a.example.com }\nversion: []',
      '3:10: version: expected text, got a list',
    ],
    [
      'tab.yaml',
      'name: x\n\tlaunch: y',
      '2:1: no valid YAML: a tab is used to indent: YAML wants spaces',
    ],
    ['empty.yaml', '', ' the file is empty: expected at least name and launch'],
    [
      'wrong.json',
      '{ "name": 1.5, "lunch": {} }',
      '1:16: unknown key "lunch", did you mean launch?',
    ],
    [
      'claim.yaml',
      `name: x\nlaunch: { url: https://a.example.com }\nnotApplicable: { http.none: why }`,
      ' notApplicable: unknown claim http.none',
    ],
    [
      'operation.yaml',
      `name: x\nlaunch: { url: https://a.example.com }\nnotApplicable: { operations.login: why }`,
      ' notApplicable: operations.login: expected a claim, or one of the operations that a backend',
    ],
    [
      'both.yaml',
      `name: x
launch: { url: https://a.example.com }
operations: { logout: { post: /logout } }
notApplicable: { operations.logout: why }`,
      ' notApplicable: operations.logout: the config has this operation',
    ],
    ['broken.ts', 'export default {', ' cannot be loaded: '],
    ['nothing.ts', 'export const a = 1', ' has no default export'],
    [
      'throws.ts',
      `export default () => { throw new Error('no VERSION file') }`,
      ' cannot be loaded: no VERSION file',
    ],
    [
      'rejects.ts',
      `export default async () => { throw new Error('late') }`,
      ' cannot be loaded: late',
    ],
    [
      'wrong.ts',
      `export default { ...${config}, version: 1 }`,
      ' version: expected text, got a number',
    ],
  ])('%s', async ([name, text, problem]) => {
    const path = await file(name, text)
    await expect(loadTarget(path)).rejects.toThrow(
      expect.objectContaining({
        code: 'PREFLIGHT_E_CONFIG',
        exitCode: 3,
        message: expect.stringContaining(`${path}:${problem}`),
      }),
    )
  })

  test('everything in one message, a line each', async () => {
    const path = await file('several.yaml', 'nme: x\nlaunch: { url: 1 }')
    const [first, ...others] = await loadTarget(path).then(
      () => [],
      ({ message }: Error) => message.split('\n'),
    )
    expect(others).toHaveLength(2)
    expect(first).toMatch(/several\.yaml:1:1: /)
  })
})
