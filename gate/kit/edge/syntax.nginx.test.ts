/** nginx itself says how it reads a word: it is asked for the text that the word stands for. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { request } from 'undici'
import { expect, test } from 'vitest'
import { LocalEngine } from '#gate/stack/local/engine.ts'
import { NginxSyntaxError, parseNginx } from './syntax.ts'

const words = 300
const patienceMs = 60_000
/** Without `$`, which would be a variable, and without what ends a word. */
const bare = fc.string({ unit: fc.constantFrom(...'aB0:/#"\'\\n}=~'), minLength: 1, maxLength: 8 })
const inQuotes = fc
  .tuple(
    fc.constantFrom('"', "'"),
    fc.string({ unit: fc.constantFrom(...'aB0:/#"\'\\tn{};=~ \n'), maxLength: 8 }),
  )
  .map(([quote, text]) => `${quote}${text}${quote}`)

/** What we take a word for; undefined if it is none by itself. */
function ours(word: string): string | undefined {
  try {
    const text = `return 200 ${word};`
    const [directive] = parseNginx(text, 'a.conf')
    const last = directive?.args[1]
    return last?.end === text.length - 1 ? last.value : undefined
  } catch (error) {
    if (error instanceof NginxSyntaxError) return undefined
    throw error
  }
}

test('a word is to us what it is to nginx', { timeout: patienceMs }, async () => {
  const scratchDir = mkdtempSync(join(tmpdir(), 'preflight-test-'))
  const engine = new LocalEngine({ runId: `test-${process.pid}`, owner: 'test', scratchDir })
  const all = fc.sample(fc.oneof(bare, inQuotes), { numRuns: words, seed: 6 })
  const known = all.flatMap((word) => {
    const value = ours(word)
    return value === undefined ? [] : [{ word, value }]
  })
  expect(known.length).toBeGreaterThan(words / 3)
  const places = known.map(({ word }, index) => `location = /${index} { return 200 ${word}; }`)
  const config = `events {} http { server { listen {{port:web}}; ${places.join('\n')} } }`
  const nginx = await engine.start('nginx', { config })
  try {
    for (const [index, { word, value }] of known.entries()) {
      const { body } = await request(`http://127.0.0.1:${nginx.server.port}/${index}`)
      expect(await body.text(), word).toBe(value)
    }
  } finally {
    await nginx.remove()
    rmSync(scratchDir, { recursive: true })
  }
})
