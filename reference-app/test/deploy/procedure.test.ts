/**
 * The release by blue and green, on a site of files. Goal: the steps come in order, each is the
 * next one's condition, the side that serves is never touched before the switch is proven, and an
 * interrupted procedure is gone on with.
 */

import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { FakeSite } from './site.ts'

let site: FakeSite
beforeEach(async () => {
  site = await FakeSite.open()
})
afterEach(() => site.close())

const forward = ['start green', 'migrate green', 'test', 'reload', 'stop blue']

async function reached(step: string): Promise<void> {
  const signal = AbortSignal.timeout(10_000)
  while (!site.read('log').includes(step)) await pause(10, undefined, { signal })
}

test('forward: every step once, in order; and back, without migrations', async () => {
  const forth = await site.call('deploy')
  expect(forth.output).toContain('green serves; blue is stopped')
  expect([forth.exitCode, ...site.done()]).toEqual([0, ...forward])
  expect(site.read('upstream')).toBe('server at-green;')
  const back = await site.call('rollback')
  expect([back.exitCode, ...site.done()]).toEqual([0, 'start blue', 'test', 'reload', 'stop green'])
  expect(site.read('upstream')).toBe('server at-blue;')
})

describe('before the switch is proven', () => {
  test.each([
    ['green does not start', 'fail start green', ['start green', 'stop green']],
    ['a migration fails', 'fail migrate green', ['start green', 'migrate green', 'stop green']],
  ])('%s: no switch, green is stopped', async (_, file, done) => {
    site.write(file, '')
    const { exitCode, output } = await site.call('deploy')
    expect([exitCode, ...site.done()]).toEqual([1, ...done])
    expect(output).toContain('blue serves on; green was stopped')
    expect(output).toContain('no luck')
    expect(site.read('upstream')).toBe('server at-blue;')
  })

  test('green is sick: no switch', async () => {
    site.sick.add('green')
    const { exitCode, output } = await site.call('deploy')
    expect([exitCode, ...site.done()]).toEqual([1, 'start green', 'migrate green', 'stop green'])
    expect(output).toContain('last: 503')
  })

  test('the edge refuses the new file: the old one is there again', async () => {
    site.write('fail test', '')
    const { exitCode } = await site.call('deploy')
    expect(exitCode).toBe(1)
    expect(site.done()).not.toContain('stop blue')
    expect(site.read('upstream')).toBe('server at-blue;')
  })

  test('the edge does not do as told: traffic is sent back, and blue stays', async () => {
    site.write('plan.json', site.read('plan.json').replaceAll('cp upstream applied', 'true'))
    const { exitCode } = await site.call('deploy')
    expect(exitCode).toBe(1)
    expect(site.done()).toEqual([
      'start green',
      'migrate green',
      'test',
      'reload',
      'test',
      'reload',
      'stop green',
    ])
    expect(site.read('upstream')).toBe('server at-blue;')
  })
})

test('blue is stopped when it is idle, or when its time is over, as one is told', async () => {
  site.close()
  site = await FakeSite.open({ drain: 20 })
  site.write('blue-connections', '3')
  const { ended } = site.begin('deploy')
  await reached('reload')
  site.write('blue-connections', '0')
  expect((await ended).output).not.toContain('all the same')
  site.write('plan.json', site.read('plan.json').replace('"drain":20', '"drain":0.5'))
  site.write('green-connections', '2')
  const { exitCode, output } = await site.call('rollback')
  expect(exitCode).toBe(0)
  expect(output).toContain('green still has 2 connections: it is told to stop all the same')
})

describe('interrupted', () => {
  const places = ['start green', 'migrate green', 'test', 'reload', 'stop blue']
  test.each(places)('in %s: told so, and gone on with', async (place) => {
    site.write(`hold ${place}`, '')
    const { child, ended } = site.begin('deploy')
    await reached(place)
    child.kill('SIGINT')
    const { exitCode, output } = await ended
    expect(exitCode).toBe(130)
    expect(output).toMatch(/interrupted: deploy from blue to green has come to the step "\w+"/)
    site.remove(`hold ${place}`)
    expect((await site.call('status')).output).toContain('has come to the step')
    const again = await site.call('deploy')
    expect(again.output).toContain('left: deploy from blue to green')
    expect(again.exitCode).toBe(0)
    expect(site.read('applied')).toBe('server at-green;')
    expect(site.done().at(-1)).toBe('stop blue')
  })

  test('killed: the next call goes on all the same, or back', async () => {
    site.write('hold migrate green', '')
    const { child, ended } = site.begin('deploy')
    await reached('migrate green')
    child.kill('SIGKILL')
    await ended
    site.remove('hold migrate green')
    site.done()
    const { exitCode } = await site.call('rollback')
    expect([exitCode, ...site.done()]).toEqual([0, 'start blue', 'test', 'reload', 'stop green'])
  })

  test('a way back that fails leaves the side alone that serves', async () => {
    site.write('hold migrate green', '')
    const { child, ended } = site.begin('deploy')
    await reached('migrate green')
    child.kill('SIGTERM')
    await ended
    site.sick.add('blue')
    site.done()
    const { exitCode, output } = await site.call('rollback')
    expect([exitCode, ...site.done()]).toEqual([1, 'start blue'])
    expect(output).toContain('blue serves')
  })

  test('a second call while the first is at work does nothing', async () => {
    site.write('hold migrate green', '')
    const { ended } = site.begin('deploy')
    await reached('migrate green')
    const second = await site.call('deploy')
    expect(second.exitCode).toBe(3)
    expect(second.output).toContain('is at it')
    site.remove('hold migrate green')
    expect((await ended).exitCode).toBe(0)
    expect(site.done()).toEqual(forward)
  })
})

test('a plan that lacks something is refused by its name', async () => {
  site.write('plan.json', site.read('plan.json').replace('"reload"', '"other"'))
  const { exitCode, output } = await site.call('deploy')
  expect(exitCode).toBe(2)
  expect(output).toContain('in edge: reload')
  expect(site.has('state.json')).toBe(false)
})
