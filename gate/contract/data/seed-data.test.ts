/** Goal: a seed has commands and requests as the rest of a config has them. */
import { describe, expect, test } from 'vitest'
import { compileTarget } from './compile/compile.ts'
import { readData } from './read-data.ts'

const start = 'name: x\nlaunch: { command: node main.js, port: PORT }\n'

function problemsOf(text: string): string[] {
  const read = readData(text)
  return 'problems' in read ? read.problems : []
}

describe('a seed', () => {
  const seed = 'seed:\n  commands: [node fill.js, [node, more.js]]\n  requests:\n'

  test('has commands and requests as the rest of the config has them', () => {
    const read = readData(
      `${start}${seed}    - { post: /setup, form: { a: b }, anonymous: true }\n`,
    )
    const data = 'data' in read ? read.data : {}
    expect(compileTarget(data).seed).toEqual({
      commands: [
        { command: 'node', args: ['fill.js'] },
        { command: 'node', args: ['more.js'] },
      ],
      requests: [{ method: 'POST', path: '/setup', form: { a: 'b' }, anonymous: true }],
    })
  })

  test.each(['{ method: PUT, path: /setup }', '{ put: /setup }'])('takes %s', (request) => {
    expect(problemsOf(`${start}${seed}    - ${request}\n`)).toEqual([])
  })

  test('says what is wrong with a request', () => {
    const problem = problemsOf(`${start}${seed}    - { post: /setup, json: { a: "{name}" } }\n`)
    expect(problem).toEqual([expect.stringContaining('{name}')])
  })
})
