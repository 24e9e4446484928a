/** Goal: whoever reads the end of an output learns what went wrong, not only where. */
import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { lastWords } from './last-words.ts'

/** What Node prints of an error that nobody catches. */
function printedByNode(script = ''): string {
  try {
    execFileSync(process.execPath, ['-e', script], { stdio: 'pipe', encoding: 'utf8' })
  } catch (error) {
    return `starting\n${(error as { stderr: string }).stderr}`
  }
  throw new Error('the script did not fail')
}

const fields = "{ code: 'ECONNREFUSED', errno: -111, syscall: 'connect', port: 5432, a: 1, b: 2 }"

describe('the first line of an error is kept', () => {
  test.for([
    ['an error with fields', `throw Object.assign(new Error('no database'), ${fields})`],
    ['one of a promise', `Promise.reject(Object.assign(new TypeError('no database'), ${fields}))`],
    ['one that is only printed', "console.error(new Error('no database')); process.exitCode = 1"],
    [
      'a class of its own',
      "class StartError extends Error { name = 'StartError' }; throw new StartError('no database')",
    ],
  ])('%s', ([, script]) => {
    expect(lastWords(printedByNode(script))).toMatch(/^\w*Error: no database/)
  })

  test('and its cause, and the members of many', () => {
    const inner = `Object.assign(new Error('refused by ::1'), ${fields})`
    const caused = `throw new Error('no database', { cause: ${inner} })`
    expect(lastWords(printedByNode(caused))).toMatch(/^Error: no database\n.*refused by ::1/)
    const many = `throw new AggregateError([${inner}], 'no database')`
    expect(lastWords(printedByNode(many))).toMatch(/^AggregateError: no database\n.*refused by ::1/)
  })

  test.for([
    [
      'pydantic',
      'ValidationError: 3 validation errors for Settings',
      'SECRET_KEY\n  Field required',
    ],
    ['Go', 'panic: no database', '\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:10 +0x1d'],
    [
      'Ruby',
      "app.rb:3:in 'start': no database (RuntimeError)",
      '\tfrom app.rb:9\n\tfrom app.rb:12',
    ],
    ['Java', 'Exception in thread "main" a.b.C: no database', '\tat a.b.C(C.java:3)\n\tat a.b.D'],
    [
      'PHP',
      'PHP Fatal error:  Uncaught PDOException: no',
      'Stack trace:\n#0 {main}\n  thrown in a',
    ],
  ])('of %s', ([, first, rest]) => {
    const output = `starting\nlistening\n${first}\n${rest}\n${rest}\n${rest}`
    expect(lastWords(output).split('\n')[0]).toBe(first)
  })
})

test('a Python error stands in the last line already', () => {
  const error = 'psycopg2.OperationalError: connection refused'
  const stack = '  File "a.py", line 3, in f\n    connect()\n'
  const older = 'ValueError: an older one\nTraceback (most recent call last):\n'
  const output = `${older}${stack}${stack}${error}`
  expect(lastWords(output)).toBe(output.split('\n').slice(-5).join('\n'))
})

test('an output without an error is its last lines', () => {
  expect(lastWords('1\n2\n3\n4\n5\n6\n\n')).toBe('2\n3\n4\n5\n6')
  expect(lastWords('1')).toBe('1')
  expect(lastWords('')).toBe('')
})

test('what is left out is counted', () => {
  const output = ['Error: no', ...Array(10).fill('    at f (a.js:1:1)')].join('\n')
  expect(lastWords(output)).toBe(
    ['Error: no', '… 5 more lines', ...Array(5).fill('    at f (a.js:1:1)')].join('\n'),
  )
  expect(lastWords('x'.repeat(700))).toMatch(/x … 100 more characters$/)
})

test('the help that follows an error is left out', () => {
  const output = [
    'starts',
    'Error: log.level: value must be one of "debug", "info"',
    'Usage:',
    '  identity serve [flags]',
    '',
    'Flags:',
    '  -c, --config strings   path to a file',
    '      --dev              disables security',
    '  -h, --help             help for serve',
    '      --watch-courier    run the courier',
    '',
    'log.level: value must be one of "debug", "info"',
  ].join('\n')
  expect(lastWords(output)).toContain('Error: log.level')
  expect(lastWords(output)).not.toContain('--')
  expect(lastWords('Usage:\n  --all')).toBe('Usage:\n  --all')
})
