/** What a procedure is told of a side's connections: the target's own count, or the gate's. */
import { expect, test } from 'vitest'
import type { Command } from '#gate/contract/contract.ts'
import type { Answered } from '../deploy/container/docker.ts'
import { type Actors, actOn } from './steps.ts'

const command: Command = { command: 'count', args: [] }

function told(connections: Command | undefined, answered: Answered | undefined) {
  const blue = {
    connections: async () => 7,
    answer: async () => answered,
  }
  const actors = {
    target: { config: { release: { connections } } },
    sides: { colours: { blue } },
  }
  return actOn(actors as unknown as Actors)('connections', 'blue')
}

const answered = (exitCode: number, stdout: string, stderr = ''): Answered => ({
  exitCode,
  stdout,
  output: stdout + stderr,
})

test('what the own command printed, without its warnings, and how it ended', async () => {
  const told3 = await told(command, answered(0, '3\n', 'a warning\n'))
  expect(told3).toEqual({ exitCode: 0, output: '3\n' })
  // As `grep --count` ends if it found nothing.
  expect(await told(command, answered(1, '0\n'))).toEqual({ exitCode: 1, output: '0\n' })
  const missing = await told(command, answered(127, '', 'no such program\n'))
  expect(missing).toEqual({ exitCode: 127, output: 'no such program\n' })
})

test("the gate's count without a command, and where a side cannot be asked", async () => {
  const gates = { exitCode: 0, output: '7\n' }
  expect(await told(undefined, answered(0, '3\n'))).toEqual(gates)
  expect(await told(command, undefined)).toEqual(gates)
})
