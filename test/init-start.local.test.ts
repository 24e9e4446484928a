/**
 * Goal: `init --start` writes a config that works for a backend that only its start describes. As a
 * user does it: by the command line.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { root, runPreflight } from './support/gate.ts'

const folder = mkdtempSync(join(tmpdir(), 'preflight-notes-'))
cpSync(join(root, 'test/fixtures/notes'), folder, { recursive: true })
afterAll(() => rmSync(folder, { recursive: true }))

const file = join(folder, 'preflight.config.yaml')

test('a start shows what no file says', { timeout: 180_000 }, () => {
  const args = ['init', folder, '--launch', 'command', '--engine', 'local']
  const unstarted = runPreflight(args)
  expect(unstarted).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('with --start') })
  expect(parse(readFileSync(file, 'utf8')).operations).toBeUndefined()

  const { exitCode, stdout, stderr } = runPreflight([...args, '--start', '--force'])
  expect(stderr).toBe('starting it once, to try what it can do\n')
  expect(exitCode).toBe(0)
  expect(Number(/^(\d+) of/m.exec(stdout)?.[1])).toBeGreaterThan(
    Number(/^(\d+) of/m.exec(unstarted.stdout)?.[1]),
  )
  expect(parse(readFileSync(file, 'utf8'))).toMatchObject({
    launch: { command: 'node server.mjs', port: 'PORT' },
    admin: { name: 'preflight-admin' },
    seed: { requests: [{ path: '/register', anonymous: true }] },
    endpoints: { health: '/healthz', openapi: '/openapi.json' },
    operations: {
      login: { get: '/me', headers: { authorization: 'Basic {basic}' } },
      profile: { get: '/me', result: '$.username' },
      createRecord: { post: '/notes', json: { title: '{name}' }, result: '$.id' },
      readRecord: { get: '/notes/{id}', result: '$.title' },
      deleteRecord: { delete: '/notes/{id}' },
      invalidRecord: { post: '/notes', json: { title: { nested: [1] } } },
    },
  })
})

test('a start that fails leaves what files say', { timeout: 180_000 }, () => {
  const args = ['init', folder, '--launch', 'command', '--engine', 'local', '--start', '--force']
  const { exitCode, stderr } = runPreflight([...args, '--set', 'launch.command=node none.js'])
  expect(exitCode).toBe(0)
  expect(stderr).toContain('nothing was tried: notes did not become ready')
  expect(parse(readFileSync(file, 'utf8'))).toMatchObject({ launch: { command: 'node none.js' } })
})
