/** Goal: every example of a config in the documents is one, as the gate reads it. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { compileTarget } from '#gate/contract/data/compile/compile.ts'
import { operationValues } from '#gate/contract/data/operation-values.ts'
import { readData } from '#gate/contract/data/read-data.ts'
import { readConfig } from '#gate/contract/read-config.ts'
import { parseWaivers } from '#gate/verdict/waiver-file.ts'

const root = resolve(import.meta.dirname, '..')
const start = 'name: x\nlaunch: { command: node main.js, port: PORT }\n'

/** The examples of a document; what is a part is completed. */
function examplesOf(file: string): [place: string, text: string][] {
  const text = readFileSync(join(root, file), 'utf8')
  return [...text.matchAll(/^```yaml\n(.*?)^```/gms)].map(({ 1: example = '', index }) => {
    const line = text.slice(0, index).split('\n').length
    return [`${file}:${line}`, /^name:/m.test(example) ? example : start + example]
  })
}

const files = ['README.md', 'docs/config.md', 'docs/reports.md', 'docs/tutorial.md']
const all = files.flatMap(examplesOf)
const isWaivers = ([, text]: readonly [string, string]) => text.includes('\n- claim:')
const examples = all.filter((example) => !isWaivers(example))
const digest = `sha256:${'0'.repeat(64)}`
const page = readFileSync(join(root, 'docs/config.md'), 'utf8')

test('there are examples', () => {
  expect(examples.length).toBeGreaterThan(5)
})

test.for(examples)('%s', ([, text]) => {
  const read = readData(text)
  expect(read).toHaveProperty('data')
  if ('data' in read) expect(readConfig(compileTarget(read.data))).toHaveProperty('config')
})

test.for(all.filter(isWaivers))('waivers in %s', ([, text]) => {
  const waivers = parseWaivers(text.replace(start, '').replace('sha256:…', digest), 'reports.md')
  expect(waivers.length).toBeGreaterThan(0)
  for (const waiver of waivers) expect(waiver).not.toHaveProperty('problem')
})

describe('the table of placeholders', () => {
  test.for(Object.entries(operationValues))('%s', ([name, { names }]) => {
    const rows = page.split('\n').filter((line) => line.startsWith('|'))
    const row = rows.find((line) => line.includes(`\`${name}\``))
    for (const placeholder of names) expect(row).toContain(`\`{${placeholder}}\``)
  })
})
