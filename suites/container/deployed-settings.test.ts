/** Goal: a container is tried in every way in which a manifest runs or stops the image. */
import { expect, test } from 'vitest'
import type { RunSettings } from '#gate/kit/deploy/run-settings.ts'
import { otherWays, stopProblem } from './deployed-settings.ts'

const settings = (changes: Partial<RunSettings> = {}): RunSettings => ({
  stop: {},
  entrypoint: [],
  command: [],
  hasInit: false,
  ...changes,
})

test.each<[string, Partial<RunSettings>, number]>([
  ['as the image says', {}, 0],
  ['with a command', { command: ['sh', '-c', 'a; b'] }, 1],
  ['with an entrypoint', { entrypoint: ['/run.sh'] }, 1],
  ['stopped by another signal', { stop: { signal: 'SIGUSR1' } }, 1],
  ['stopped later', { stop: { seconds: 30 } }, 0],
  ['killed, which needs no trial', { stop: { signal: 'SIGKILL' } }, 0],
])('%s', (_, changes, count) => expect(otherWays([settings(changes)])).toHaveLength(count))

test('each way is tried once, and with no signal that nobody can handle', () => {
  const command = ['node', 'main.js']
  const all = [
    settings({ command }),
    settings({ command, stop: { seconds: 20 } }),
    settings({ command, stop: { signal: 'KILL' } }),
    settings({ command, stop: { signal: 'QUIT' } }),
  ]
  expect(otherWays(all).map(({ stop }) => stop.signal)).toEqual([undefined, 'QUIT'])
  expect(stopProblem({ signal: 'KILL' })).toContain('no process can handle')
})
