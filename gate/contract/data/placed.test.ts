/** Goal: what is no text is told with its place, however it is written. */
import { expect, test } from 'vitest'
import { readData } from './read-data.ts'

const start = 'name: x\nlaunch: { command: a, port: PORT }'

test.for(['60', 'false', '[[60]]', '{ a: 60 }'])('a command that is none: %s', (command) => {
  const read = readData(`${start}\ncommands: { createAdmin: { command: ${command} } }`)
  const problems = 'problems' in read ? read.problems : []
  expect(problems[0]).toMatch(/^3:\d+: commands\.createAdmin\.command/)
})

test('a number where text is expected is the text of the file', () => {
  expect(readData(`${start}\nversion: 2.50`)).toMatchObject({ data: { version: '2.50' } })
})
