/** Builds programs that Debian does not have, at pinned versions, with Go. */

import { chmodSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { $ } from 'zx'
import { findProgram, programCache } from '#gate/host/doctor/find.mjs'
import type { Program } from '#gate/host/doctor/programs.mjs'

/** Builds those of the programs that have a Go module; a failure is printed, and the next built. */
export async function buildPrograms(programs: readonly Program[]): Promise<void> {
  if (!findProgram('go')) return
  for (const { name, go } of programs) {
    if (!go) continue
    console.error(`setup: go install ${go.path}@${go.version} (a minute or two, once)`)
    await build(name, `${go.path}@${go.version}`)
  }
}

/** Compose for the docker command, at the version that the trials were made with. */
const compose = { path: 'github.com/docker/compose/v2', version: 'v2.40.3' }

/**
 * Builds Docker Compose where neither a plugin nor a program of that name is here. Its module
 * excludes versions of others, which `go install` refuses: it is built as a part of one of ours.
 */
export async function buildCompose(): Promise<void> {
  const quietly = $({ nothrow: true, quiet: true })
  if ((await quietly`docker compose version`).exitCode === 0) return
  if (findProgram('docker-compose') || !findProgram('go')) return
  console.error(`setup: go build ${compose.path}@${compose.version} (some minutes, once)`)
  mkdirSync(programCache(), { recursive: true })
  const folder = mkdtempSync(join(programCache(), '.build-'))
  try {
    const env = { ...process.env, GOFLAGS: '-trimpath' }
    const go = $({ nothrow: true, quiet: true, env, cwd: folder })
    const program = `${compose.path}/cmd`
    const named = `-s -w -X ${compose.path}/internal.Version=${compose.version}`
    const steps = [
      () => go`go mod init preflight.build`,
      () => go`go get ${program}@${compose.version}`,
      () => go`go build -ldflags ${named} -o docker-compose ${program}`,
    ]
    for (const step of steps) {
      const output = await step()
      if (output.exitCode === 0) continue
      console.error(output.text().trimEnd().split('\n').slice(-5).join('\n'))
      return
    }
    renameSync(join(folder, 'docker-compose'), join(programCache(), 'docker-compose'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Go names the file after the last part of the path: built aside, then moved to its own name. */
async function build(name: string, module: string): Promise<void> {
  mkdirSync(programCache(), { recursive: true })
  const folder = mkdtempSync(join(programCache(), '.build-'))
  try {
    const env = { ...process.env, GOBIN: folder, GOFLAGS: '-trimpath' }
    const output = await $({ nothrow: true, quiet: true, env })`go install ${module}`
    const [built] = readdirSync(folder)
    if (output.exitCode !== 0 || built === undefined) {
      console.error(output.text().trimEnd().split('\n').slice(-5).join('\n'))
      return
    }
    chmodSync(join(folder, built), 0o755)
    renameSync(join(folder, built), join(programCache(), name))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
