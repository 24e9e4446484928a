/** Goal: whatever runs from the backend's image runs from the one that the gate built. */
import { expect, test } from 'vitest'
import { servicesOfImage } from './trial-parts.ts'

test('migrations and workers have the image of the backend', () => {
  const services = {
    api: { image: 'registry.test/app:1' },
    migrate: { image: 'registry.test/app:1' },
    worker: { image: 'built:1' },
    built: {},
    db: { image: 'postgres:16' },
  }
  const of = (backend: string | undefined) => servicesOfImage({ services }, backend, 'built:1')
  expect(of('api')).toEqual(new Set(['api', 'migrate', 'worker']))
  expect(of('built')).toEqual(new Set(['worker', 'built']))
  expect(of(undefined)).toEqual(new Set(['worker']))
})
