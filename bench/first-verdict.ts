/**
 * How long a user waits for the first verdict of a check that needs no server of ours: the gate is
 * attached to a backend that runs already.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { median } from '#gate/kit/model/statistics.ts'
import type { BenchResult } from './result.ts'

const runs = 7
/** From the start of the process. */
const longestMs = 1_500
const root = resolve(import.meta.dirname, '..')

async function serve(): Promise<{ server: Server; url: string }> {
  const health = JSON.stringify({ status: 'healthy', version: '1', environment: 'production' })
  const server = createServer((_request, response) => response.end(health))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

/** Milliseconds from the start of the gate's process to its first result. */
async function firstResultMs(config: string, out: string): Promise<number> {
  const only = ['--only', 'observability.health-shape']
  const main = join(root, 'gate/cli/main.ts')
  const args = [main, 'gate', '--engine', 'local', '--target', config, '--out', out, ...only]
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'ignore' })
  const code = await new Promise((done) => child.once('close', done))
  if (code !== 0) throw new Error(`the gate ended with ${code}`)
  const [folder] = await readdir(out)
  const run = JSON.parse(await readFile(join(out, folder ?? '', 'run.json'), 'utf8'))
  return run.firstResultMs
}

/** The median over several starts, as a share of what is promised. */
export async function firstVerdict(): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), 'preflight-bench-'))
  const { server, url } = await serve()
  try {
    const config = join(folder, 'attached.config.ts')
    const target = { name: 'attached', launch: { kind: 'attached', url } }
    const text = JSON.stringify({ ...target, endpoints: { health: '/health' } })
    await writeFile(config, `export default ${text}\n`)
    const times: number[] = []
    for (let index = 0; index < runs; index += 1) {
      times.push(await firstResultMs(config, join(folder, `out-${index}`)))
    }
    const value = Math.round((median(times) / longestMs) * 1000) / 1000
    return {
      name: 'first-verdict',
      value,
      goal: '<= 1',
      unit: 'ratio',
      runs,
      reference: `${longestMs} ms; the median was ${median(times)} ms`,
    }
  } finally {
    server.close()
    await rm(folder, { recursive: true, force: true })
  }
}
