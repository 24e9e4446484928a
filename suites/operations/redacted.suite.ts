/** No command that people run during an outage prints a password. */

import type { Command } from '#gate/contract/contract.ts'
import { inconclusive, unverified } from '#gate/errors.ts'
import { freePort } from '#gate/host/process/ports.ts'
import { spellingsOf } from '#gate/kit/postgres/reported.ts'
import { check } from '#gate/run/check.ts'
import type { Target } from '#gate/system/target.ts'
import { openDeployments } from './deployments.ts'

/** Deployments whose database cannot be reached: a migration fails there, and changes nothing. */
const harmlessToMigrate = /^the database refuses/

/** The level's name in the target's words. */
function debugOf({ config }: Target): string {
  return config.logLevels?.debug ?? 'DEBUG'
}

check('operations.url-redacted', async ({ target, stack, evidence, expect }) => {
  const { check: systemCheck, poolStatus, currentVersion } = target.config.commands ?? {}
  const commands = Object.entries({ check: systemCheck, poolStatus, currentVersion }).filter(
    (entry): entry is [string, Command] => entry[1] !== undefined,
  )
  if (commands.length === 0) throw unverified({ missing: ['commands.check'] })
  const { healthy, broken, passwords } = await openDeployments(target, stack)
  const talkative = target.config.settings?.logLevel
    ? [{ name: 'it logs at level debug', overrides: { ...healthy, logLevel: debugOf(target) } }]
    : []
  const deployments = [{ name: 'everything works', overrides: healthy }, ...talkative, ...broken]
  const spellings = [...passwords, ...Object.values(target.secrets)].flatMap(spellingsOf)
  const unusedPort = await freePort()
  for (const { name, overrides } of deployments) {
    // A command cannot print a password that it was not given.
    const given = Object.values(await target.environment(overrides)).join('\n')
    const seeded = passwords.filter((each) =>
      spellingsOf(each).some((text) => given.includes(text)),
    )
    if (seeded.length === 0) throw inconclusive(`the commands get no password when ${name}`)
    const { migrate } = target.config.commands ?? {}
    const isSafe = migrate !== undefined && harmlessToMigrate.test(name)
    const run = isSafe ? [...commands, ['migrate', migrate] as const] : commands
    for (const [command, plan] of run) {
      const { output, exitCode } = await target.run(plan, overrides, unusedPort)
      const printed = spellings.filter((text) => output.includes(text)).length
      evidence.observe('command', {
        command,
        deployment: name,
        exitCode,
        characters: output.length,
      })
      evidence.floor('command', 1) // What is printed once is printed.
      expect.soft(printed, `number of secrets that ${command} prints when ${name}`).toBe(0)
    }
  }
  evidence.floor('command', commands.length * deployments.length)
})
