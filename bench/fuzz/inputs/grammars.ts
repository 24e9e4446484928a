/** Texts built by the grammars of small languages, of words that their real texts have. */
import fc from 'fast-check'
import { hostileText } from './hostile.ts'
import { wordsOf } from './repository.ts'

/** A word that the language uses, now and then a hostile one. */
function wordOf(texts: readonly string[], pattern?: RegExp): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...wordsOf(texts, pattern)) },
    { weight: 1, arbitrary: hostileText },
  )
}

const blockNames = ['http', 'server', 'location', 'upstream', 'map', 'if', 'events', 'geo']
const deepest = 6

/** Configurations of nginx. */
export function nginxTexts(texts: readonly string[]): fc.Arbitrary<string> {
  const name = fc.oneof(
    fc.constantFrom(...wordsOf(texts, /(?<=^\s*)[a-z_]+(?=\s)/gm)),
    fc.constantFrom('include', 'set', 'server', 'proxy_pass', 'listen', 'map'),
  )
  const quote = fc.constantFrom('', '', '', '"', "'")
  const word = fc
    .tuple(quote, wordOf(texts, /[^\s;{}"'#]+/g))
    .map(([mark, text]) => mark + text + mark)
  const words = fc.array(word, { maxLength: 4 }).map((each) => each.join(' '))
  const { directive } = fc.letrec<{ directive: string; block: string }>((tie) => ({
    directive: fc.oneof(
      { maxDepth: deepest, depthSize: 'small' },
      fc.tuple(name, words).map(([first, rest]) => `${first} ${rest};`),
      tie('block'),
    ),
    block: fc
      .tuple(fc.constantFrom(...blockNames), words, fc.array(tie('directive'), { maxLength: 5 }))
      .map(([first, rest, inner]) => `${first} ${rest} {\n${inner.join('\n')}\n}`),
  }))
  return fc
    .array(directive, { maxLength: 4 })
    .map((all) => `events {}\nhttp {\n${all.join('\n')}\n}\n`)
}

const keywords = [
  'FROM',
  'RUN',
  'CMD',
  'ENTRYPOINT',
  'ENV',
  'ARG',
  'EXPOSE',
  'HEALTHCHECK',
  'COPY',
].concat(['USER', 'WORKDIR', 'LABEL', 'ONBUILD', 'SHELL', 'VOLUME', 'STOPSIGNAL', 'ADD', 'from'])
const starts = ['', '', '# escape=`\n', '# syntax=docker/dockerfile:1\n', '\uFEFF', '#\n']

/** Dockerfiles. */
export function dockerfileTexts(texts: readonly string[]): fc.Arbitrary<string> {
  const words = fc.array(wordOf(texts), { maxLength: 5 })
  const flag = fc.constantFrom('', '', '--from=0 ', '--interval=30s ', '--platform=$A ', '--x ')
  const form = fc.tuple(flag, words, fc.nat(4)).map(([first, all, kind]) => {
    if (kind === 0) return first + JSON.stringify(all)
    if (kind === 1) return first + all.join(' \\\n  ')
    if (kind === 2) return `${first}<<EOF\n${all.join('\n')}\nEOF`
    if (kind === 3) return first + all.map((word) => `A="${word}"`).join(' ')
    return first + all.join(' ')
  })
  const instruction = fc
    .tuple(fc.constantFrom(...keywords), form)
    .map(([keyword, rest]) => `${keyword} ${rest}`)
  return fc
    .tuple(fc.constantFrom(...starts), fc.array(instruction, { maxLength: 12 }))
    .map(([start, all]) => `${start}FROM a AS b\n${all.join('\n')}\n`)
}

/** Environment files. */
export function environmentTexts(texts: readonly string[]): fc.Arbitrary<string> {
  const start = fc.constantFrom('', '', 'export ', '# ', ' ', '\t')
  const equals = fc.constantFrom('=', '=', '=', ' = ', ':', '')
  const quote = fc.constantFrom('', '', '"', "'", '`')
  const end = fc.constantFrom('', '', ' # a', '#a', ' ', '\\')
  const variable = fc
    .tuple(start, wordOf(texts, /\w+/g), equals, quote, wordOf(texts), quote, end)
    .map((pieces) => pieces.join(''))
  return fc.array(variable, { maxLength: 20 }).map((lines) => lines.join('\n'))
}
