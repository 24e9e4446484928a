/**
 * The first Ctrl-C or TERM works at every moment. Before anything is started the signal ends the
 * gate as it ends any program; then the run is INCONCLUSIVE, and once there are all results, its
 * reports are still written. Nothing is ever left behind.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { commandLine, ownedProcesses } from '#gate/host/process/proc.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { type GateProcess, healthCheck, startGate } from './support/gate.ts'
import { residueOf, runOf } from './support/residue.ts'

const folder = mkdtempSync(join(tmpdir(), 'preflight-interrupted-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Run = NonNullable<ReturnType<typeof runOf>>

/** Waits until a moment has come; gives the run, if there is one by then. */
async function until(gate: GateProcess, has: (run: Run | undefined) => boolean) {
  let run: Run | undefined
  const look = async () => {
    run ??= runOf(gate.child.pid as number)
    return has(run) || undefined
  }
  await waitFor('the moment', look, { timeoutMs: 60_000, intervalMs: 2 })
  return run
}

/** Writes a config that does not return, and says that it has begun. */
function hangingConfig(name: string, how: string) {
  const [file, begun] = [join(folder, `${name}.ts`), join(folder, `${name}.begun`)]
  writeFileSync(
    file,
    `import { writeFileSync } from 'node:fs'\nwriteFileSync(${JSON.stringify(begun)}, '')\n${how}`,
  )
  return { file, hasBegun: () => existsSync(begun) }
}

describe('while the config is loaded: nothing is started yet', () => {
  test.for([
    ['waits', 'await new Promise(() => setInterval(() => {}, 1000))', 'SIGINT'],
    ['computes', 'for (;;);', 'SIGTERM'],
  ] as const)('a config that %s', async ([name, how, signal]) => {
    const config = hangingConfig(name, how)
    const gate = startGate(['--target', config.file])
    await until(gate, config.hasBegun)
    gate.child.kill(signal)
    expect(await gate.ended).toBeNull()
    expect(gate.child.signalCode).toBe(signal)
    expect(readdirSync(gate.out)).toEqual([])
  })
})

/** The folder of the run that a gate writes. */
const written = ({ out }: GateProcess, file = '') => {
  const [run] = readdirSync(out)
  return run !== undefined && existsSync(join(out, run, file))
}
const isRunning = (run: Run | undefined, word: string) =>
  run !== undefined && ownedProcesses(run).some((pid) => commandLine(pid).join(' ').includes(word))

type Moment = [
  what: string,
  signal: NodeJS.Signals,
  has: (gate: GateProcess, run: Run | undefined) => boolean,
]

const moments: readonly Moment[] = [
  ['the run has a folder', 'SIGINT', (gate) => written(gate, 'run.json')],
  ['the reaper watches', 'SIGTERM', (_gate, run) => run !== undefined],
  ['PostgreSQL starts', 'SIGINT', (_gate, run) => isRunning(run, 'postgres')],
  ['a target runs', 'SIGTERM', (_gate, run) => isRunning(run, 'small.mjs')],
  ['a first check has ended', 'SIGINT', (gate) => / 1\/2 /.test(gate.stderr())],
]

describe('while checks are prepared and run', () => {
  test.for(moments)('%s', { timeout: 90_000 }, async ([_what, signal, has]) => {
    const args = [...healthCheck, 'configuration.secret-key-missing-refused']
    // The second check waits for long.
    const gate = startGate(args, { environment: { PREFLIGHT_FIXTURE: 'patient' } })
    const run = await until(gate, (found) => has(gate, found))
    gate.child.kill(signal)
    expect(await gate.ended, gate.stderr()).toBe(2)
    expect(gate.stderr()).toMatch(/interrupted(?: by SIG\w+)?: stopping/)
    expect(gate.stdout()).toContain('INCONCLUSIVE')
    const [name = ''] = readdirSync(gate.out)
    const record = JSON.parse(readFileSync(join(gate.out, name, 'run.json'), 'utf8'))
    expect(record.state).toBe('interrupted')
    expect(run ? residueOf(run) : []).toEqual([])
  })
})

test('while reports are written: they are, and the verdict is that of the results', async () => {
  const gate = startGate(healthCheck)
  const run = await until(gate, () => written(gate, 'summary.txt'))
  gate.child.kill('SIGINT')
  expect(await gate.ended, gate.stderr()).toBe(0)
  expect(gate.stdout()).toContain('GO')
  expect(written(gate, 'report.html')).toBe(true)
  expect(run ? residueOf(run) : []).toEqual([])
}, 60_000)
