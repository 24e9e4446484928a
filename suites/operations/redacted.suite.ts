/** No command that people run in an outage prints a password. */

import type { Command } from '#gate/contract/contract.ts'
import { inconclusive, unverified } from '#gate/errors.ts'
import { freePort } from '#gate/host/process/ports.ts'
import { spellingsOf } from '#gate/kit/postgres/reported.ts'
import { check } from '#gate/run/check.ts'
import { openDeployments } from './deployments.ts'

check('operations.url-redacted', async ({ target, stack, evidence, expect }) => {
  const { check: systemCheck, poolStatus, currentVersion } = target.config.commands ?? {}
  const commands = Object.entries({ check: systemCheck, poolStatus, currentVersion }).filter(
    (entry): entry is [string, Command] => entry[1] !== undefined,
  )
  if (commands.length === 0) throw unverified({ missing: ['commands.check'] })
  const { sound, broken, passwords } = await openDeployments(target, stack)
  const deployments = [{ name: 'all is well', overrides: sound }, ...broken]
  const spellings = [...passwords, ...Object.values(target.secrets)].flatMap(spellingsOf)
  const nobody = await freePort()
  for (const { name, overrides } of deployments) {
    // A password that no command was given cannot be printed by one.
    const given = Object.values(await target.environment(overrides)).join('\n')
    const seeded = passwords.filter((each) =>
      spellingsOf(each).some((text) => given.includes(text)),
    )
    if (seeded.length === 0)
      throw inconclusive(`no password is in what commands get, where ${name}`)
    for (const [command, plan] of commands) {
      const { output, exitCode } = await target.run(plan, overrides, nobody)
      const printed = spellings.filter((text) => output.includes(text)).length
      evidence.observe('command', { command, where: name, exitCode, characters: output.length })
      expect.soft(printed, `secrets that ${command} prints where ${name}`).toBe(0)
    }
  }
  evidence.floor('command', commands.length * deployments.length)
})
