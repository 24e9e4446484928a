/** The schema that editors use says what the gate says. */
import { readFile } from 'node:fs/promises'
import { Ajv2020 } from 'ajv/dist/2020.js'
import ajvFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { configSchema, configSchemaUrl } from './config-schema.ts'
import { commentsFor, documentedObjects } from './doc-comments.ts'

const text = await readFile(configSchemaUrl, 'utf8')
const ajv = new Ajv2020({ allErrors: true, strictTypes: false })
ajvFormats.default(ajv)
const validate = ajv.compile(JSON.parse(text))
const start = 'name: x\nlaunch: { command: node main.js, port: PORT }\n'

/** Keys of objects that have no description. */
function undescribed(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return []
  const { properties } = value as { properties?: Record<string, { description?: string }> }
  const own = Object.entries(properties ?? {})
    .filter(([, property]) => property.description === undefined)
    .map(([key]) => `${path}.${key}`)
  const inner = Object.entries(value).flatMap(([key, each]) => undescribed(each, `${path}.${key}`))
  return [...own, ...inner]
}

describe('docs/config.schema.json', () => {
  it('is fresh: npm run docs would not change it', async () => {
    expect(JSON.parse(text)).toEqual(JSON.parse(await configSchema()))
  })

  it('describes every key', () => {
    expect(undescribed(JSON.parse(text))).toEqual([])
  })

  it.each([
    ['a launch without its kind', ''],
    ['variables that are no text', 'environment: { always: { A: 1, B: true } }'],
    [
      'an operation',
      "operations: { login: { post: /in, form: { a: '{name}' }, session: { cookies: all } } }",
    ],
    ['a command as a list', 'commands: { migrate: [node, cli.js] }'],
    ['a unit and a mapping', "units: { poolTimeout: ms, logLevel: { write: '{value}' } }"],
    ['a body', 'operations: { logout: { post: /out, json: { a: [1, null, { b: true }] } } }'],
  ])('accepts %s', (_, lines) => {
    expect(validate(parse(start + lines)), JSON.stringify(validate.errors)).toBe(true)
  })

  it.each([
    ['an unknown key', 'setings: {}'],
    ['an unknown key of an operation', 'operations: { logout: { pst: /out } }'],
    ['a wrong type', 'deployment: { replicas: two }'],
  ])('refuses %s', (_, lines) => {
    expect(validate(parse(start + lines))).toBe(false)
  })
})

describe('doc comments', () => {
  const source = `
    const a = { /** One. */ one: 1, /* none */ two: 2,
      /**
       * Three,
       * in two lines.
       */
      three: 3 }
    const b = { /** One of b. */ one: 1, /** Four. */ four: 4, ...a }`
  const objects = documentedObjects('a.ts', source)

  it('are of the largest literal that the object has all keys of', () => {
    expect([...commentsFor(['one', 'two', 'three'], objects)]).toEqual([
      ['one', 'One.'],
      ['three', 'Three, in two lines.'],
    ])
    expect(commentsFor(['one', 'two', 'three', 'four'], objects).get('four')).toBe('Four.')
    expect([...commentsFor(['one', 'two'], objects)]).toEqual([])
  })
})
