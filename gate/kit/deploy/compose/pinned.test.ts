import { expect, test } from 'vitest'
import { isPinned } from './pinned.ts'

test.for([
  ['postgres:15-alpine', true],
  ['nginx:1.28', true],
  ['nginx:alpine', false],
  ['nginx', false],
  ['nginx:latest', false],
  ['localhost:5000/app', false],
  ['localhost:5000/app:v3', true],
  [`app@sha256:${'a'.repeat(64)}`, true],
] as const)('%s is pinned: %s', ([image, expected]) => {
  expect(isPinned(image)).toBe(expected)
})
