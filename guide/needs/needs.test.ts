import { expect, it } from 'vitest'
import { claims } from '../index.ts'
import { laterNeedsOf, needsOf } from './index.ts'

it.each(claims.map(({ id }) => id))('%s asks for nothing twice', (id) => {
  const keys = [...needsOf(id), ...laterNeedsOf(id)].map((need) => [need].flat().join(' or '))
  expect(keys).toEqual([...new Set(keys)])
})
