/** Goal: only a close frame that says why counts as a goodbye. */
import { expect, test } from 'vitest'
import { faultOf } from './socket-end.ts'

const end = (code: number, reason = '') => ({ code, reason, isClean: true, atMs: 0 })

test.for([1001, 1012])('%i with a reason is right', (code) => {
  expect(faultOf(end(code, 'the server is stopping'))).toBeUndefined()
})

test.for([
  { what: 'a socket that is open', of: undefined, fault: /still open/ },
  { what: 'a cut', of: end(1006), fault: /without a close frame/ },
  { what: 'an empty close frame', of: end(1005), fault: /without a code/ },
  { what: 'an ordinary end', of: end(1000, 'bye'), fault: /code 1000/ },
  { what: 'an error', of: end(1011, 'it broke'), fault: /code 1011/ },
  { what: 'no reason', of: end(1001), fault: /without a reason/ },
  { what: 'a blank reason', of: end(1012, ' '), fault: /without a reason/ },
])('$what is not', ({ of, fault }) => {
  expect(faultOf(of)).toMatch(fault)
})
