/** Goal: the estimate is near the truth once there is something to go by, and never jumps. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eased, type OpenCheck, type Outlook, secondsLeft, timeLeftText } from './time-left.ts'

interface Check {
  expectedSeconds: number
  realSeconds: number
  alone: boolean
}

const lanes = 2

/** When each check begins and ends: lanes first, then those that run alone, one by one. */
function schedule(checks: readonly Check[]) {
  const free = Array.from({ length: lanes }, () => 0)
  const times = new Map<Check, { begin: number; end: number }>()
  for (const check of checks.filter(({ alone }) => !alone)) {
    const lane = free.indexOf(Math.min(...free))
    const begin = free[lane] ?? 0
    free[lane] = begin + check.realSeconds
    times.set(check, { begin, end: begin + check.realSeconds })
  }
  let at = Math.max(...free)
  for (const check of checks.filter(({ alone }) => alone)) {
    times.set(check, { begin: at, end: at + check.realSeconds })
    at += check.realSeconds
  }
  return { times, end: at }
}

/** What is known of a run after so many seconds. */
function outlookAt(checks: readonly Check[], now: number): Outlook {
  const { times } = schedule(checks)
  const ended = checks.filter((check) => (times.get(check)?.end ?? 0) <= now)
  const sum = (key: 'realSeconds' | 'expectedSeconds') =>
    ended.reduce((total, check) => total + check[key], 0)
  const open = checks.flatMap((check): OpenCheck[] => {
    const { begin = 0, end = 0 } = times.get(check) ?? {}
    const { expectedSeconds, alone } = check
    if (end <= now) return []
    return [{ expectedSeconds, alone, ...(begin < now ? { runningSeconds: now - begin } : {}) }]
  })
  return { open, lanes, tookSeconds: sum('realSeconds'), expectedSeconds: sum('expectedSeconds') }
}

/** What is shown each second of a run. */
function shownOf(checks: readonly Check[]): { left: number; shown: number }[] {
  const { end } = schedule(checks)
  let shown: ReturnType<typeof eased> | undefined
  return Array.from({ length: Math.ceil(end) }, (_, second) => {
    shown = eased(shown, secondsLeft(outlookAt(checks, second)), second)
    return { left: end - second, shown: shown.secondsLeft }
  })
}

const anyCheck = fc.record({
  expectedSeconds: fc.double({ min: 1, max: 60, noNaN: true }),
  ratio: fc.double({ min: 0.3, max: 3, noNaN: true }),
  alone: fc.boolean(),
})
const anyRun = fc
  .array(anyCheck, { minLength: 1, maxLength: 40 })
  .map((checks) =>
    checks.map(({ ratio, ...check }) => ({ ...check, realSeconds: check.expectedSeconds * ratio })),
  )

describe('whatever the checks do', () => {
  test('nothing is shown that is negative, endless or not a number', () => {
    fc.assert(
      fc.property(anyRun, (checks) => {
        for (const { shown } of shownOf(checks)) {
          expect(shown).toBeGreaterThanOrEqual(0)
          expect(shown).toBeLessThanOrEqual(40 * 60 * 4)
        }
      }),
      { numRuns: 50 },
    )
  })

  test('from one second to the next it moves by a twentieth of the error, not more', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 5000, noNaN: true }),
        fc.double({ min: 0, max: 5000, noNaN: true }),
        (before, next) => {
          const { secondsLeft: shown } = eased({ secondsLeft: before, atSeconds: 10 }, next, 11)
          const counted = Math.max(0, before - 1)
          expect(Math.abs(shown - counted)).toBeLessThanOrEqual(
            Math.abs(next - counted) / 20 + 1e-9,
          )
        },
      ),
    )
  })

  test('in the middle of a run on a slower or faster machine it is right to a factor of 2', () => {
    const noisyCheck = fc.record({
      expectedSeconds: fc.double({ min: 1, max: 60, noNaN: true }),
      noise: fc.double({ min: 0.8, max: 1.25, noNaN: true }),
      alone: fc.boolean(),
    })
    const steadyRun = fc.record({
      checks: fc.array(noisyCheck, { minLength: 12, maxLength: 40 }),
      pace: fc.double({ min: 0.6, max: 3, noNaN: true }),
    })
    fc.assert(
      fc.property(steadyRun, ({ checks, pace }) => {
        const all = shownOf(
          checks.map((check) => {
            const realSeconds = check.expectedSeconds * check.noise * pace
            return { ...check, realSeconds }
          }),
        )
        const middle = all[Math.floor(all.length / 2)]
        if (!middle) return
        expect(middle.shown).toBeLessThan(middle.left * 2 + 60)
        expect(middle.shown).toBeGreaterThan(middle.left / 2 - 60)
      }),
      { numRuns: 50 },
    )
  })
})

test('where each check takes as long as last time, it is right from the beginning', () => {
  const checks = Array.from({ length: 30 }, (_, index) => ({
    expectedSeconds: 10,
    realSeconds: 10,
    alone: index >= 20,
  }))
  for (const { left, shown } of shownOf(checks)) expect(Math.abs(shown - left)).toBeLessThan(6)
})

test('one long check is as long as it is, however many lanes are free', () => {
  const open = [100, 1, 1].map((expectedSeconds) => ({ expectedSeconds, alone: false }))
  expect(secondsLeft({ open, lanes: 8, tookSeconds: 0, expectedSeconds: 0 })).toBe(100)
})

test.for([
  [0, 'less than a minute left'],
  [44, 'less than a minute left'],
  [46, 'about 1 min left'],
  [200, 'about 3 min left'],
  [1300, 'about 20 min left'],
] as const)('%d s: %s', ([seconds, text]) => {
  expect(timeLeftText(seconds)).toBe(text)
})
