/** The check command, on a healthy deployment and on each broken one. */
import { check } from '#gate/run/check.ts'
import { openDeployments } from './deployments.ts'
import { newLines } from './new-lines.ts'

/** Nobody waits longer during an outage. */
const maxSeconds = 30
/** On a busy machine, or where a program starts slowly, in times of what it takes in health. */
const maxTimes = 4

check('operations.system-check', async ({ target, stack, evidence, expect }) => {
  const command = target.command('check')
  const { healthy, broken, notMade } = await openDeployments(target, stack)
  for (const why of notMade) evidence.observe('deployment that was not made', { why })
  const good = await target.run(command, healthy)
  const { exitCode, seconds } = good
  evidence.observe('healthy deployment', { exitCode, seconds, output: good.output.slice(-500) })
  evidence.floor('healthy deployment', 1)
  expect.soft(exitCode, 'exit code on a healthy deployment').toBe(0)
  for (const { name, overrides, cause } of broken) {
    const bad = await target.run(command, overrides)
    // What it prints for every deployment names no cause.
    const lines = newLines(bad.output, good.output)
    const naming = lines.filter((line) => cause.test(line))
    const facts = { name, exitCode: bad.exitCode, seconds: bad.seconds }
    evidence.observe('broken deployment', { ...facts, newLines: lines.slice(0, 5) })
    expect.soft(bad.exitCode, `exit code when ${name}`).not.toBe(0)
    expect
      .soft(naming.length, `number of lines that name the cause when ${name}`)
      .toBeGreaterThan(0)
    const limit = Math.max(maxSeconds, Math.ceil(maxTimes * seconds))
    expect.soft(bad.seconds, `seconds the command takes when ${name}`).toBeLessThan(limit)
  }
  evidence.floor('broken deployment', broken.length)
})
