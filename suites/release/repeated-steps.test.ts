/** Goal: two releases that mix are told from two that follow each other, and from a retry. */
import { expect, test } from 'vitest'
import type { ColourName } from '#gate/kit/release/site.ts'
import { repeatedSteps } from './repeated-steps.ts'

type Step = ['start' | 'migrate' | 'stop' | 'reload', ColourName?, number?]

const taken = (steps: readonly Step[]) =>
  repeatedSteps(
    steps.map(([action, colour, exitCode = 0]) => {
      return { action, exitCode, ...(colour ? { colour } : {}) }
    }),
  )

const forward: Step[] = [['start', 'green'], ['migrate', 'green'], ['reload'], ['stop', 'blue']]

test.each<[string, Step[], string[]]>([
  ['one release', forward, []],
  [
    'a second one that waited, and goes back',
    [...forward, ['start', 'blue'], ['migrate', 'blue'], ['reload'], ['stop', 'green']],
    [],
  ],
  ['a first one that gave up', [['start', 'green'], ['stop', 'green'], ...forward], []],
  ['a start that failed and is tried again', [['start', 'green', 1], ...forward], []],
  [
    'two that mix',
    [['start', 'green'], ['start', 'green', 1], ...forward.slice(1)],
    ['start green'],
  ],
  [
    'two that mix in everything',
    forward.flatMap((step): Step[] => [step, step]),
    ['start green', 'migrate green'],
  ],
])('%s', (_, steps, repeated) => {
  expect(taken(steps)).toEqual(repeated)
})
