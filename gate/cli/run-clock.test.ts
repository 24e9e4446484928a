/** The run's clock: nothing is guessed too early, and earlier runs are better than a rule. */
import { expect, test } from 'vitest'
import { claims } from '#guide/index.ts'
import { clock, RunClock } from './run-clock.ts'

const observing = claims.filter(({ impact }) => impact === 'observe').map(({ id }) => id)
const [first = '', second = ''] = observing

function started(count: number, known?: Map<string, number>) {
  let seconds = 0
  const time = new RunClock(1, () => seconds * 1000)
  time.plan(observing.slice(0, count))
  if (known) time.learn(known)
  const at = (now: number) => {
    seconds = now
  }
  return { time, at }
}

test('the time as a clock shows it', () => {
  expect([0, 65, 3600].map(clock)).toEqual(['0:00', '1:05', '60:00'])
})

test('no estimate before two checks and ten seconds, nor after the last check', () => {
  const { time, at } = started(3)
  at(5)
  time.ended(first, 2)
  time.ended(second, 2)
  expect(time.left()).toBeUndefined()
  at(11)
  expect(time.left()).toBe('less than a minute left')
  time.ended(observing[2] ?? '', 4)
  expect(time.left()).toBeUndefined()
})

test('what an earlier run took counts, not what checks take as a rule', () => {
  const known = new Map(observing.map((id) => [id as string, 60]))
  const { time, at } = started(7, known)
  at(120)
  time.ended(first, 60)
  time.ended(second, 60)
  expect(time.left()).toBe('about 5 min left')
})

test('a claim with two checks runs until both have ended', () => {
  const { time } = started(0)
  time.plan([first, first])
  time.began(first)
  time.began(first)
  expect(time.running()).toEqual([first, first])
  time.ended(first, 1)
  expect(time.running()).toEqual([first])
})
