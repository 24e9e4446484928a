/** Builds programs that Debian does not have, at pinned versions, with Go. */

import { chmodSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { $ } from 'zx'
import { findProgram, programCache } from '#gate/doctor/find.mjs'
import type { Program } from '#gate/doctor/programs.mjs'

/** Builds those of the programs that have a Go module; a failure is printed, and the next built. */
export async function buildPrograms(programs: readonly Program[]): Promise<void> {
  if (!findProgram('go')) return
  for (const { name, go } of programs) {
    if (!go) continue
    console.error(`setup: go install ${go.path}@${go.version} (a minute or two, once)`)
    await build(name, `${go.path}@${go.version}`)
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
