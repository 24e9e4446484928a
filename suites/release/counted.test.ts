/** The own count of connections is tried on a blue that is idle, and on one that is not. */
import { type ExpectStatic, expect, test } from 'vitest'
import type { Command } from '#gate/contract/contract.ts'
import type { Answered } from '#gate/kit/deploy/container/docker.ts'
import { judgeBusy, judgeIdle } from './counted.ts'

const command: Command = { command: 'count', args: [] }
const timeoutMs = 300

const prints = (stdout: string, exitCode = 0): Answered => ({
  exitCode,
  stdout,
  output: stdout || 'no such program',
})

/** Keeps what is observed, and what is required of what. */
function recording() {
  const observed: string[] = []
  const floors: string[] = []
  const failed: unknown[] = []
  const soft = (value: unknown) => ({
    toBe: (wanted: unknown) => (value === wanted ? undefined : failed.push(value)),
  })
  return {
    observed,
    failed,
    unmet: () => floors.filter((kind) => !observed.includes(kind)),
    judging: {
      evidence: {
        observe: (kind: string) => void observed.push(kind),
        floor: (kind: string) => void floors.push(kind),
      },
      expect: { soft } as unknown as ExpectStatic,
      timeoutMs,
    },
  }
}

const side = (answers: (Answered | undefined)[], open: number | undefined, connections = 0) => ({
  answer: async () => (answers.length > 1 ? answers.shift() : answers[0]),
  sockets: async () => open,
  connections: async () => connections,
})

test.each([
  ['none', [prints('0\n')], []],
  ['none, with the exit code of grep --count', [prints('0\n', 1)], []],
  ["a health check's at first", [prints('1\n'), prints('0\n')], []],
  ['some for ever', [prints('2\n')], ['busy']],
  ['a table', [prints('a\nb\n')], ['no number (exit code 0): a\nb']],
  ['nothing', [prints('', 127)], ['no number (exit code 127): no such program']],
])('of an idle blue it counts %s', async (_, answers, failures) => {
  const { judging, failed, unmet } = recording()
  await judgeIdle(command, side(answers, 0), judging)
  expect(failed).toEqual(failures)
  expect(unmet()).toEqual([])
})

test('a count is not blamed for sockets that there are, and nothing was measured', async () => {
  const { judging, failed, observed, unmet } = recording()
  await judgeIdle(command, side([prints('2\n')], 2), judging)
  expect(failed).toEqual([])
  expect(observed).toEqual(['blue never without a socket'])
  expect(unmet()).toEqual(['count of an idle blue'])
})

test('nothing is asked of a process, and without a command', async () => {
  const { judging, observed, failed, unmet } = recording()
  await judgeIdle(command, side([prints('2\n')], undefined), judging)
  await judgeIdle(undefined, side([prints('2\n')], 0), judging)
  await judgeBusy(undefined, side([prints('0\n')], 0, 3), judging)
  expect(observed).toEqual(['release.connections not tried'])
  expect([...failed, ...unmet()]).toEqual([])
})

test.each([
  ['some', prints('3\n'), 3, []],
  ['none', prints('0\n'), 3, ['idle']],
  ['none, and the requests are gone', prints('0\n'), 0, []],
  ['nothing, as blue has stopped', undefined, 3, []],
])('of a busy blue it counts %s', async (_, answer, connections, failures) => {
  const { judging, failed } = recording()
  await judgeBusy(command, side([answer], 3, connections), judging)
  expect(failed).toEqual(failures)
})
