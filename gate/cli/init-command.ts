/** `preflight init`: writes a config from what a backend's folder says. */
import { join, relative } from 'node:path'
import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import type { TargetConfig } from '#gate/contract/target-config.ts'
import type { Todo } from '#gate/init/guess.ts'
import { draft, type LaunchKind, writeConfig } from '#gate/init/init.ts'
import { plural } from '#gate/plural.ts'
import { foreseen, unlocking } from '#gate/run/needs.ts'
import { dockerAnswers } from '#gate/stack/docker/daemon.ts'
import { claims } from '#guide/index.ts'

interface Given {
  out?: string
  launch?: LaunchKind
  set?: string[]
  force: boolean
  yes: boolean
}

const daemonTimeoutMs = 3_000
/** Keys that are worth a look, at the end. */
const most = 3

/** Containers first where a daemon answers: they need nothing else of this machine. */
async function kindsFor(launch: LaunchKind | undefined): Promise<LaunchKind[]> {
  if (launch !== undefined) return [launch]
  const containers: LaunchKind[] = ['compose', 'image']
  return (await dockerAnswers(daemonTimeoutMs))
    ? [...containers, 'command']
    : ['command', ...containers]
}

/** Asks on the terminal, and closes it with the last question. */
function asker() {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const ask = async ({ path, ask: question, example }: Todo) => {
    const how = `${path.join('.')}, for example ${example} (empty: leave it open): `
    return (await terminal.question(`${question}\n  ${how}`)).trim()
  }
  return { ask, close: () => terminal.close() }
}

/** How much can be tried with the config, and which keys would make it more. */
function outlook(config: TargetConfig | undefined): string {
  if (config === undefined)
    return 'Nothing can be tried before it says how the backend is started.\n'
  const left = foreseen(config, claims).length
  const keys = unlocking(config, claims).slice(0, most)
  return [
    `${claims.length - left} of ${plural(claims.length, 'claim')} can be tried with it.`,
    ...(keys.length === 0 ? [] : ['What would unlock the most:']),
    ...keys.map(({ keys: names, of }) => `  ${names.join(' or ')}: ${plural(of, 'claim')}`),
    '',
  ].join('\n')
}

/**
 * @returns 0
 * @throws PreflightError PREFLIGHT_E_USAGE for an answer that is no value, or a config that exists
 */
export async function init(command: Command): Promise<number> {
  const [folder = '.'] = command.processedArgs as string[]
  const { out, launch, set = [], force, yes } = command.opts<Given>()
  const file = out ?? join(folder, 'preflight.config.yaml')
  const terminal = process.stdin.isTTY && !yes ? asker() : undefined
  try {
    const options = { folder, answers: set, kinds: await kindsFor(launch) }
    const made = await draft(terminal ? { ...options, ask: terminal.ask } : options)
    await writeConfig(file, made.text, force)
    const name = relative('.', file) || file
    process.stdout.write(`written: ${name}\n${outlook(made.config)}`)
    const next = made.config ? `preflight doctor --target ${name}` : `fill in launch in ${name}`
    process.stdout.write(`next: ${next}\n`)
    return 0
  } finally {
    terminal?.close()
  }
}
