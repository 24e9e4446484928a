/** Goal: a mode that changes how the log is written is seen to have an effect. */
import { expect, test } from 'vitest'
import { formOf, textOf } from './surface.ts'

test.each([
  ['JSON', '{"level":"info"}\n{"level":"warn"}\nlistening\n'],
  ['text', 'info: started\n{"a":1}\nGET / 200\n'],
  [undefined, '\n'],
])('%s', (form, output) => {
  expect(formOf(output)).toBe(form)
})

test('two health answers of one deployment are alike, whatever they measure', () => {
  const answer = (uptime: number, time: string) =>
    textOf({ json: { status: 'pass', version: '1.2', uptime, checks: { cache: [{ time }] } } })
  expect(answer(3.5, '2026-11-28T17:42:23Z')).toBe(answer(9, '2026-11-28T17:43:13.250+00:00'))
  expect(answer(3.5, '')).toContain('"version":"1.2"')
})
