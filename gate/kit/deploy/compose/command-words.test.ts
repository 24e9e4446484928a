import { expect, test } from 'vitest'
import { commandWords, wordsWithin } from './command-words.ts'

// What `docker compose config` makes of a command.
test.for([
  [
    `postgres -c 'max_connections=500' -c "shared_buffers=1GB"`,
    'postgres|-c|max_connections=500|-c|shared_buffers=1GB',
  ],
  [`  a\tb\n c  `, 'a|b|c'],
  [`a\\ b "c\\"d" 'e'\\''f' g"h i"j`, `a b|c"d|e'f|gh ij`],
  [`a "" 'b\\c' "d\\e"`, 'a||b\\c|de'],
  [`sh -c "exec postgres -c max_connections=500"`, 'sh|-c|exec postgres -c max_connections=500'],
  [`a $(b "c d") e`, 'a|$(b "c d")|e'],
  [`a #b`, 'a|#b'],
  [`a && b`, 'a'],
  [`a;b`, 'a'],
  [`a "b;c" > d`, 'a|b;c'],
  ['', ''],
] as const)('%s', ([text, words]) => {
  expect(commandWords(text)?.join('|')).toBe(words)
})

test.for([`it's`, `a "b`, 'a \\', 'a $(b', 'a (b)', 'a b)'])('Compose refuses %s', (text) => {
  expect(commandWords(text)).toBeUndefined()
})

test.for([
  [['sh', '-c', 'exec postgres -c max_connections=9'], 'exec|postgres|-c|max_connections=9'],
  [['/bin/bash', '-ec', 'echo a; postgres -N 9 && echo "b c"'], 'echo|a|postgres|-N|9|echo|b c'],
  [['sh', '-c', 'postgres \\\n  -c a=1'], 'postgres|-c|a=1'],
  [['bash', '-c', `sh -c 'postgres -c a=1'`], 'sh|-c|postgres|-c|a=1'],
] as const)('a script of a shell has words, too: %s', ([command, words]) => {
  expect(wordsWithin(command).slice(2).join('|')).toBe(words)
})

test('what is given to no shell stays as it is', () => {
  expect(wordsWithin(['postgres', '-c', 'a b'])).toEqual(['postgres', '-c', 'a b'])
})
