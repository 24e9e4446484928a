/** A gate that dies leaves nothing behind, and one that is interrupted keeps what it has. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { waitFor } from '#gate/host/process/wait.ts'
import { healthCheck, startGate } from './support/gate.ts'
import { killAtRandom } from './support/killing.ts'
import { residueOf, runOf } from './support/residue.ts'

const kills = Array.from({ length: 10 }, (_, index) => index + 1)

describe('engine local', () => {
  test.each(kills)('SIGKILL at a random moment, %i of 10', async () => {
    await killAtRandom('local', 4_000)
  })
})

const slow = [...healthCheck, 'configuration.secret-key-missing-refused']

/** Starts a run, of which one check waits for long, and waits for the result of the other. */
async function midway() {
  const gate = startGate(slow, { environment: { PREFLIGHT_FIXTURE: 'patient' } })
  await waitFor('a first result', async () => / 1\/2 /.test(gate.stderr()) || undefined, {
    timeoutMs: 20_000,
    intervalMs: 10,
  })
  const run = runOf(gate.child.pid as number)
  if (!run) throw new Error('the run has no folder')
  return { gate, run }
}

describe('Ctrl-C', () => {
  test('once: evidence so far is kept, the verdict is INCONCLUSIVE, nothing is left', async () => {
    const { gate, run } = await midway()
    gate.child.kill('SIGINT')
    expect(await gate.ended).toBe(2)
    expect(gate.stdout()).toMatch(/INCONCLUSIVE/)
    const [folder] = readdirSync(gate.out)
    const record = JSON.parse(readFileSync(join(gate.out, folder ?? '', 'run.json'), 'utf8'))
    expect(record.state).toBe('interrupted')
    const files = readdirSync(join(gate.out, folder ?? '', 'evidence'))
    expect(files.length).toBeGreaterThan(0)
    expect(residueOf(run)).toEqual([])
  })

  test('twice: it ends at once with one message, and the reaper removes the rest', async () => {
    const { gate, run } = await midway()
    gate.child.kill('SIGINT')
    await waitFor(
      'the gate to notice the first signal',
      async () => /Ctrl-C again/.test(gate.stderr()) || undefined,
      {
        timeoutMs: 5_000,
        intervalMs: 5,
      },
    )
    gate.child.kill('SIGINT')
    expect(await gate.ended).toBe(2)
    expect(gate.stderr().match(/interrupted twice/g)).toHaveLength(1)
    await waitFor(
      'nothing to be left',
      async () => (residueOf(run).length === 0 ? true : undefined),
      {
        timeoutMs: 10_000,
        intervalMs: 100,
      },
    )
  })
})
