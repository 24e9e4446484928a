/** Goal: paths for operators are known by the names that frameworks and products give them. */
import { expect, test } from 'vitest'
import { endpointFindings } from './endpoints.ts'

test.each([
  ['/health/alive', 'health'],
  ['/health/live', 'health'],
  ['/-/healthy', 'health'],
  ['/metrics/prometheus', 'metrics'],
])('%s is %s', (path, name) => {
  const text = `router.GET("${path}", handler)`
  const { guesses } = endpointFindings([{ file: 'a.go', ending: 'go', text }])
  expect(guesses).toEqual([{ path: ['endpoints', name], value: path, because: 'in a.go' }])
})

test.each(['/streams/live', '/users/alive'])('%s is none', (path) => {
  const text = `router.GET("${path}", handler)`
  expect(endpointFindings([{ file: 'a.go', ending: 'go', text }]).guesses).toEqual([])
})
