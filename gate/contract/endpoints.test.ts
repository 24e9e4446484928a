import { expect, test } from 'vitest'
import { endpointsSchema } from './endpoints.ts'

test('an endpoint is a path, or an object with what lets a request in', () => {
  const guarded = { path: '/metrics', headers: { 'x-token': 'a' }, session: 'admin' }
  const read = endpointsSchema.parse({ health: '/health', ready: guarded, metrics: guarded })
  expect(read.ready).toEqual(guarded)
  expect(endpointsSchema.safeParse({ metrics: { ...guarded, session: 'root' } }).success).toBe(
    false,
  )
  expect(endpointsSchema.safeParse({ metrics: { headers: {} } }).success).toBe(false)
  const elsewhere = { path: '/metrics', port: 'METRICS_PORT' }
  expect(endpointsSchema.parse({ metrics: elsewhere }).metrics).toEqual(elsewhere)
  expect(endpointsSchema.safeParse({ health: elsewhere }).success).toBe(false)
})
