/** Goal: a mode that changes how the log is written is seen to have an effect. */
import { expect, test } from 'vitest'
import { formOf } from './surface.ts'

test.each([
  ['JSON', '{"level":"info"}\n{"level":"warn"}\nlistening\n'],
  ['text', 'info: started\n{"a":1}\nGET / 200\n'],
  [undefined, '\n'],
])('%s', (form, output) => {
  expect(formOf(output)).toBe(form)
})
