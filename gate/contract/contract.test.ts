/** What configs import: types that refuse mistyped names, and a file that k6 can load alone. */
import { execFileSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'
import { describe, expect, test } from 'vitest'
import { command, defineTarget, run } from './contract.ts'

const launch = command('node', ['main.js'], { port: 'PORT' })

describe('a mistyped name does not compile', () => {
  test('in the options of command()', () => {
    // @ts-expect-error 'readyTimeoutMS' does not exist; did you mean to write 'readyTimeoutMs'?
    const mistyped = command('node', ['main.js'], { port: 'PORT', readyTimeoutMS: 1 })
    expect(mistyped, 'and it is kept, for the gate to name it').toHaveProperty('readyTimeoutMS')
  })

  test('in a part of the config', () => {
    // @ts-expect-error 'secretKez' does not exist; did you mean to write 'secretKey'?
    defineTarget({ name: 'x', launch, settings: { secretKez: 'SECRET_KEY' } })
    // @ts-expect-error 'pth' does not exist
    defineTarget({ name: 'x', launch, endpoints: { health: { path: '/', pth: '/' } } })
  })

  test('nor does a value of another type', () => {
    // @ts-expect-error a function is expected
    defineTarget({ name: 'x', launch, commands: { createAdmin: run('node', []) } })
    // @ts-expect-error the name of a variable is expected
    command('node', ['main.js'], { port: 8000 })
    // @ts-expect-error a launch has no environment of its own: see `environment` of the config
    command('node', ['main.js'], { port: 'PORT', environment: { A: '1' } })
  })
})

test('lists may be constants, and functions get the types of their arguments', () => {
  const keyTypes = ['ec', 'rsa'] as const
  const config = defineTarget({
    name: 'x',
    launch,
    edge: { keyTypes },
    commands: { createAdmin: ({ email }) => run('node', ['admin.js', email satisfies string]) },
    operations: {
      changeRole: {
        roles: { writer: 'editor', reader: 'viewer' },
        request: (company, userId, role) => ({
          method: 'PUT',
          path: `/${company satisfies string}/${userId satisfies string}`,
          json: role satisfies string,
        }),
      },
    },
  })
  expect(config.edge?.keyTypes).toEqual(keyTypes)
})

test('it loads nothing else: k6 bundles it', () => {
  const hooks = `
    import { registerHooks } from 'node:module'
    registerHooks({ load: (url, context, next) => (console.log(url), next(url, context)) })
    await import(process.argv[1])`
  const face = join(import.meta.dirname, 'contract.ts')
  const loaded = execFileSync(process.execPath, ['--input-type=module', '-e', hooks, face], {
    encoding: 'utf8',
  })
  expect(loaded.trim().split('\n')).toEqual([`file://${face}`])
})

/** The fields of all objects and interfaces in a file that have no doc comment right above. */
function withoutDocs(path: string): string[] {
  const text = readFileSync(path, 'utf8')
  const { program, comments } = parseSync(path, text)
  const ends = new Set(comments.filter(({ value }) => value.startsWith('*')).map(({ end }) => end))
  const missing: string[] = []
  const look = (field: { start: number }) => {
    const before = text.slice(0, field.start).trimEnd().length
    if (!ends.has(before)) missing.push(`${path}: ${text.slice(field.start).split('\n')[0]}`)
  }
  new Visitor({
    CallExpression({ callee, arguments: [shape] }) {
      const called = text.slice(callee.start, callee.end)
      if (!/strictObject$|\.extend$/.test(called) || shape?.type !== 'ObjectExpression') return
      shape.properties.forEach(look)
    },
    TSInterfaceBody({ body }) {
      body.forEach(look)
    },
  }).visit(program)
  return missing
}

test('every field has a doc comment', () => {
  const files = globSync(join(import.meta.dirname, '*.ts'), { exclude: ['**/*.test.ts'] })
  expect(files.length).toBeGreaterThan(20)
  expect(files.flatMap(withoutDocs)).toEqual([])
})
