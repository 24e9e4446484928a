import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'

/** Field 41 is the policy, see proc_pid_stat(5), and the second field ends the cut. */
const policyIndex = 41 - 2
/** Of sched(7). */
const [usual, roundRobin] = [0, 2]

test('a thread that takes precedence is real-time, and no other thread is', async () => {
  const module = import.meta.resolve('./precedence.ts')
  const code = `
    import { readFileSync } from 'node:fs'
    import { parentPort } from 'node:worker_threads'
    import { takePrecedence } from ${JSON.stringify(module)}
    const isFirst = takePrecedence()
    parentPort.postMessage({ isFirst, stat: readFileSync('/proc/thread-self/stat', 'utf8') })`
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`))
  const [{ isFirst, stat }] = await once(worker, 'message')
  const policyIn = (text: string) =>
    Number(text.slice(text.lastIndexOf(')')).split(' ')[policyIndex])
  expect(policyIn(stat)).toBe(isFirst ? roundRobin : usual)
  expect(policyIn(readFileSync('/proc/thread-self/stat', 'utf8'))).toBe(usual)
})
