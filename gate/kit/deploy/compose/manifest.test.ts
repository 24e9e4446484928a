/** Goal: one file is read as it is written, several as one, with paths as Compose takes them. */
import { expect, test } from 'vitest'
import { composeManifest, oneManifest } from './manifest.ts'

const file = (path: string, text: string) => ({ path, text, absolute: `/srv/${path}` })
const target = (...files: ReturnType<typeof file>[]) => ({
  manifestFiles: async () => files,
  manifest: async () => file('stack.yml', 'services: {}'),
})

test('one file', async () => {
  const text = '# as written\nservices: { web: { image: a } }'
  const { files, ...whole } = await composeManifest(target(file('compose.yml', text)))
  expect(whole).toEqual(file('compose.yml', text))
  expect(files).toHaveLength(1)
})

test('several files', async () => {
  const base = file('compose.yml', 'services: { web: { image: a } }')
  const over = file('deploy/prod.yml', 'services: { web: { restart: always } }')
  const whole = await oneManifest(target(base, over), 'compose')
  expect(whole).toMatchObject({ path: 'compose.yml and deploy/prod.yml', absolute: base.absolute })
  expect(JSON.parse(whole.text)).toEqual({ services: { web: { image: 'a', restart: 'always' } } })
})

test('the stack is a file of its own', async () => {
  expect((await oneManifest(target(), 'stack')).path).toBe('stack.yml')
})
