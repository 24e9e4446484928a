/** Goal: what the tutorial says `init` writes is what it writes for the tutorial's backend. */
import { readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { draft } from '#gate/init/init.ts'
import { folderOf } from '#gate/init/testing/backends.ts'

const root = resolve(import.meta.dirname, '..')
const text = readFileSync(join(root, 'docs/tutorial.md'), 'utf8')

/** The code block that begins some lines after these words. */
function blockAfter(words: string): string {
  const at = text.indexOf(words)
  const block = /^```\w+\n(.*?)^```/ms.exec(text.slice(at))?.[1]
  if (at === -1 || block === undefined) throw new Error(`docs/tutorial.md: no block after ${words}`)
  return block
}

test('init writes the config that the tutorial shows', async () => {
  const folder = folderOf({
    'app.py': blockAfter('\n`app.py`:'),
    'manage.py': blockAfter('\n`manage.py` makes'),
    '.env.example': blockAfter('\n`.env.example` says'),
  })
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const { text: written } = await draft({
    folder,
    kinds: ['compose', 'image', 'command'],
    answers: [],
  })
  const [, config = ''] = /^(name: .*?)\n\n# /ms.exec(written) ?? []
  const named = config.replace(/^name: .*/, 'name: notes')
  expect(named).toBe(blockAfter('The file has what could be read').trimEnd())
})
