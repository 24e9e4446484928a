import { describe, expect, test } from 'vitest'
import { readCompose } from './compose-file.ts'
import { yamlDocument, yamlDocuments } from './yaml.ts'

const uses = (count: number) =>
  Array.from({ length: count }, (_, at) => `s${at}: { image: "a:1", environment: *env }`)

test.for([99, 100, 101, 1_000])('%d aliases of one anchor are read', (count) => {
  const services = uses(count).map((line) => `  ${line}`)
  const text = `x-env: &env { A: "1" }\nservices:\n${services.join('\n')}`
  const { services: read } = readCompose(text)
  expect(read).toHaveLength(count)
  expect(read.at(-1)?.environment).toEqual({ A: '1' })
  expect(yamlDocument(text, 'a file')).toMatchObject({ services: { s0: { image: 'a:1' } } })
})

test('aliases that grow without end are refused, and not followed', () => {
  const levels = Array.from({ length: 12 }, (_, at) => {
    const items = Array.from({ length: 10 }, () => (at === 0 ? 'x' : `*l${at - 1}`))
    return `l${at}: &l${at} [${items.join(', ')}]`
  })
  expect(() => yamlDocuments(levels.join('\n'), 'a file')).toThrow('Excessive alias count')
})

test.for([
  'services: &all { a: *all }',
  'x: &x { a: *x }\nservices: { a: { image: b, command: *x } }',
  'services: { a: { image: "b:1", ports: &p [*p] } }',
])('%j holds itself: it is refused, as Compose refuses it', (text) => {
  const problem = 'a file is not valid YAML: an anchor contains an alias of itself'
  expect(() => yamlDocuments(text, 'a file')).toThrow(problem)
  expect(() => yamlDocument(text, 'a file')).toThrow(problem)
})

test.for(['toString', 'valueOf'])('a key called %s is refused', (key) => {
  expect(() => yamlDocuments(`services: { a: { image: { ${key}: b } } }`, 'a file')).toThrow(
    `a file is not valid YAML: no key may be called "${key}"`,
  )
})

describe('of ordinary YAML', () => {
  const read = (text: string) => yamlDocuments(text, 'manifests.compose')
  test.for([
    ['a byte-order mark and lines of Windows', '\uFEFFa:\r\n  b: 1\r\n', { a: { b: 1 } }],
    [
      'a list of merges',
      'x: &x { a: 1 }\ny: &y { b: 2 }\nz: { <<: [*x, *y], c: 3 }',
      { z: { a: 1, b: 2, c: 3 } },
    ],
    ['tags of Compose', 'a: { b: !reset [1], c: !override [2] }', { a: { c: [2] } }],
    ['tags of others', 'a: !vault "x"', { a: 'x' }],
    [
      'several documents',
      'a: { b: 1, c: 1 }\n---\na: { c: 2 }\nd: 3\n',
      { a: { b: 1, c: 2 }, d: 3 },
    ],
    [
      'numbers as Compose does',
      'a: [010, 0o10, 1_000, 0b11, -017, 0x1F, 08, 10:30, 1.0, "010"]',
      { a: [8, 8, 1000, 3, -15, 31, 8, '10:30', 1, '010'] },
    ],
    ['the marks of a document', '---\na: 1\n...\n', { a: 1 }],
  ] as const)('%s is read', ([, text, expected]) => {
    expect(read(text)).toMatchObject(expected)
  })
  test('an empty file has nothing', () => expect(read('# nothing\n')).toBeNull())
  test.for(['a: 1\na: 2', 'a: [', 'a:\n\tb: 1', 'a: *none'])('%s is none', (text) => {
    expect(() => read(text)).toThrow('manifests.compose is not valid YAML')
  })
})
