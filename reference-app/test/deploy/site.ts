/** A site of files and one small server, which records what the procedure does in order. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ColourName, Plan } from '../../deploy/blue-green/plan.ts'

const program = join(import.meta.dirname, '../../deploy/blue-green/main.ts')
const colours = ['blue', 'green'] as const

export interface Called {
  exitCode: number | null
  output: string
}

export class FakeSite {
  readonly folder = mkdtempSync(join(tmpdir(), 'deploy-'))
  /** Sides that are not ready. */
  readonly sick = new Set<ColourName>()
  readonly #server: Server
  readonly #children = new Set<ChildProcess>()

  private constructor(server: Server) {
    this.#server = server
  }

  static async open(limits: Partial<Plan['limits']> = {}): Promise<FakeSite> {
    const server = createServer()
    const site = new FakeSite(server)
    server.on('request', ({ url }, response) => {
      if (url === '/edge') response.end(site.read('applied'))
      else response.writeHead(site.sick.has(url?.slice(1) as ColourName) ? 503 : 200).end('{}')
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    for (const file of ['upstream', 'applied']) site.write(file, 'server at-blue;')
    site.write('log', '')
    for (const colour of colours) site.write(`${colour}-connections`, '0')
    site.write('plan.json', JSON.stringify(site.#plan(limits)))
    return site
  }

  #plan(limits: Partial<Plan['limits']>): Omit<Plan, 'folder'> {
    const { port } = this.#server.address() as AddressInfo
    const url = (path: string) => `http://127.0.0.1:${port}/${path}`
    const colour = (name: ColourName): Plan['colours']['blue'] => ({
      address: `at-${name}`,
      mark: `at-${name}`,
      ready: { url: url(name) },
      start: this.#step(`start ${name}`),
      migrate: this.#step(`migrate ${name}`),
      connections: ['cat', join(this.folder, `${name}-connections`)],
      stop: this.#step(`stop ${name}`),
    })
    return {
      stateFile: 'state.json',
      edge: {
        upstreamFile: 'upstream',
        upstream: 'server {address};',
        verify: { url: url('edge') },
        test: this.#step('test'),
        reload: this.#step('reload', 'cp upstream applied'),
      },
      colours: { blue: colour('blue'), green: colour('green') },
      limits: { ready: 10, switch: 10, drain: 10, command: 20, ...limits },
    }
  }

  /** Waits while there is a file `hold <name>`, and fails if there is one `fail <name>`. */
  #step(name: string, more = 'true'): [string, ...string[]] {
    const text = `cd '${this.folder}'; echo '${name}' >> log
      while [ -e 'hold ${name}' ]; do sleep 0.02; done
      [ ! -e 'fail ${name}' ] || { echo 'no luck'; exit 9; }
      ${more}`
    return ['bash', '-c', text]
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text)
  }
  read(file: string): string {
    return readFileSync(join(this.folder, file), 'utf8')
  }
  remove(file: string): void {
    rmSync(join(this.folder, file))
  }
  has(file: string): boolean {
    return existsSync(join(this.folder, file))
  }

  /** What was done since the last call, in order. */
  done(): string[] {
    const lines = this.read('log').trim().split('\n')
    this.write('log', '')
    return lines
  }

  begin(action: string): { child: ChildProcess; ended: Promise<Called> } {
    const args = [program, action, '--plan', join(this.folder, 'plan.json')]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    this.#children.add(child)
    let output = ''
    for (const pipe of [child.stdout, child.stderr]) {
      pipe?.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
    }
    const ended = once(child, 'close').then(() => ({ exitCode: child.exitCode, output }))
    return { child, ended }
  }

  call(action: string): Promise<Called> {
    return this.begin(action).ended
  }

  close(): void {
    for (const child of this.#children) child.kill('SIGKILL')
    this.#server.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
