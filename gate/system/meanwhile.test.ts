import { expect, test } from 'vitest'
import { meanwhileOf } from './meanwhile.ts'
import type { Exit } from './target-process.ts'

function ended(exit: Partial<Exit>, isToldToEnd = false) {
  const process = {
    running: false,
    isToldToEnd,
    exit: { code: null, signal: null, seconds: 3.2, ...exit },
    keptOutput: 'listening\nError: read ECONNRESET\n    at TCP.onStreamRead\n',
  }
  return meanwhileOf([process]).ended
}

test('a process that ended by itself is told with its last words', () => {
  expect(ended({ code: 1 })).toEqual([
    expect.stringMatching(/^with code 1, 3\.2 s after its start; it printed:\n[\s\S]*ECONNRESET/),
  ])
  expect(ended({ signal: 'SIGSEGV' })[0]).toMatch(/^by SIGSEGV, /)
  expect(ended({ code: 0 })[0]).toMatch(/^with code 0, /)
})

test.each([{ code: 143 }, { code: 137 }, { signal: 'SIGKILL' as const }])(
  '%j came from outside',
  (exit) => {
    expect(ended(exit)).toEqual([])
  },
)

test('one that was told to end did not end by itself', () => {
  expect(ended({ code: 1 }, true)).toEqual([])
})

const exit = { code: null, signal: null, seconds: 0 }

function deathsIn(keptOutput: string): string[] {
  return meanwhileOf([{ running: true, isToldToEnd: false, exit, keptOutput }]).deaths
}

test.each([
  '[2026-11-28 10:00:00 +0000] [7] [ERROR] Worker (pid:12) exited with code 3',
  'INFO:     Child process [12] died',
  '[7] - Worker 0 (PID: 12) terminated',
  '{"level":"WARNING","message":"worker 3 exited with code 1"}',
  'panic: runtime error: invalid memory address or nil pointer dereference',
  'Uncaught Error: read ECONNRESET',
])('%s tells of a worker that ended', (line) => {
  expect(deathsIn(`listening on 8000\n${line}\nGET /health 200\n`)).toEqual([line])
})

test('requests do not', () => {
  expect(deathsIn('worker 1 booted\nGET /process 200\nthe process is ready')).toEqual([])
})
