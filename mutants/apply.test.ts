import { describe, expect, test } from 'vitest'
import { applyEdit, mutatedFiles } from './apply.ts'
import { defineMutants, edit, insertAfter, insertBefore, overlay } from './mutant.ts'

const text = 'function f() {\n  one()\n  two()\n}'

describe('an edit', () => {
  test('replaces what it finds, as it is written', () => {
    expect(applyEdit('a one b', edit('a.ts', 'one', '$& $1'))).toBe('a $& $1 b')
    expect(applyEdit(text, edit('a.ts', 'one()', '1\n2'))).toContain('  1\n2\n')
  })

  test.each([
    ['nothing', 'nothing', edit('a.ts', 'one', 'two'), /0 matches in a\.ts of one/],
    ['more than one place', 'one one', edit('a.ts', 'one', 'two'), /2 matches/],
    ['no change', 'a one b', edit('a.ts', 'one', 'one'), /changes nothing/],
    ['no place to add to', 'nothing', insertAfter('a.ts', 'one', 'two'), /0 matches/],
  ])('that finds %s is an error', (_, given, one, message) => {
    expect(() => applyEdit(given, one)).toThrow(message)
  })

  test('indents what an overlay puts in the place of a text, but for empty lines', () => {
    const one = edit('a.ts', 'one()', overlay('a/a.ts'))
    expect(applyEdit(text, one, 'if (a) {\n  b()\n\n}\n')).toBe(
      'function f() {\n  if (a) {\n    b()\n\n  }\n  two()\n}',
    )
  })

  test.each([
    ['before the line', insertBefore('a.ts', 'wo()', 'new()'), '  one()\n  new()\n  two()\n'],
    ['after the line', insertAfter('a.ts', 'one', 'new()'), '  one()\n  new()\n  two()\n'],
    ['before the first line', insertBefore('a.ts', 'function', 'new()'), /^new\(\)\nfunction/],
    ['after the last line', insertAfter('a.ts', '()\n}', 'new()'), /\n\}\nnew\(\)$/],
    [
      'before the first of two',
      insertBefore('a.ts', 'one()\n  two', 'new()'),
      '  new()\n  one()\n',
    ],
    ['after the last of two', insertAfter('a.ts', 'one()\n  two', 'new()'), '  two()\n  new()\n}'],
    ['of several lines', insertAfter('a.ts', 'one()', 'a {\n  b\n}'), '  a {\n    b\n  }\n  two'],
  ])('adds lines %s', (_, one, expected) => {
    const result = applyEdit(text, one)
    if (typeof expected === 'string') expect(result).toContain(expected)
    else expect(result).toMatch(expected)
  })
})

test('edits are made in their order, on top of whole files and of each other', async () => {
  const [mutant] = defineMutants('pool', {
    id: {
      defect: 'd',
      kills: ['pool.bounded'],
      files: ['new.ts'],
      edits: [
        edit('new.ts', 'whole', overlay('id/part.ts')),
        edit('new.ts', 'part', 'edited'),
        insertAfter('old.ts', 'old', 'added'),
      ],
    },
  })
  const stored: Record<string, string> = {
    'mutants/overlays/id/new.ts': 'whole\n',
    'mutants/overlays/id/part.ts': 'part\n',
    'old.ts': 'old\n',
  }
  expect(mutant).toMatchObject({ id: 'id', section: 'pool' })
  const files = mutant && (await mutatedFiles(mutant, async (file) => stored[file] ?? ''))
  expect(Object.fromEntries(files ?? [])).toEqual({
    'new.ts': 'edited\n',
    'old.ts': 'old\nadded\n',
  })
})
