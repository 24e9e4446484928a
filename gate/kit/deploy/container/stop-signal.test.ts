/** Goal: a stop by TERM, or by the image's own STOPSIGNAL, is orderly; a kill is not. */
import { expect, test } from 'vitest'
import { orderlyExits } from './stop-signal.ts'

test.each([
  ['', [0, 143]],
  ['SIGTERM', [0, 143]],
  ['15', [0, 143]],
  ['SIGINT', [0, 143, 130]],
  ['int', [0, 143, 130]],
  ['SIGQUIT', [0, 143, 131]],
  ['3', [0, 143, 131]],
  ['SIGKILL', [0, 143]],
  ['9', [0, 143]],
  ['SIGNONSENSE', [0, 143]],
])('STOPSIGNAL %s', (signal, codes) => {
  expect(orderlyExits(signal)).toEqual(codes)
})
