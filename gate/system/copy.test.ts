/** Goal: a copy has files of its own if it was asked for, and links to the target elsewhere. */
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { copyTarget } from './copy.ts'

const root = mkdtempSync(join(tmpdir(), 'preflight-copy-test-'))
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** A project: an application with migrations and packages, and something beside it. */
function project(): string {
  const folder = join(root, 'project')
  for (const path of ['app/src', 'app/migrations', 'app/node_modules/a', 'beside', '.git']) {
    mkdirSync(join(folder, path), { recursive: true })
  }
  writeFileSync(join(folder, 'app/src/main.ts'), 'main')
  writeFileSync(join(folder, 'app/migrations/1.sql'), 'one')
  return folder
}
const isLink = (path: string) => lstatSync(path).isSymbolicLink()

test('a part is copied, packages and what lies beside it are linked', async () => {
  const target = project()
  const copy = await copyTarget(target, 'app', join(root, 'scratch'))
  await copy.add('app/migrations/2.sql', 'two')
  expect([...copy.added]).toEqual([['app/migrations/2.sql', 'two']])
  const at = (path: string) => join(copy.folder, path)
  expect(readFileSync(at('app/src/main.ts'), 'utf8')).toBe('main')
  expect(isLink(at('app/migrations'))).toBe(false)
  expect(isLink(at('app/node_modules'))).toBe(true)
  expect(isLink(at('beside'))).toBe(true)
  expect(() => lstatSync(join(target, 'app/migrations/2.sql'))).toThrow()
  await copy.remove()
  expect(readFileSync(join(target, 'app/src/main.ts'), 'utf8')).toBe('main')
})

test('all of it is copied where nothing is said', async () => {
  const copy = await copyTarget(project(), '.', join(root, 'scratch'))
  expect(isLink(join(copy.folder, 'app'))).toBe(false)
  expect(isLink(join(copy.folder, 'app/node_modules'))).toBe(true)
  expect(() => lstatSync(join(copy.folder, '.git'))).toThrow()
})

test('what is not there is an inconclusive check', async () => {
  const copying = copyTarget(project(), 'nowhere', join(root, 'scratch'))
  await expect(copying).rejects.toMatchObject({ code: 'PREFLIGHT_E_INCONCLUSIVE' })
})
