import { describe, expect, test } from 'vitest'
import type { ComposeAnswer } from './compose-answer.ts'
import { readProblems } from './compose-problems.ts'
import { composeVerdict } from './compose-verdict.ts'

const good = readProblems('services: { a: { image: "x:1" } }')
const misspelt = readProblems('services: { a: { image: "x:1", restrat: always } }')
const refusedLater = readProblems('services: { a: { image: "x:1", restart: alway } }')
const including = readProblems('include: [b.yml]\nservices: { a: { image: "x:1" } }')

const accepted: ComposeAnswer = { kind: 'accepted', version: '2.40.3' }
const refused = (more = {}): ComposeAnswer => ({
  kind: 'refused',
  version: '2.40.3',
  message: 'service "a" is wrong',
  guessed: [],
  ...more,
})
const absent: ComposeAnswer = { kind: 'unknown', because: 'Docker Compose is not installed' }

describe('Compose has the last word', () => {
  test('on what it takes, even if our schema does not', () => {
    expect(composeVerdict(accepted, misspelt)).toEqual({ problems: [], doubts: [] })
  })
  test('on what it refuses, even if we find nothing', () => {
    const { problems, doubts } = composeVerdict(refused(), good)
    expect(problems).toEqual(['Docker Compose 2.40.3 refuses it: service "a" is wrong'])
    expect(doubts).toEqual([])
  })
  test('but our words name the line', () => {
    const { problems } = composeVerdict(refused(), misspelt)
    expect(problems).toEqual(['services.a may not have restrat (line 1)'])
  })
  test('and does not look at what Docker refuses later', () => {
    for (const answer of [accepted, absent]) {
      expect(composeVerdict(answer, refusedLater).problems).toHaveLength(1)
    }
  })
})

describe('a refusal is doubted', () => {
  test.for([
    ['a value was guessed', refused({ guessed: ['IP'] }), 'IP, which only the operator knows'],
    ['the program is older than the specification', refused({ version: '2.17.2' }), 'allows it'],
    [
      'the schema of the program lacks a key that ours has',
      refused({ message: "validating c.yml: services.a additional properties 'new' not allowed" }),
      'the current specification allows it',
    ],
  ] as const)('where %s', ([, answer, words]) => {
    const { problems, doubts } = composeVerdict(answer, good)
    expect(problems).toEqual([])
    expect(doubts.join()).toContain(words)
  })
  test('but not where the text alone shows that the file is wrong', () => {
    const { problems, doubts } = composeVerdict(refused({ guessed: ['IP'] }), misspelt)
    expect(problems).toHaveLength(1)
    expect(doubts).toEqual([])
  })
})

describe('without Compose', () => {
  test('the text alone decides', () => {
    expect(composeVerdict(absent, good)).toEqual({ problems: [], doubts: [] })
    expect(composeVerdict(absent, misspelt).problems).toHaveLength(1)
  })
  test('what is in other files is in doubt, with its line', () => {
    expect(composeVerdict(absent, including).doubts).toEqual([
      'include (line 1): a part is in another file, which was not read: ' +
        'Docker Compose is not installed',
    ])
  })
})
