/**
 * Goal: guide/needs says of the contract only what is in it, and leaves out nothing that a check
 * asks a config for, unless a reason is written down here.
 */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type * as z from 'zod'
import { targetSchema } from '#gate/contract/target-config.ts'
import { foreseen } from '#gate/run/needs.ts'
import { loadTarget } from '#gate/system/load-target.ts'
import { claims } from '#guide/index.ts'
import { laterNeedsOf, needsOf } from '#guide/needs/index.ts'
import { started } from '#guide/needs/need.ts'
import { sources } from './tidy/sources.ts'

const keys = [
  ...new Set(claims.flatMap(({ id }) => [...needsOf(id), ...laterNeedsOf(id)].flat())),
].sort()

/** Whether a schema has a key below it, in any of its forms. */
function knows(schema: z.core.$ZodType, [name, ...below]: readonly string[]): boolean {
  if (name === undefined) return true
  const { def } = (schema as z.ZodObject | z.ZodOptional | z.ZodUnion | z.ZodRecord)._zod
  if (def.type === 'optional') return knows(def.innerType, [name, ...below])
  if (def.type === 'union') return def.options.some((option) => knows(option, [name, ...below]))
  if (def.type === 'record') return knows(def.valueType, below)
  const field = def.type === 'object' ? def.shape[name] : undefined
  return field !== undefined && knows(field, below)
}

describe('keys', () => {
  test.for(keys.filter((key) => key !== started))('%s is in the contract', (key) => {
    const path = key.split('.').map((name) => name.replace(/[{}]/g, ''))
    expect(knows(targetSchema, path)).toBe(true)
  })

  test('one that is not is found', () => {
    expect(knows(targetSchema, ['settings', 'poolsize'])).toBe(false)
    expect(knows(targetSchema, ['launch', 'program'])).toBe(false)
    expect(knows(targetSchema, ['admin', 'name', 'first'])).toBe(false)
  })

  test('a setting whose deployed value is needed is a setting', () => {
    const settings = keys.flatMap((key) => /\{(\w+)\}/.exec(key)?.[1] ?? [])
    expect(settings.every((name) => knows(targetSchema, ['settings', name]))).toBe(true)
    expect(settings.length).toBeGreaterThan(0)
  })
})

/** Keys that a check asks for only in some cases, so that no entry may name them. */
const conditional: Readonly<Record<string, string>> = {
  'cache.permissionKey': 'only for a single tenant: the guide names the company in its key',
  'cloud.maxConnections': 'unless a manifest of the platform says it',
  'cloud.maxInstances.': 'unless the manifest says it',
  'deployment.maxConnections': 'unless a manifest of the platform says it',
  'deployment.services.': 'only if the compose file does not show which service it is',
  'session.token': 'no key: a login may return it; a session may also end by a logout',
}

const exceptions = Object.keys(conditional)

/** Whether a key is an exception, or below one that ends in a dot. */
function isBelow(key: string, exception: string): boolean {
  return exception.endsWith('.') ? key.startsWith(exception) : key === exception
}

/** The sources of what judges. */
function checked() {
  return sources().filter(
    ({ path }) => /^(?:suites|gate\/(?:kit|system))\//.test(path) && !path.endsWith('.test.ts'),
  )
}

/** The keys in `missing: […]` of the sources; a template ends where its first hole begins. */
function askedFor(): { key: string; path: string }[] {
  return checked().flatMap(({ path, text }) =>
    [...text.matchAll(/missing: \[([^\]]*)\]/g)].flatMap(([, list = '']) =>
      [...list.matchAll(/(?:^|,)\s*['`]([\w.]+)/g)].map(([, key = '']) => ({ key, path })),
    ),
  )
}

describe('checks', () => {
  test('what they ask for was found', () => {
    expect(askedFor().length).toBeGreaterThan(50)
  })

  test.for(askedFor())('$key, which $path asks for, is foreseen', ({ key }) => {
    const isNamed = keys.some((each) => each === key || each.startsWith(key.replace(/\.?$/, '.')))
    expect(isNamed || exceptions.some((each) => isBelow(key, each))).toBe(true)
  })

  const operations = keys.filter((key) => key.startsWith('operations.'))
  const asked = new Set(askedFor().map(({ key }) => key))
  const texts = checked().map(({ text }) => text)

  test.for(operations)('%s, which claims need, is asked for by a check', (key) => {
    const [, name] = key.split('.')
    const isAsked = texts.some((text) => new RegExp(`operation\\(\\s*'${name}'`).test(text))
    expect(isAsked || asked.has(key)).toBe(true)
  })

  test.for(exceptions)('the exception %s is needed', (exception) => {
    expect(askedFor().some(({ key }) => isBelow(key, exception))).toBe(true)
  })
})

test('the config of the reference backend supports every claim', async () => {
  const { config } = await loadTarget(join(import.meta.dirname, '../preflight.config.ts'))
  expect(foreseen(config, claims)).toEqual([])
})
