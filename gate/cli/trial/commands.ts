/** Tries the commands that change nothing. */
import { wordsOf } from '#gate/contract/answer-words.ts'
import { messageOf } from '#gate/errors.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { fails, type Tried, works } from './tried.ts'

const harmless = ['currentVersion', 'check', 'poolStatus'] as const

async function tryCommand(
  target: Target,
  name: (typeof harmless)[number],
  port: number,
): Promise<Tried> {
  const key = `commands.${name}`
  try {
    const { exitCode, output } = await target.run(target.command(name), {}, port)
    const told = `exit code ${exitCode}: ${wordsOf(output)}`
    return exitCode === 0 ? works(key, told) : fails(key, told)
  } catch (error) {
    return fails(key, messageOf(error))
  }
}

/** The commands of a config that only read. Migrations ran before the start. */
export async function tryCommands(target: Target, running: RunningTarget): Promise<Tried[]> {
  const { commands } = target.config
  const port = Number(new URL(running.url).port)
  const tried: Tried[] = commands?.migrate
    ? [works('commands.migrate', 'it ran before the start')]
    : []
  for (const name of harmless) {
    if (commands?.[name]) tried.push(await tryCommand(target, name, port))
  }
  return tried
}
