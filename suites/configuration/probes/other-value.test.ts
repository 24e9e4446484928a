import { expect, test } from 'vitest'
import { otherValue } from './other-value.ts'

test.each([
  ['true', 'false'],
  ['False', 'True'],
  ['ON', 'OFF'],
  ['no', 'yes'],
])('a switch %s becomes %s, which anybody may print', (sample, value) => {
  expect(otherValue(sample, 1)).toEqual({ value, isMarker: false })
})

test.each([
  ['8', '7304'],
  ['0.5', '7304'],
  ['https://shop.example.com/', 'https://preflight-value-3.example.com'],
  ['info@shop.example.com', 'preflight-value-3@example.com'],
  ['My shop', 'preflight-value-3'],
  ['', 'preflight-value-3'],
])('%j becomes %s, which is found wherever it shows', (sample, value) => {
  expect(otherValue(sample, 3)).toEqual({ value, isMarker: true })
})
