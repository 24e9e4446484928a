/** Goal: a program's help gives the commands that migrate and make a user, or nothing. */
import { rmSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { findOut } from '../find.ts'
import { folderOf, installed } from '../testing/backends.ts'
import { programGuesses } from './program.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function made(files: Readonly<Record<string, string>>): string {
  const folder = folderOf(files)
  folders.push(folder)
  return folder
}

const help: Readonly<Record<string, string>> = {
  './run shop --help': 'usage: shop {serve,migrate,create-user}',
  './run shop migrate --help': 'usage: shop migrate [--ini FILE] [--dry-run]',
  './run shop create-user --help':
    'usage: [--ini FILE] [-u NAME]\n  -u NAME, --username NAME\n  --password WORD\n  --admin\n',
}
const launch = './run gunicorn --paste production.ini'
const ask = async (words: readonly string[]) => help[words.join(' ')] ?? ''

test('an installed application tells how it migrates and makes a user', async () => {
  const guesses = await programGuesses(made(installed), launch, ask)
  expect(Object.fromEntries(guesses.map(({ path, value }) => [path.join('.'), value]))).toEqual({
    'commands.migrate': './run shop migrate --ini production.ini',
    'commands.createAdmin':
      './run shop create-user --ini production.ini --username {name} --password {password} --admin',
    admin: { name: 'admin', email: 'admin@example.com', password: 'Preflight-trial-1' },
  })
})

test('a program without help tells nothing', async () => {
  expect(await programGuesses(made(installed), launch, async () => '')).toEqual([])
  expect(await programGuesses(made({ 'go.mod': 'module a.b/c\n' }), 'node x.js', ask)).toEqual([])
})

test('its settings are variables, where it makes their names', () => {
  const settings = (files: Readonly<Record<string, string>>) =>
    findOut(made(files), { kinds: ['command'] }).guesses.flatMap(({ path, value }) =>
      path[0] === 'settings' ? [[path[1], value]] : [],
    )
  expect(settings(installed)).toEqual([
    ['secretKey', 'SHOP_COOKIE_SECRET'],
    ['workers', 'WEB_CONCURRENCY'],
    ['poolSize', 'SHOP_DB_POOL_SIZE'],
  ])
  const looksNowhere = { ...installed, '.venv/lib/python3.12/site-packages/shop/env.py': '' }
  expect(settings(looksNowhere)).toEqual([['workers', 'WEB_CONCURRENCY']])
})
