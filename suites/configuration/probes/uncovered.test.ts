/** Goal: another value shows where any client looks, and nothing else is taken for it. */
import { expect, test } from 'vitest'
import type { Launching } from '#gate/system/start.ts'
import type { Observation } from './alike.ts'
import type { ProbeFixture } from './probe-fixture.ts'
import { uncovered } from './uncovered.ts'

/** A backend whose answers say its title, and that has an id for each request. */
function launching(environment: Record<string, string>): Launching {
  const answer = async () => ({
    ok: true,
    status: 200,
    headers: { 'x-request-id': Math.random().toString(16), server: 'app' },
    text: `<h1>${environment.TITLE ?? 'Untitled'}</h1>`,
  })
  const running = {
    config: {},
    output: 'listening\n',
    process: { environment },
    endpointIfAny: async () => undefined,
    tryPatiently: answer,
  }
  return { ready: async () => running } as unknown as Launching
}

async function opened(samples: Record<string, string>) {
  return await uncovered(samples).open({} as ProbeFixture)
}

test('a value that an answer says is shown, and shares its start with others', async () => {
  const { changes, observe } = await opened({ TITLE: 'My shop', OWNER: 'somebody' })
  const [title, owner] = changes
  const values = changes.flatMap(({ shared }) => Object.entries(shared?.overrides.variables ?? {}))
  const environment = Object.fromEntries(values.map(([name, value]) => [name, String(value)]))
  const [baseline, changed] = [await observe(launching({})), await observe(launching(environment))]
  expect(title?.shared?.isShown(changed, baseline)).toBe(true)
  expect(owner?.shared?.isShown(changed, baseline)).toBe(false)
  expect(title?.shared?.isShown(baseline, changed)).toBe(false)
})

test('two unchanged starts look alike, whatever ids their answers have', async () => {
  const { observe } = await opened({ TITLE: 'My shop' })
  const looks: Observation[] = [await observe(launching({})), await observe(launching({}))]
  expect(looks[0]).toEqual(looks[1])
})

test('a switch has a start of its own', async () => {
  const { changes } = await opened({ BANNER: 'true' })
  expect(changes[0]?.tries).toEqual([{ variables: { BANNER: 'false' } }])
  expect(changes[0]?.shared).toBeUndefined()
})
