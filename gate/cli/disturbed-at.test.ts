/** Goal: a target on another machine is neither loaded nor disrupted, unless the config says so. */
import { expect, test } from 'vitest'
import { attached, command } from '#gate/contract/contract.ts'
import { claims } from '#guide/index.ts'
import { disturbedAt } from './disturbed-at.ts'

const at = (url: string, allowHosts: { host: string; confirmed: true }[] = []) => ({
  config: { name: 'x', launch: attached({ url }), allowHosts },
  file: 'x.ts',
  folder: '.',
})
const far = 'http://192.0.2.9'
const observing = claims.filter(({ impact }) => impact === 'observe')

test.for([['load'], ['disrupt'], ['load', 'disrupt']])(
  '%j of another machine is refused',
  async (allow) => {
    await expect(disturbedAt(at(far), claims, allow)).rejects.toMatchObject({
      code: 'PREFLIGHT_E_USAGE',
      exitCode: 3,
      message: expect.stringContaining('launch.url'),
      hint: expect.stringContaining('allowHosts'),
    })
  },
)

test('one that the config allows is loaded, at its own name', async () => {
  const allowed = at(far, [{ host: '192.0.2.9', confirmed: true }])
  expect(await disturbedAt(allowed, claims, ['load'])).toEqual({ url: far })
})

test('this machine is loaded, at its address', async () => {
  const here = at('http://127.0.0.1:8080')
  expect(await disturbedAt(here, claims, ['load'])).toEqual({ url: 'http://127.0.0.1:8080' })
})

test('what only looks may look anywhere', async () => {
  expect(await disturbedAt(at(far), claims, [])).toBeUndefined()
  expect(await disturbedAt(at(far), observing, ['load', 'disrupt'])).toBeUndefined()
})

test('a target that the gate starts has no address yet', async () => {
  const launch = command('node', [], { port: 'PORT' })
  const own = { config: { name: 'x', launch }, file: 'x.ts', folder: '.' }
  expect(await disturbedAt(own, claims, ['load'])).toBeUndefined()
})
