import { expect, test } from 'vitest'
import { commandsIn } from './shell.ts'

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: the notation of shells
test.each([
  ['a quoted word', 'a "b c" \'d e\' f\\ g', [['a', 'b c', 'd e', 'f g']]],
  ['a continued line', 'a \\\n  --b=1 \\\n  c', [['a', '--b=1', 'c']]],
  ['several commands', 'a && b; c || d | e\nf &', [['a'], ['b'], ['c'], ['d'], ['e'], ['f']]],
  ['a comment', 'a # b\n# c\nd', [['a'], ['d']]],
  ['a variable', 'A=1\nB="$A-2"\nc "$B" ${B} $A$B', [['c', '1-2', '1-2', '11-2']]],
  [
    'a variable that nobody sets',
    'a $B "x${C}y" $1 "$@"',
    [['a', '${B}', 'x${C}y', '${ARGUMENT_1}', '${ARGUMENT_@}']],
  ],
  [
    'an exported one',
    'export A=1 B=2\nreadonly C=3\nd $A$B$C',
    [
      ['export', 'A=1', 'B=2'],
      ['readonly', 'C=3'],
      ['d', '123'],
    ],
  ],
  ['one for a single command', 'A=1 b $A', [['b', '${A}']]],
  ['a default', 'a ${A:-b} "${C-d e}" ${F:=g}', [['a', 'b', 'd e', 'g']]],
  [
    'another operator',
    'A=abc\nb ${A:0:1} ${A/b/c} ${A:+d} ${#A}',
    [['b', '${A}', '${A}', 'd', '${A}']],
  ],
  [
    'words in a variable',
    'A="--b 1 --c=2"\nd $A "$A"',
    [['d', '--b', '1', '--c=2', '--b 1 --c=2']],
  ],
  [
    'an array',
    'A=(--b "c d")\nA+=(--e)\nf "${A[@]}" ${A[*]}',
    [['f', '--b', 'c d', '--e', '--b', 'c d', '--e']],
  ],
  [
    'the output of a command',
    'a --b="x=$(cat c)" `d`',
    [['cat', 'c'], ['d'], ['a', '--b=x=$(cat c)', '$(d)']],
  ],
  [
    'a function',
    'f() { a "$1"; }\nf b',
    [
      ['a', '${ARGUMENT_1}'],
      ['f', 'b'],
    ],
  ],
  ['branches', 'if a; then b; elif c; then d; else e; fi', [['a'], ['b'], ['c'], ['d'], ['e']]],
  ['a variable of branches', 'A=1\nif b; then A=2; fi\nc $A', [['b'], ['c', '${A}']]],
  ['a loop', 'for A in 1 2; do b $A; done', [['b', '${A}']]],
  ['a group and a subshell', '{ a; } && (b; c)', [['a'], ['b'], ['c']]],
  ['a document', 'cat <<EOF\na b\nEOF\nc', [['cat'], ['c']]],
])('%s', (_, script, commands) => {
  expect(commandsIn(script, {})).toEqual(commands)
})

test('variables that the script is given', () => {
  expect(commandsIn('a $B "${C}"', { B: '1', C: '2 3' })).toEqual([['a', '1', '2 3']])
})
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: the notation of shells
