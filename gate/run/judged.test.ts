import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { defineTarget } from '#gate/contract/contract.ts'
import type { Manifests } from '#gate/contract/manifests.ts'
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
const judgedAs = (manifests: Manifests) =>
  judgedTarget({ config: { ...config, manifests }, folder, file: join(folder, 'target.yaml') })
const judged = () => judgedAs({})
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
    cwd: folder,
    stdio: 'pipe',
  })

test('outside of a repository there is no commit', () => {
  const configSha256 = createHash('sha256').update('name: x\n').digest('hex')
  expect(judged()).toEqual({ configSha256, version: '1.2.3' })
})

test('the manifests that are there, in all forms that a config can name them', () => {
  for (const file of ['compose.yml', 'Dockerfile', 'a.yml']) writeFileSync(join(folder, file), file)
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
  const manifests: Manifests = {
    compose: 'compose.yml',
    dockerfile: { file: 'Dockerfile' },
    beanstalk: ['a.yml', 'gone.yml'],
    nginx: '.',
  }
  expect(judgedAs(manifests).manifests).toEqual([
    { name: 'compose', file: 'compose.yml', sha256: sha256('compose.yml') },
    { name: 'dockerfile', file: 'Dockerfile', sha256: sha256('Dockerfile') },
    { name: 'beanstalk', file: 'a.yml', sha256: sha256('a.yml') },
  ])
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
