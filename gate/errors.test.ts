/** An unverified claim says what the config is missing, and what to do about it. */
import { describe, expect, test } from 'vitest'
import { attachedTarget, unverified } from './errors.ts'

const orNotApplicable = 'or list the claim under notApplicable with a reason'

describe('unverified', () => {
  test.each([
    [['cache.figures'], '"cache.figures"', 'add it'],
    [['admin', 'commands.createAdmin'], '"admin" or "commands.createAdmin"', 'add one of them'],
    [['a', 'b', 'c'], '"a", "b" or "c"', 'add one of them'],
  ])('missing %j', (missing, keys, advice) => {
    expect(unverified({ missing })).toMatchObject({
      code: 'PREFLIGHT_E_UNVERIFIED',
      message: `target config is missing ${keys}`,
      hint: `${advice}, ${orNotApplicable}`,
    })
  })

  test('another reason is a sentence of its own, and its hint is kept', () => {
    const reason = { because: 'server name unknown', hint: 'set edge.serverName' }
    expect(unverified(reason)).toMatchObject({
      message: 'server name unknown',
      hint: `set edge.serverName, ${orNotApplicable}`,
    })
  })

  test('an attached target cannot be stopped', () => {
    expect(attachedTarget().message).toBe(
      'this check starts and stops the target, but the target is attached',
    )
  })
})
