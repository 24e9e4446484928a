/** Goal: files that others wrote wrongly, or as templates, do not keep the rest from being read. */
import { rmSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { draft } from '../init.ts'
import { folderOf } from '../testing/backends.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

test.each([
  ['package.json', '{ "name": 3, "scripts": { "start": { "a": 1 }, "migrate": 5 } }'],
  ['package.json', '{ "scripts": null, "dependencies": ["a"] }'],
  ['package.json', '{ "name": "{{ name }}", '],
  ['pyproject.toml', '[project]\nname = 1\ndependencies = "django"\n'],
  ['docker-compose.yml', 'services:\n  api:\n    image: {{ image }}\n'],
  ['docker-compose.yml', 'services:\n\tapi: {}\n'],
])('%s with %j', async (file, text) => {
  const folder = folderOf({ [file]: text, Procfile: 'web: uvicorn shop:app\n' })
  folders.push(folder)
  const kinds = ['compose', 'command'] as const
  const { config } = await draft({ folder, kinds, answers: [] })
  expect(config?.launch).toMatchObject({ kind: 'command', args: ['shop:app'] })
})
