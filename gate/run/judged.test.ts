import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { defineTarget } from '#gate/contract/contract.ts'
import { judgedTarget } from './judged.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'preflight-judged-'))
  writeFileSync(join(folder, 'target.yaml'), 'name: x\n')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const config = defineTarget({
  name: 'x',
  version: '1.2.3',
  launch: { kind: 'attached', url: 'http://127.0.0.1:1' },
})
const judged = () => judgedTarget({ config, folder, file: join(folder, 'target.yaml') })
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
    cwd: folder,
    stdio: 'pipe',
  })

test('outside of a repository there is no commit', () => {
  const configSha256 = createHash('sha256').update('name: x\n').digest('hex')
  expect(judged()).toEqual({ configSha256, version: '1.2.3' })
})

test('the commit, and whether something differs from it', () => {
  git('init', '-q')
  git('add', '.')
  git('commit', '-qm', 'first')
  const { repository } = judged()
  expect(repository).toEqual({ commit: expect.stringMatching(/^[0-9a-f]{40}$/), dirty: false })
  writeFileSync(join(folder, 'new.txt'), '')
  expect(judged().repository).toMatchObject({ commit: repository?.commit, dirty: true })
})
