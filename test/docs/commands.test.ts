/**
 * Goal: what a document tells the reader to type works. The command line's own parser reads each
 * command; those that only print are run.
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { isClaimId } from '#guide/index.ts'
import { commandsOf, preflightWords, problemOf } from './commands.ts'
import { documentOf, documents, root } from './documents.ts'

const shown = documents().flatMap(commandsOf)

describe('what is wrong with a command', () => {
  test.for([
    ['npm run gaet', 'there is no npm script "gaet"'],
    ['npm ci && npm run -s preflight -- lsit', 'there is no command "lsit"'],
    ['npx preflight gate --quik', "unknown option '--quik'"],
    ['npx preflight gate --only pol.*', '--only: unknown claim or section "pol.*"'],
    [
      'npm run gate -- --only "configuration.*" http.x',
      '--only: unknown claim or section "http.x"',
    ],
    ['preflight explain http.login', 'there is no claim "http.login"'],
    [
      'preflight load huge',
      'row: expected one of light, medium, heavy, very-heavy, all, got "huge"',
    ],
    ['A=b npx preflight list --target', "option '--target <file>' argument missing"],
    ['scripts/stup --docker', 'scripts/stup does not exist'],
  ])('%s', ([line, problem]) => {
    const found = commandsOf(documentOf('x.md', `\`\`\`sh\n${line}\n\`\`\`\n`))
    expect(found.map(({ words }) => problemOf(words)).filter(Boolean)).toEqual([problem])
  })

  test.for([
    'npx preflight report RUN --format NAME --out FILE',
    'preflight explain ID',
    'npx preflight gate … --only http.login-rate-limit',
    'npm run -s preflight -- completion SHELL',
    'docker run --rm --init IMAGE gate',
  ])('nothing: %s', (line) => {
    const found = commandsOf(documentOf('x.md', `Type \`${line}\`.\n`))
    expect(found).toHaveLength(1)
    for (const { words } of found) expect(problemOf(words)).toBeUndefined()
  })
})

test('the commands of the documents', () => {
  expect(shown.filter(({ words }) => preflightWords(words)).length).toBeGreaterThan(30)
  const wrong = shown.flatMap(({ place, words }) => {
    const problem = problemOf(words)
    return problem === undefined ? [] : [`${place}: ${words.join(' ')}: ${problem}`]
  })
  expect(wrong).toEqual([])
})

/** Whether a command only prints, and takes no time. */
function isCheap([name = '', claim = '', ...rest]: readonly string[]): boolean {
  const isHelp = [name, claim, ...rest].includes('--help')
  return isHelp || name === '--version' || (name === 'explain' && isClaimId(claim))
}

test('those that only print end well, and print something', async () => {
  const cheap = shown.map(({ words }) => preflightWords(words) ?? []).filter(isCheap)
  const always = ['--help', 'list', 'doctor --help', 'init --help']
  const lines = new Set([...always, ...cheap.map((words) => words.join(' '))])
  const run = promisify(execFile)
  await Promise.all(
    Array.from(lines, async (line) => {
      const args = ['gate/cli/preflight.mjs', ...line.split(' ')]
      const { stdout } = await run(process.execPath, args, { cwd: root })
      expect(stdout.trim(), line).not.toBe('')
    }),
  )
})
