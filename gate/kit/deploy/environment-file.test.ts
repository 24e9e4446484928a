import { describe, expect, test } from 'vitest'
import { environmentValues, namesIn, refusedLines } from './environment-file.ts'

describe('names in an environment file', () => {
  test('commented out or not', () => {
    const file = '# Keys: make them\nSECRET_KEY=\n#SMTP_HOST=mail\nexport PORT=1\n# a=b\nA B=c\n'
    expect(namesIn(file)).toEqual(['SECRET_KEY', 'SMTP_HOST', 'PORT'])
  })
  test('behind a byte-order mark, in lower case, with spaces, without a value, twice', () => {
    const file =
      '\uFEFFENVIRONMENT=production\r\nlog_level = info\r\nSECRET_KEY\r\nENVIRONMENT=test'
    expect(namesIn(file)).toEqual(['ENVIRONMENT', 'log_level', 'SECRET_KEY'])
  })
  test('not in the lines of a value', () => {
    expect(namesIn('KEY="-----BEGIN\nA=b\n#B=c\n-----END"\nC=d')).toEqual(['KEY', 'C'])
  })
})

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: the notation of such files
// What Docker Compose 2.40 gives to a container that has the file as its env_file.
test.each([
  ['\uFEFFA=1\nB=', { A: '1', B: '' }],
  ['A=1\r\nB="2"\r\nC=\'3\'\r\n', { A: '1', B: '2', C: '3' }],
  ['export A=1\nexport\tB = 2 ', { A: '1', B: '2' }],
  ['A: 1', { A: '1' }],
  ['A=b#c\nB=b #c\nC= #c\nD=#c', { A: 'b#c', B: 'b', C: '#c', D: '#c' }],
  ['A="b" # c\nB=\'b\' # c\nC="b #c"', { A: 'b', B: 'b', C: 'b #c' }],
  ['A=b"c"d\nB=b\'c\'d', { A: 'b"c"d', B: "b'c'd" }],
  ['U=app\nA=postgresql://${U}@db/app', { U: 'app', A: 'postgresql://app@db/app' }],
  ['U=app\nA="$U:${U}"\nB=\'$U:${U}\'', { U: 'app', A: 'app:app', B: '$U:${U}' }],
  ['A=${B:-${C:-e}}\nD=${B:+x}${B-y}', { A: 'e', D: 'y' }],
  ['A=$B-$\nB=1', { A: '-$', B: '1' }],
  ['A=$$B\nC="\\$B"\nD=pa$$word', { A: '$B', C: '$B', D: 'pa$word' }],
  ['A="x\\ny\\t\\101"\nB=\'x\\ny\'\nC=x\\ny', { A: 'x\ny\t\\101', B: 'x\\ny', C: 'x\\ny' }],
  ['A="a\nb"\nB=2', { A: 'a\nb', B: '2' }],
  ['A="a\\"b\\\\"\nB=\'a\\\'b\'', { A: 'a"b\\', B: "a'b" }],
  ['A=1\nA=2', { A: '2' }],
  ['A\nB=2', { B: '2' }],
  ['A=a=b==', { A: 'a=b==' }],
  ["A='${B'\nB=$\nC=$$\nD=100%$", { A: '${B', B: '$', C: '$', D: '100%$' }],
  ['  A=1\n\n\tB=2', { A: '1', B: '2' }],
  ['a.b=1\nc-d=2\n1E=3', { 'a.b': '1', 'c-d': '2', '1E': '3' }],
])('%j gives its values', (text, values) => {
  expect(environmentValues(text)).toEqual(values)
  expect(refusedLines(text)).toEqual([])
})

test('values of the shell go before those of the file', () => {
  const file = 'USER=app\nDATABASE_URL=postgresql://${USER}@db/app\nTOKEN\nOTHER'
  expect(environmentValues(file, { USER: 'other', TOKEN: 't' })).toEqual({
    USER: 'app',
    DATABASE_URL: 'postgresql://other@db/app',
    TOKEN: 't',
  })
})
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: the notation of such files

test.each([
  ['A=1\nB C=2\nD=3', 'line 2: expected NAME=value'],
  ['A="1\nB=2', 'line 1: A has no closing quote'],
  ['\n!A=1', 'line 2: expected NAME=value'],
  ['A=1\nB=${A\nC=3', 'line 2: B has a variable that cannot be read'],
])('%j has a line that Compose refuses', (text, line) => {
  expect(refusedLines(text)).toEqual([line])
})
