/** The check command: right about a sound deployment, and about each broken one. */
import { check } from '#gate/run/check.ts'
import { openDeployments } from './deployments.ts'
import { newLines } from './said.ts'

/** Whoever asks in an outage waits no longer. */
const promptSeconds = 30

check('operations.system-check', async ({ target, stack, evidence, expect }) => {
  const command = target.command('check')
  const { sound, broken } = await openDeployments(target, stack)
  const good = await target.run(command, sound)
  const { exitCode, seconds } = good
  evidence.observe('sound', { exitCode, seconds, output: good.output.slice(-500) })
  evidence.floor('sound', 1)
  expect.soft(exitCode, 'how it ends on a sound deployment').toBe(0)
  for (const { name, overrides, cause } of broken) {
    const bad = await target.run(command, overrides)
    // What it says of every deployment names no cause.
    const said = newLines(bad.output, good.output)
    const naming = said.filter((line) => cause.test(line))
    const seen = { name, exitCode: bad.exitCode, seconds: bad.seconds, said: said.slice(0, 5) }
    evidence.observe('broken', seen)
    expect.soft(bad.exitCode, `how it ends where ${name}`).not.toBe(0)
    expect.soft(naming.length, `lines that name the cause where ${name}`).toBeGreaterThan(0)
    expect.soft(bad.seconds, `seconds that it takes where ${name}`).toBeLessThan(promptSeconds)
  }
  evidence.floor('broken', broken.length)
})
