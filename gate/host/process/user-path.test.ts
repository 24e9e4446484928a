/** Goal: a target's programs come from the user's PATH, however Preflight was called. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { userPath } from './user-path.ts'

const home = realpathSync(mkdtempSync(join(tmpdir(), 'preflight-path-')))
const at = (path: string) => join(home, path)

beforeAll(() => {
  const bins = ['preflight', '.npm/_npx/12ab', 'backend', 'tools']
  for (const project of bins) mkdirSync(at(`${project}/node_modules/.bin`), { recursive: true })
  for (const folder of ['backend/api', 'other', 'copy']) mkdirSync(at(folder), { recursive: true })
  symlinkSync(at('preflight/node_modules'), at('copy/node_modules'))
  symlinkSync(at('preflight'), at('link'))
})
afterAll(() => rmSync(home, { recursive: true }))

test.for([
  { way: 'a checkout', project: 'preflight', root: 'preflight' },
  { way: 'npx', project: '.npm/_npx/12ab', root: '.npm/_npx/12ab/node_modules/preflight-gate' },
  { way: 'another project', project: 'tools', root: 'tools/node_modules/preflight-gate' },
])('$way: what npm put first for it is left out for a backend elsewhere', ({ project, root }) => {
  const own = at(`${project}/node_modules/.bin`)
  const path = userPath(`${own}:/usr/local/bin:/usr/bin:${own}/`, at(root), at('other'))
  expect(path).toBe('/usr/local/bin:/usr/bin')
})

test('the programs of the project that has Preflight installed are the user’s', () => {
  const path = `${at('backend/node_modules/.bin')}:/usr/bin`
  const root = at('backend/node_modules/preflight-gate')
  expect(userPath(path, root, at('backend'))).toBe(path)
  expect(userPath(path, root, at('backend/api'))).toBe(path)
})

test('the reference backend and copies of it are of the checkout’s project', () => {
  const path = `${at('preflight/node_modules/.bin')}:/usr/bin`
  expect(userPath(path, at('preflight'), at('preflight'))).toBe(path)
  expect(userPath(path, at('preflight'), at('copy'))).toBe(path)
})

test('a folder is left out by whatever name it is called', () => {
  const path = `${at('link/node_modules/.bin')}:/usr/bin:/not/there`
  expect(userPath(path, at('preflight'), at('other'))).toBe('/usr/bin:/not/there')
})
