/** Builds programs that Debian does not have, at pinned versions, with Go. */

import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { $, type ProcessOutput, type ProcessPromise } from 'zx'
import { findProgram, programCache } from '#gate/host/doctor/find.mjs'
import { showBuild } from './build-progress.ts'
import { claimsOf, type Need } from './needs.ts'

/** Builds those of the programs that have a Go module; a failure is printed, and the next built. */
export async function buildPrograms(needs: readonly Need[]): Promise<void> {
  if (!findProgram('go')) return
  for (const need of needs) {
    const { name, go } = need.program
    if (go) await build({ name, ...go, what: `${name} ${go.version} for ${claimsOf(need)}` })
  }
}

/** Compose for the docker command, at the version that the trials were made with. */
const compose = { path: 'github.com/docker/compose/v2', version: 'v2.40.3' }

/** Builds Docker Compose where neither a plugin nor a program of that name is here. */
export async function buildCompose(): Promise<void> {
  const quietly = $({ nothrow: true, quiet: true })
  if ((await quietly`docker compose version`).exitCode === 0) return
  if (findProgram('docker-compose') || !findProgram('go')) return
  await build({
    name: 'docker-compose',
    path: `${compose.path}/cmd`,
    version: compose.version,
    linker: `-X ${compose.path}/internal.Version=${compose.version}`,
    what: `Docker Compose ${compose.version}`,
  })
}

/** Has `go list` print the packages that Go's own cache does not have, one a line. */
const staleOnly = '{{if .Stale}}{{.ImportPath}}{{end}}'

interface Build {
  /** The program's file in our cache. */
  name: string
  /** The package, and the version of its module. */
  path: string
  version: string
  /** Further flags of Go's linker. */
  linker?: string
  /** What is built, and what for. */
  what: string
}

/**
 * Builds a program as a part of a module of our own. `go install` would not say how far it is, and
 * refuses modules that exclude versions of others, as that of Compose does.
 */
async function build({ name, path, version, linker = '', what }: Build): Promise<void> {
  mkdirSync(programCache(), { recursive: true })
  const folder = mkdtempSync(join(programCache(), '.build-'))
  const progress = showBuild(what)
  try {
    const env = { ...process.env, GOFLAGS: '-trimpath' }
    const go = $({ nothrow: true, quiet: true, env, cwd: folder })
    const flags = `-s -w ${linker}`
    const steps = [
      () => go`go mod init preflight.build`,
      () => counting(go`go get ${path}@${version}`, progress.downloaded),
      () => counting(go`go list -deps -f ${staleOnly} ${path}`, progress.toCompile),
      () => counting(go`go build -v -ldflags ${flags} -o built ${path}`, progress.compiled),
    ]
    for (const step of steps) {
      const output = await step()
      if (output.exitCode === 0) continue
      progress.end('failed')
      console.error(lastLines(output))
      return
    }
    chmodSync(join(folder, 'built'), 0o755)
    renameSync(join(folder, 'built'), join(programCache(), name))
    progress.end('done')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Reports the number of lines that a command has printed, on either stream, after each of them. */
function counting(command: ProcessPromise, report: (lines: number) => void): ProcessPromise {
  let lines = 0
  const count = (chunk: Buffer) => {
    lines += chunk.toString('utf8').split('\n').length - 1
    report(lines)
  }
  command.stdout.on('data', count)
  command.stderr.on('data', count)
  return command
}

/** Where a build failed, Go says at the end. */
function lastLines(output: ProcessOutput): string {
  return output.text().trimEnd().split('\n').slice(-5).join('\n')
}
