/** Goal: a start is judged only if the machine had no part in how it ended. */
import { expect, test } from 'vitest'
import { sleep } from '#gate/host/process/wait.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import type { Refusal } from '#gate/system/refusal.ts'
import type { Target } from '#gate/system/target.ts'
import { observeRefusal } from './refusals.ts'

const silent: Refusal = {
  exitCode: null,
  signal: null,
  started: false,
  answered: null,
  listened: false,
  looks: 11,
  workers: 0,
  threads: 1,
  workersEnded: 0,
  workersLoop: false,
  crowd: false,
  seconds: 0.2,
  output: '',
}

/** @param controlMs how long a start with valid values takes now */
async function judged(changes: Partial<Refusal>, controlMs = 0) {
  const ready = async () => {
    await sleep(controlMs)
    return { process: { stop: async () => {} } }
  }
  const exit = async () => Object.assign({}, silent, changes)
  const target = { config: {}, start: () => ({ ready, exit }) } as unknown as Target
  const observed: string[] = []
  const evidence = { observe: (kind: string) => observed.push(kind) } as unknown as Evidence
  await observeRefusal(target, evidence, 'SECRET_KEY unset', {})
  return observed
}

test('a silent start is judged if a valid one is quick just then', async () => {
  expect(await judged({})).toEqual(['refusal', 'control after a silent start'])
})

test('a silent start on a machine that is too busy for a valid one is not judged', async () => {
  await expect(judged({}, 150)).rejects.toThrow('the machine is overloaded')
})

test('one that was killed from outside is not judged', async () => {
  await expect(judged({ signal: 'SIGKILL' })).rejects.toThrow('killed from outside')
})

test.for([{ exitCode: 1 }, { signal: 'SIGSEGV' }, { started: true }, { workersLoop: true }])(
  '%j is judged at once',
  async (changes) => {
    expect(await judged(changes)).toEqual(['refusal'])
  },
)
