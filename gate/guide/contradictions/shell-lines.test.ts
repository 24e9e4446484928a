import { expect, test } from 'vitest'
import { hasOpening, isAllCommands, isCommandLine } from './shell-lines.ts'

test.for([
  'docker compose up -d',
  './deploy.sh',
  'bin/rails db:migrate',
  'TAG=1 docker build .',
  '$EDITOR file',
])('%s is a command', (line) => expect(isCommandLine([line], 0)).toBe(true))

test.for([
  '--- PASS: TestA (0.00s)',
  '(integer) 1',
  "It doesn't match",
  'buildx: v1 (Docker Inc.)',
])('%s was printed', (line) => expect(isCommandLine([line], 0)).toBe(false))

test('the rest of a command counts as one', () => {
  const script = ['docker run \\', '  --name (a)', 'for a in b; do', '  echo', 'done']
  expect(isCommandLine(script, 1)).toBe(true)
  expect(isAllCommands(script)).toBe(true)
  expect(hasOpening(script.join('\n'))).toBe(true)
  expect(hasOpening('{ _: [], foo: 33 }')).toBe(false)
})
