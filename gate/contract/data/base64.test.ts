import fc from 'fast-check'
import { expect, test } from 'vitest'
import { base64 } from './base64.ts'

test('is what Node makes of any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(base64(text)).toBe(Buffer.from(text).toString('base64'))
    }),
  )
})
