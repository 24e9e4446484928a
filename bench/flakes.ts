/**
 * `npm run -s flakes`: gates the same thing again and again and compares the verdicts.
 *
 *     npm run -s flakes -- --gates 300 --only configuration
 *     npm run -s flakes -- --gates 300 --only configuration --resume    goes on after Ctrl-C
 *
 * Each gate has a seed of its own. A claim that passes in one and fails in another is a flip: its
 * folders stay in runs/flakes/, and the exit code is 1. Commit and options tell series apart.
 */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { VerdictDocument } from '#gate/verdict/verdict-document.ts'
import { flipsOf, type Gate, summaryOf } from './flakes/series.ts'

const root = resolve(import.meta.dirname, '..')
const folder = join(root, 'runs', 'flakes')
const ledger = join(folder, 'gates.jsonl')

const { values: asked } = parseArgs({
  options: {
    gates: { type: 'string', default: '10' },
    only: { type: 'string', multiple: true, default: [] },
    target: { type: 'string', default: 'preflight.config.ts' },
    engine: { type: 'string', default: 'local' },
    resume: { type: 'boolean', default: false },
  },
})
const wanted = Number(asked.gates)
if (!Number.isSafeInteger(wanted) || wanted < 1) {
  process.stderr.write('--gates: expected a whole number above 0\n')
  process.exit(3)
}

const only = asked.only.length > 0 ? ['--only', ...asked.only] : []
const options = ['--quick', '--target', asked.target, '--engine', asked.engine, ...only]
const describe = ['describe', '--always', '--dirty', '--exclude', '*']
const commit = execFileSync('git', describe, { cwd: root, encoding: 'utf8' }).trim()
const series = [commit, ...options].join(' ')

/** The gates of all series. */
function readLedger(): Gate[] {
  if (!existsSync(ledger)) return []
  const lines = readFileSync(ledger, 'utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line))
}

/** Runs one gate to its end; undefined if it was interrupted or told no verdict. */
async function runGate(): Promise<Gate | undefined> {
  const begunMs = performance.now()
  const args = [join(root, 'gate/cli/main.ts'), 'gate', ...options, '--out', folder, '--json']
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] })
  let printed = ''
  child.stdout.on('data', (chunk) => {
    printed += chunk
  })
  const [code] = await once(child, 'close')
  if (![0, 1, 2].includes(code) || isInterrupted) return undefined
  const { claims, run }: VerdictDocument = JSON.parse(printed)
  const verdicts = Object.fromEntries(claims.map(({ id, verdict }) => [id, verdict]))
  return { series, run, seconds: Math.round((performance.now() - begunMs) / 1000), verdicts }
}

// The gate gets the signal too, and ends in order.
let isInterrupted = false
process.on('SIGINT', () => {
  isInterrupted = true
})

mkdirSync(folder, { recursive: true })
const all = readLedger()
const gates = asked.resume ? all.filter((gate) => gate.series === series) : []
if (!asked.resume) {
  const others = all.filter((gate) => gate.series !== series)
  writeFileSync(ledger, others.map((gate) => `${JSON.stringify(gate)}\n`).join(''))
}
while (gates.length < wanted) {
  const gate = await runGate()
  if (!gate) {
    process.stderr.write(`interrupted after ${gates.length} of ${wanted}: go on with --resume\n`)
    break
  }
  gates.push(gate)
  appendFileSync(ledger, `${JSON.stringify(gate)}\n`)
  const flips = flipsOf(gates)
  const failed = Object.values(gate.verdicts).filter((verdict) => verdict === 'fail').length
  process.stderr.write(
    `${gates.length} of ${wanted}: ${gate.seconds} s, ${failed} failed, ${flips.length} flips\n`,
  )
  const isWorth = flips.some(({ claim }) => ['pass', 'fail'].includes(gate.verdicts[claim] ?? ''))
  // The first one is what the others are compared with.
  if (!isWorth && gates.length > 1) rmSync(join(folder, gate.run), { recursive: true, force: true })
}
process.stdout.write(`${summaryOf(gates).join('\n')}\n`)
if (flipsOf(gates).length > 0) process.exitCode = 1
