/** What a guide consists of: each form that guides write in, and any text at all. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { itemKinds } from '#guide/item-kinds.ts'
import { itemsOf } from './items.ts'

/** Kind, line and text of each item. */
const brief = (text: string) =>
  itemsOf(text).map(({ kind, line, text: said }) => `${line} ${kind}: ${said}`)

/** The same of a code block, without the block itself; lines count in the block. */
function inBlock(language: string, code: string): string[] {
  return itemsOf(`\`\`\`${language}\n${code}\n\`\`\`\n`)
    .filter(({ kind }) => kind !== 'code block')
    .map(({ kind, line, within, text }) => {
      return `${line - 1} ${kind}: ${within === '' ? '' : `${within} > `}${text}`
    })
}

describe('prose', () => {
  test('has sentences, which end neither in code nor with a line', () => {
    expect(brief('Set `a. B c` first.\nThen\nrestart. Use v1.2 of it!')).toEqual([
      '1 sentence: Set a. B c first.',
      '2 sentence: Then restart.',
      '3 sentence: Use v1.2 of it!',
    ])
  })

  test('has lists, of which a nested item is within the one above it', () => {
    const text = '- [x] Set it\n- [ ] Check\n\n1. **502**\n   - Look\n\n   A note. And one.\n'
    expect(brief(text)).toEqual([
      '1 checklist item: Set it',
      '2 checklist item: Check',
      '4 list item: 502',
      '5 list item: Look',
      '7 sentence: A note.',
      '7 sentence: And one.',
    ])
    expect(itemsOf(text).map(({ within }) => within)).toEqual(['', '', '', '502', '502', '502'])
  })

  test('has tables, with the header beside each row', () => {
    const items = itemsOf('| A | B |\n| - | - |\n| `1` | x |\n')
    expect(items.map(({ text, note }) => [text, note])).toEqual([
      ['A | B', ''],
      ['1 | x', 'A | B'],
    ])
  })

  test('has formulas: a comparison with arithmetic in code', () => {
    expect(brief('**Rule:** `limit >= (size + more) * n + 10`. Really.')).toEqual([
      '1 formula: Rule: limit >= (size + more) * n + 10. Really.',
    ])
    expect(brief('Run `a=b c` or `x > y`.')).toEqual(['1 sentence: Run a=b c or x > y.'])
  })

  test('has HTML, quotes and footnotes, without mark-up, scripts and comments', () => {
    const html = '<details>\n<summary>More</summary>\n<p>It <b>restarts</b></p>\n</details>'
    const silent = '<!-- not said -->\n\n> Quoted.\n\n<script>no()</script>'
    const text = `${html}\n\n${silent}\n\n[^1]: Noted.\n`
    expect(brief(text)).toEqual([
      '2 sentence: More',
      '3 sentence: It restarts',
      '8 sentence: Quoted.',
      '12 sentence: Noted.',
    ])
  })

  test('is not what a site generator keeps above it', () => {
    expect(brief('---\ntitle: A\n---\n\nSaid.\n')).toEqual(['5 sentence: Said.'])
    expect(brief('---\n\nSaid.\n')).toEqual(['3 sentence: Said.'])
  })

  test('is below its headings, of which the one on top is the title', () => {
    const text = '# Guide\n\na\n\n## A\n\nb\n\n### B\n\nc\n\nD\n---\n\nd\n'
    expect(itemsOf(text).map(({ section }) => section)).toEqual([[], ['A'], ['A', 'B'], ['D']])
    expect(itemsOf('# A\n\na\n\n# B\n\nb\n').map(({ section }) => section)).toEqual([['A'], ['B']])
  })
})

describe('code', () => {
  test('of a Dockerfile has its instructions', () => {
    expect(inBlock('dockerfile', 'FROM a\n# why\nRUN b \\\n  && c\nUSER 1')).toEqual([
      '1 instruction: FROM a',
      '3 instruction: RUN b && c',
      '5 instruction: USER 1',
    ])
  })

  test('of nginx has its directives, inside those around them', () => {
    expect(
      inBlock('nginx', 'server {\n  listen 80;\n  location / {\n    return 301 a;\n  }\n}'),
    ).toEqual([
      '1 directive: server',
      '2 directive: server > listen 80',
      '3 directive: server > location /',
      '4 directive: server > location / > return 301 a',
    ])
  })

  test('of compose has services, settings and variables', () => {
    const code =
      'services:\n  web:\n    restart: always\n    environment:\n      - A=1\n      - b\n'
    expect(inBlock('yaml', code)).toEqual([
      '2 service: services > web',
      '3 setting: services > web > restart: always',
      '5 variable: services > web > environment > A=1',
      '6 variable: services > web > environment > b',
    ])
  })

  test('of JSON has settings, also with comments', () => {
    const code =
      '// a.json\n{\n  "cpu": "512",\n  "environment": [\n    {"name": "A", "value": "b"}\n  ]\n}'
    expect(inBlock('json', code)).toEqual([
      '3 setting: "cpu": "512"',
      '5 variable: environment > {"name": "A", "value": "b"}',
    ])
  })

  test('of an environment has its variables, with their remarks', () => {
    const code = '# Pool\nA=1 # of them\nexport B="c"\n'
    const variables = ['2 variable: A=1 # of them', '3 variable: export B="c"']
    expect(inBlock('env', code)).toEqual(variables)
    expect(inBlock('', code)).toEqual(variables)
    expect(inBlock('sh', code)).toEqual(['2 variable: A=1 # of them', '3 command: export B="c"'])
  })

  test('of a shell has its commands, with prompts or without', () => {
    expect(inBlock('bash', '# Why\na b \\\n  c | d\n\ne && f\n')).toEqual([
      '2 command: a b c | d',
      '5 command: e && f',
    ])
    expect(inBlock('console', '$ a b\nprinted\n$ c\n')).toEqual(['1 command: a b', '3 command: c'])
  })

  test('of a program has its statements, and the heads of functions and classes', () => {
    const code =
      '@app.get("/up")\ndef up():\n    return {\n        "status": "ok",\n    }\n\nadd(\n  A,\n)\n'
    expect(inBlock('python', code)).toEqual([
      '1 statement: @app.get("/up")',
      '2 statement: def up():',
      '4 setting: "status": "ok",',
      '7 statement: add( A, )',
    ])
  })

  test('in another language, or with mistakes, has its lines', () => {
    const lines = ['1 line: a {', '2 line: b;']
    for (const language of ['', 'text', 'brainfuck', 'nginx', 'constructor']) {
      expect(inBlock(language, 'a {\nb;'), language).toEqual(lines)
    }
    expect(inBlock('yaml', 'a: [\nb: }')).toEqual(['1 line: a: [', '2 line: b: }'])
  })

  test('that is too large is one item, and one without an end goes on to the end', () => {
    expect(itemsOf(`\`\`\`yaml\n${'a: b\n'.repeat(20_000)}`)).toHaveLength(1)
    expect(brief('```sh\nls\n\n# Not a heading').at(-1)).toBe('2 command: ls')
  })

  test('without a fence is code as well', () => {
    expect(brief('    $ a\n    b\n')).toContain('1 command: a')
  })
})

describe('any text', () => {
  const words = fc.constantFrom('word', 'a. B', '`x`', '| a |', '- ', '> ', '1. ', '```', '```yaml')
  const more = fc.constantFrom('# ', '\n', '\r\n', '\n\n', '*', '_', '[', '](', '<div>', '\t', '  ')
  const others = fc.constantFrom('שלום', '\uFEFF', 'é', '🙂', 'a: b', '{', '}', '$ a', '\0')
  const markdown = fc.array(fc.oneof(words, more, others, fc.string()), { maxLength: 40 })

  test('a block of blanks, or of a byte-order mark, says nothing', () => {
    expect(itemsOf('    \uFEFF')).toEqual([])
    expect(itemsOf('```\n \t\n```')).toEqual([])
  })

  test('has items in its lines, in their order, whatever it says', () => {
    fc.assert(
      fc.property(markdown, (parts) => {
        const text = parts.join('')
        const last = text.split(/\r\n?|\n/).length
        for (const { kind, line, endLine, text: said, hash } of itemsOf(text)) {
          expect(itemKinds).toContain(kind)
          expect(line).toBeGreaterThanOrEqual(1)
          expect(endLine).toBeGreaterThanOrEqual(line)
          expect(endLine).toBeLessThanOrEqual(last)
          expect(said).not.toBe('')
          expect(hash).toMatch(/^[0-9a-f]{12}$/)
        }
      }),
    )
  })

  test('has the same items with other line ends and a BOM', () => {
    fc.assert(
      fc.property(markdown, (parts) => {
        const text = parts.join('').replaceAll('\r', '').replaceAll('\uFEFF', '')
        expect(itemsOf(`\uFEFF${text.replaceAll('\n', '\r\n')}`)).toEqual(itemsOf(text))
      }),
    )
  })

  test('is the same composed and decomposed, and with other white space', () => {
    const [one] = itemsOf('Café  am\nRand.')
    const [other] = itemsOf('Cafe\u0301 am Rand.')
    expect(one?.hash).toBe(other?.hash)
    expect(itemsOf('DEBUG is off.')[0]?.hash).not.toBe(itemsOf('debug is off.')[0]?.hash)
  })

  test('from right to left is read like any other', () => {
    expect(brief('- [ ] הגדר סיסמה\n\nשלום עולם. עוד משפט.')).toEqual([
      '1 checklist item: הגדר סיסמה',
      '3 sentence: שלום עולם.',
      '3 sentence: עוד משפט.',
    ])
  })
})
