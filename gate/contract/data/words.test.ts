import { expect, test } from 'vitest'
import { CommandLineError, wordsOf } from './words.ts'

test.for<[line: string, words: string[]]>([
  ['node dist/server.js', ['node', 'dist/server.js']],
  ['  python  manage.py   migrate --noinput ', ['python', 'manage.py', 'migrate', '--noinput']],
  [`sh -c 'exec a > b'`, ['sh', '-c', 'exec a > b']],
  [`app --name="two words" ''`, ['app', '--name=two words', '']],
])('%s', ([line, words]) => {
  expect(wordsOf(line)).toEqual(words)
})

test.for([
  ['', 'expected a program and its arguments, each quote closed'],
  [`a 'b`, 'expected a program and its arguments, each quote closed'],
  ['a && b', '"&" needs a shell: write ["sh", "-c", "…"], or quote it'],
  ['a $HOME', '"$" needs a shell: write ["sh", "-c", "…"], or quote it'],
  ['a > b', '">" needs a shell: write ["sh", "-c", "…"], or quote it'],
])('%s is refused', ([line = '', message]) => {
  expect(() => wordsOf(line)).toThrow(new CommandLineError(message))
})
