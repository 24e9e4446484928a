import { expect, test } from 'vitest'
import { healthTimesOf, trialTimes } from './trial-times.ts'

const ofImage = { intervalS: 10, retries: 5 }

test.for([
  ['of the image', undefined, ofImage, ofImage],
  ['of the file', { interval: '1m', retries: 2 }, ofImage, { intervalS: 60, retries: 2 }],
  ['in part of the file', { interval: '5s' }, ofImage, { intervalS: 5, retries: 5 }],
  ["Docker's defaults", { test: 'true' }, undefined, { intervalS: 30, retries: 3 }],
  ['switched off', { disable: true }, ofImage, undefined],
  ['switched off by its command', { test: ['NONE'] }, ofImage, undefined],
  ['none at all', undefined, undefined, undefined],
  ["the operator's", { interval: '$' + '{EVERY}' }, ofImage, undefined],
] as const)('the health check is %s', ([, written, image, expected]) => {
  expect(healthTimesOf(written, image)).toEqual(expected)
})

test('the monitoring time keeps its ratio to the health checks', () => {
  const every30s = { intervalS: 30, retries: 3 }
  expect(trialTimes({ delayS: 10, monitorS: 105 }, every30s)).toMatchObject({
    monitorS: 7,
    firstVerdictS: 6,
  })
  expect(trialTimes({ delayS: 10, monitorS: 5 }, every30s).monitorS).toBeCloseTo(1 / 3)
  expect(trialTimes({ delayS: 10, monitorS: 3600 }, every30s).monitorS).toBe(10)
  expect(trialTimes({ delayS: 10, monitorS: 5 }, { intervalS: 1, retries: 3 })).toMatchObject({
    monitorS: 10,
  })
  expect(trialTimes({ delayS: 10, monitorS: 5 }, undefined).firstVerdictS).toBeUndefined()
})

test.for([
  [10, 2],
  [1, 1],
  [0.01, 0.01],
  [0, 0],
])('a delay of %d s is one of %d s', ([delayS = 0, expected]) => {
  expect(trialTimes({ delayS, monitorS: 5 }, undefined).updateDelayS).toBe(expected)
})
