/** Goal: a target's programs come from the user's PATH, however Preflight was called. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { userPath } from './user-path.ts'

test.for([
  { way: 'a checkout', root: '/src/preflight', own: '/src/preflight/node_modules/.bin' },
  {
    way: 'a package that npx fetched',
    root: '/home/me/.npm/_npx/12ab/node_modules/preflight-gate',
    own: '/home/me/.npm/_npx/12ab/node_modules/.bin',
  },
])('$way: the programs that npm put first are left out', ({ root, own }) => {
  expect(userPath(`${own}:/usr/local/bin:/usr/bin:${own}`, root)).toBe('/usr/local/bin:/usr/bin')
})

test('the programs of the project that has Preflight installed are the user’s', () => {
  const path = '/home/me/backend/node_modules/.bin:/home/me/node_modules/.bin:/usr/bin'
  expect(userPath(path, '/home/me/backend/node_modules/preflight-gate')).toBe(path)
})

test('a folder is left out by whatever name it is called', () => {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-path-'))
  try {
    mkdirSync(join(folder, 'real/node_modules/.bin'), { recursive: true })
    symlinkSync('real', join(folder, 'link'))
    const path = `${folder}/link/node_modules/.bin/:/usr/bin`
    expect(userPath(path, join(folder, 'real'))).toBe('/usr/bin')
  } finally {
    rmSync(folder, { recursive: true })
  }
})
