/** Goal: only a close frame with a stop code and a reason is right. */
import { expect, test } from 'vitest'
import { faultOf } from './socket-end.ts'

const end = (code: number, reason = '') => ({ code, reason, isClean: true, atMs: 0 })

test.for([1001, 1012])('%i with a reason is right', (code) => {
  expect(faultOf(end(code, 'the server is stopping'))).toBeUndefined()
})

test.for([
  { what: 'an open socket', of: undefined, fault: /still open/ },
  { what: 'a cut connection', of: end(1006), fault: /without a close frame/ },
  { what: 'an empty close frame', of: end(1005), fault: /without a code/ },
  { what: 'a normal close', of: end(1000, 'bye'), fault: /code 1000/ },
  { what: 'an error', of: end(1011, 'it broke'), fault: /code 1011/ },
  { what: 'a missing reason', of: end(1001), fault: /without a reason/ },
  { what: 'a blank reason', of: end(1012, ' '), fault: /without a reason/ },
])('$what is wrong', ({ of, fault }) => {
  expect(faultOf(of)).toMatch(fault)
})
