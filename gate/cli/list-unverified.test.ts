/** Goal: the list has what the config lacks, and what cannot be tried on a server that it gives. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { listUnverified } from './list-unverified.ts'

const bare = `name: shop
launch: { command: node main.js, port: PORT }
`
const given = `backing: { postgres: DATABASE_URL }
services: { postgres: { url: "postgresql://shop:trial@127.0.0.1/shop" } }
admin: { name: root, email: root@example.com, password: trial }
operations: { login: { post: /login, json: {}, session: { bearer: $.token } } }
`
const refused = 'operations.drill-database-refused'

/** What is printed for a config. */
async function printed(config: string, json: boolean): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-list-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'preflight.config.yaml')
  writeFileSync(file, config)
  const lines: string[] = []
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(String(text))
    return true
  })
  await listUnverified(file, { json }).finally(() => write.mockRestore())
  return lines.join('')
}

test('a key that is missing, and the count', async () => {
  const text = await printed(bare, false)
  expect(text).toMatch(/^configuration\.debug-off +unverified +settings\.debug$/m)
  expect(text).toMatch(/\n\d+ of \d+ claims\n$/)
  expect(text).not.toContain('gives a server')
})

test('a server that is given', async () => {
  const text = await printed(bare + given, false)
  const [line] = text.split('\n').filter((each) => each.startsWith(refused))
  expect(line).toMatch(/ unverified +services\.postgres gives a server that the gate may not stop$/)
  const all = JSON.parse(await printed(bare + given, true))
  expect(all).toContainEqual({ id: refused, given: 'services.postgres' })
})
