/** Goal: what a build sends is what the Dockerfile's own ignore file, or the context's, lets by. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { extract } from 'tar-stream'
import { expect, onTestFinished, test } from 'vitest'
import { contextArchive, contextFiles } from './build-context.ts'

async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'preflight-context-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  return folder
}

const app = {
  Dockerfile: 'FROM scratch',
  '.env': 'A=1',
  '.git/HEAD': 'ref',
  'src/a.js': '',
  'node_modules/x/index.js': '',
}

test("the Dockerfile's own ignore file is read", async () => {
  const ignore = '.env\nnode_modules\n.git\n'
  const context = await folderWith({ ...app, 'Dockerfile.dockerignore': ignore })
  expect(await contextFiles(context, 'Dockerfile')).toEqual([
    'Dockerfile',
    'Dockerfile.dockerignore',
    'src/a.js',
  ])
})

test('where both are there it counts alone, even if it is empty', async () => {
  const context = await folderWith({
    ...app,
    '.dockerignore': 'src\n',
    'Dockerfile.dockerignore': '.env\n.git\nnode_modules\n',
  })
  const files = await contextFiles(context, 'Dockerfile')
  expect(files).toContain('src/a.js')
  expect(files).not.toContain('.env')
  await writeFile(join(context, 'Dockerfile.dockerignore'), '')
  expect(await contextFiles(context, 'Dockerfile')).toContain('.env')
})

test('the ignore file of another Dockerfile does not count', async () => {
  const context = await folderWith({
    ...app,
    'deploy/api.Dockerfile': 'FROM scratch',
    'deploy/api.Dockerfile.dockerignore': '*\n!src\n',
    '.dockerignore': '.env\n',
  })
  expect(await contextFiles(context, 'deploy/api.Dockerfile')).toEqual([
    'deploy/api.Dockerfile',
    'src/a.js',
  ])
  const files = await contextFiles(context, 'Dockerfile')
  expect(files).toContain('node_modules/x/index.js')
  expect(files).not.toContain('.env')
})

test('a Dockerfile beside the context has its ignore file there, and another name', async () => {
  const folder = await folderWith({
    'app/src/a.js': '',
    'app/.env': 'A=1',
    'docker/Dockerfile': 'FROM scratch',
    'docker/Dockerfile.dockerignore': '.env\n',
  })
  const context = join(folder, 'app')
  const files = await contextFiles(context, '../docker/Dockerfile')
  expect(files).toEqual(['../docker/Dockerfile', 'src/a.js'])
  const names: string[] = []
  const archive = extract()
  contextArchive(context, files).pipe(archive as unknown as NodeJS.WritableStream)
  for await (const entry of archive) {
    names.push(entry.header.name)
    entry.resume()
  }
  expect(names).toEqual(['.preflight-Dockerfile', 'src/a.js'])
})

test('a folder without files is sent, unless it is left out', async () => {
  const context = await folderWith({ Dockerfile: 'FROM scratch', '.dockerignore': 'cache\n' })
  for (const path of ['data/kept', 'cache/old']) {
    await mkdir(join(context, path), { recursive: true })
  }
  const files = await contextFiles(context, 'Dockerfile')
  expect(files).toEqual(['.dockerignore', 'Dockerfile', 'data/kept/'])
  const types = new Map<string, unknown>()
  const archive = extract()
  contextArchive(context, files).pipe(archive as unknown as NodeJS.WritableStream)
  for await (const entry of archive) {
    types.set(entry.header.name, entry.header.type)
    entry.resume()
  }
  expect(types.get('data/kept/')).toBe('directory')
})

test.each([
  ['Windows wrote it', '\uFEFF.env\r\nnode_modules\r\n.git\r\n', ['src/a.js']],
  ['folders end with a slash', '/.env\n./node_modules/\n.git/\n', ['src/a.js']],
  ['any depth', '**/.env*\n**/node_modules\n.git', ['src/a.js']],
  ['a comment and a blank line', '# src\n\n  .env  \nnode_modules\n.git', ['src/a.js']],
  ['an exception', '*\n!src', ['src/a.js']],
  ['an exception with a path', '*\n!./src/a.js', ['src/a.js']],
  ['an exception with a wildcard in the middle', '*\n!s*/a.js', ['src/a.js']],
  ['an exception below a wildcard', '**\n!node_modules/*/index.js', ['node_modules/x/index.js']],
  ['an exception at any depth', '*\n!**/index.js', ['node_modules/x/index.js']],
  ['an exception that is taken back', '*\n!src\nsrc/a.js', ['src/']],
])('patterns: %s', async (_, ignore, expected) => {
  const context = await folderWith({ ...app, '.dockerignore': ignore })
  const sent = await contextFiles(context, 'Dockerfile')
  expect(sent.filter((path) => !/^(Dockerfile|\.dockerignore)$/.test(path))).toEqual(expected)
})

test('two stars in front of a part of a name reach every folder', async () => {
  const context = await folderWith({ ...app, 'src/b.log': '', '.dockerignore': '**.js\n!**a.js\n' })
  const files = await contextFiles(context, 'Dockerfile')
  expect(files).toContain('src/a.js')
  expect(files).toContain('src/b.log')
  expect(files).not.toContain('node_modules/x/index.js')
})

test('a pattern that Docker cannot read ends the build', async () => {
  const context = await folderWith({ ...app, '.dockerignore': 'src\n[\n' })
  await expect(contextFiles(context, 'Dockerfile')).rejects.toMatchObject({
    code: 'PREFLIGHT_E_STACK',
  })
})
