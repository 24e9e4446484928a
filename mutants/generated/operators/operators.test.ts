/** Each operator on a small sample: exactly what it makes of it. */
import { describe, expect, test } from 'vitest'
import { changesOf } from './index.ts'

/** The changed texts, each with its operator. */
function made(file: string, text: string): string[] {
  return changesOf(file, text).map(
    ({ operator, start, end, put }) =>
      `${operator}: ${text.slice(0, start)}${put}${text.slice(end)}`,
  )
}

describe('programs', () => {
  test.each([
    [
      'if (a) b()',
      ['negate-condition: if (!(a)) b()', 'drop-statement: ;', 'drop-statement: if (a) ;'],
    ],
    [
      'c = !a ? 1 : b',
      [
        'drop-statement: ;',
        'negate-condition: c = a ? 1 : b',
        'constant-by-one: c = !a ? 2 : b',
        'constant-unit: c = !a ? 1000 : b',
      ],
    ],
    ['const c = a < b', ['move-boundary: const c = a <= b']],
    ['const c = a === b', ['negate-condition: const c = a !== b']],
    ['const c = a && b', ['swap-logical: const c = a || b']],
    ['const c = a ?? b', ['drop-fallback: const c = a']],
    ['const c = await a()', ['drop-await: const c = a()']],
    ['const c = 5_000', ['constant-unit: const c = 5']],
    ['const c = 2048', ['constant-unit: const c = 2048000']],
    ['const c = a[2]', ['constant-by-one: const c = a[3]']],
    ['const c = true', ['flip-boolean: const c = false']],
    ['const c = { a: x, b: y }', ['swap-values: const c = { a: y, b: x }']],
    [
      'const c = f({ a, b: 1 })',
      [
        'drop-option: const c = f({ b: 1 })',
        'drop-option: const c = f({ a })',
        'constant-by-one: const c = f({ a, b: 2 })',
        'constant-unit: const c = f({ a, b: 1000 })',
      ],
    ],
    ['const c = [a, b]', ['drop-element: const c = [b]', 'drop-element: const c = [a]']],
    ['const c = f(a, b)', ['swap-values: const c = f(b, a)']],
    ["import { a } from 'b'", []],
    ['type A = 1 | 2', []],
    ['const a: { b: 1 } = b', []],
    ["'use strict'", []],
    ["const c = fp(a, { name: 'a', dependencies: ['b'] })", []],
    ['const c = refusals(404)', []],
    [
      "const c = f({ summary: 'a', tags: ['b'], d })",
      ["drop-option: const c = f({ summary: 'a', tags: ['b'] })"],
    ],
  ])('%s', (text, expected) => {
    expect(made('a.ts', text)).toEqual(expected)
  })

  test('what would not parse is not made', () => {
    expect(made('a.ts', 'const c = a ?? (b || d)')).not.toContainEqual(
      expect.stringMatching(/\?\? b/),
    )
    expect(made('a.ts', 'const c = a || (b ?? d)')).toContain('drop-fallback: const c = a || (b)')
  })
})

describe('configuration files', () => {
  test.each([
    [
      'nginx.conf',
      'a 5s;',
      ['drop-directive: ', 'constant-by-one: a 6s;', 'constant-unit: a 5ms;'],
    ],
    ['nginx.conf', 'a off;', ['drop-directive: ', 'flip-boolean: a on;']],
    [
      'nginx.conf',
      'b { a X 1.1; a Y $c; }',
      [
        'drop-directive: ',
        'swap-values: b { a X $c; a Y 1.1; }',
        'drop-directive: b {  a Y $c; }',
        'drop-directive: b { a X 1.1;  }',
      ],
    ],
    [
      'a.yml',
      'a: x\nb:\n  - c: 1G\n  - d\n',
      [
        'drop-key: b:\n  - c: 1G\n  - d\n',
        'drop-key: a: x\n',
        'drop-element: a: x\nb:\n  - d\n',
        'drop-element: a: x\nb:\n  - c: 1G\n',
        'constant-by-one: a: x\nb:\n  - c: 2G\n  - d\n',
        'constant-unit: a: x\nb:\n  - c: 1M\n  - d\n',
      ],
    ],
    ['a.yaml', 'a: "${B:-4}"', ['constant-by-one: a: "${B:-5}"', 'constant-unit: a: "${B:-4000}"']],
    [
      'a.yml',
      'a: ["80:443"]',
      [
        'constant-by-one: a: ["81:443"]',
        'constant-unit: a: ["80000:443"]',
        'constant-by-one: a: ["80:444"]',
        'constant-unit: a: ["80:443000"]',
      ],
    ],
    [
      'a.json',
      '{ "a": "1", "b": "2000" }',
      [
        'drop-key: { "b": "2000" }',
        'drop-key: { "a": "1" }',
        'swap-values: { "a": "2000", "b": "1" }',
        'constant-by-one: { "a": "2", "b": "2000" }',
        'constant-unit: { "a": "1000", "b": "2000" }',
        'constant-unit: { "a": "1", "b": "2" }',
      ],
    ],
    [
      'a.yml',
      'a: 127.0.0.11\nb: TLSv1.2\n',
      ['drop-key: b: TLSv1.2\n', 'drop-key: a: 127.0.0.11\n'],
    ],
    [
      'a/Dockerfile',
      'FROM a\nENV A=1 B=x\n',
      [
        'drop-instruction: FROM a\n\n',
        'drop-option: FROM a\nENV  B=x\n',
        'drop-option: FROM a\nENV A=1 \n',
        'constant-by-one: FROM a\nENV A=2 B=x\n',
        'constant-unit: FROM a\nENV A=1000 B=x\n',
      ],
    ],
    ['a/Dockerfile', 'COPY --from=b c d e', ['drop-instruction: ', 'drop-option: COPY  c d e']],
    [
      'env.example',
      '# A=1\nB=true\nC=\n',
      [
        'drop-line: # A=1\n\nC=\n',
        'flip-boolean: # A=1\nB=false\nC=\n',
        'drop-line: # A=1\nB=true\n\n',
      ],
    ],
    [
      'a.sh',
      'a -b 5 | c',
      [
        'drop-command: : | c',
        'drop-option: a  5 | c',
        'constant-by-one: a -b 6 | c',
        'constant-unit: a -b 5000 | c',
        'drop-command: a -b 5 | :',
      ],
    ],
    ['a.sh', 'exit 65', ['drop-command: :', 'constant-by-one: exit 66']],
    ['a.sql', 'select 1', []],
  ])('%s: %s', (file, text, expected) => {
    expect(made(file, text)).toEqual(expected)
  })
})
