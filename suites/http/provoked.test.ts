import { expect, test } from 'vitest'
import type { Reply } from '#gate/contract/contract.ts'
import { someOf, told } from './provoked.ts'

function error(what: string, text: string) {
  const reply = { status: 500, headers: {}, text } as unknown as Reply
  return { what, reply }
}

const relation = 'relation "things" does not exist'

test('a detail that many answers tell is one finding with a few of them', () => {
  const operations = ['a read', 'a write', 'an update', 'a login', 'a role', 'a logout', 'a list']
  const errors = operations.map((what) => error(what, relation))
  expect(told([...errors, error('a profile', 'Internal Server Error')])).toEqual([
    'statement: relation "things", in the response to ' +
      'a read (500), a write (500), an update (500), a login (500), a role (500) and 2 more',
  ])
})

test('different details are told apart', () => {
  const both = [error('a read', relation), error('a login', 'Traceback (most recent call last)')]
  expect(told(both)).toHaveLength(2)
})

test('a few errors are all named', () => {
  expect(someOf([error('a read', '')])).toBe('a read (500)')
})
