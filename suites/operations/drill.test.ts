/** Goal: a step that finds nothing is a failure, whatever happens after it. */
import { type ExpectStatic, expect, test } from 'vitest'
import { measure } from '#gate/verdict/verdict.ts'
import { type Cause, drill } from './drill.ts'

function drilling() {
  const observations: Record<string, number> = {}
  const floors: Record<string, number> = {}
  const failed: string[] = []
  const evidence = {
    observe: (kind: string) => {
      observations[kind] = (observations[kind] ?? 0) + 1
    },
    floor: (kind: string, min: number) => {
      floors[kind] = Math.max(floors[kind] ?? 0, min)
    },
  }
  const soft = (observed: unknown, label: string) => ({
    toBe: (required: unknown) => {
      if (observed !== required) failed.push(label)
    },
  })
  const asserting = { soft } as unknown as ExpectStatic
  return {
    run: (cause: Partial<Cause>) =>
      drill(
        {
          name: 'cause',
          begin: async () => {},
          hasSymptom: async () => true,
          steps: { look: async () => true },
          remedy: async () => {},
          isFixed: async () => true,
          ...cause,
        },
        { evidence, expect: asserting },
      ),
    failed,
    measured: () => measure({ observations, floors }),
  }
}

test('a good drill fails nothing', async () => {
  const { run, failed, measured } = drilling()
  expect(await run({})).toBe(true)
  expect(failed).toEqual([])
  expect(measured()).not.toHaveProperty('missing')
})

test('a step that finds nothing is measured, although the remedy cannot be applied', async () => {
  const { run, failed, measured } = drilling()
  const cause: Partial<Cause> = {
    patienceMs: -4_900,
    steps: { look: async () => false },
    remedy: async () => {
      throw new Error('no server')
    },
  }
  await expect(run(cause)).rejects.toThrow('no server')
  expect(failed).toEqual(['step "look" finds the cause "cause"'])
  expect(measured()).not.toHaveProperty('missing')
})

test('a cause without a symptom measures nothing', async () => {
  const { run, measured } = drilling()
  const begin = async () => {
    throw new Error('not begun')
  }
  await expect(run({ begin })).rejects.toThrow('not begun')
  expect(measured()).toEqual({ missing: 'the check declared no floor' })
})
