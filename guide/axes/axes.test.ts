import { describe, expect, it } from 'vitest'
import { claims } from '../index.ts'
import { axesOf } from './index.ts'

describe.each(claims.map(({ id }) => id))('%s', (id) => {
  const axes = Object.entries(axesOf(id) ?? {})

  it('has an axis', () => {
    expect(axes.length).toBeGreaterThan(0)
  })

  it.each(axes)('%s: more than one point, or why not', (_name, { tried, untried }) => {
    expect(tried.length).toBeGreaterThan(untried === undefined ? 1 : 0)
    expect(new Set(tried).size).toBe(tried.length)
  })
})
