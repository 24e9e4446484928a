/**
 * The blue-green release, on a site of files. Goal: the steps run in order, each is a condition of
 * the next, the serving side is not touched before the switch is verified, and an interrupted
 * procedure is continued.
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

test('a release runs every step once, in order; a rollback skips migrations', async () => {
  const forth = await site.call('deploy')
  expect(forth.output).toContain('green serves; blue is stopped')
  expect([forth.exitCode, ...site.done()]).toEqual([0, ...forward])
  expect(site.read('upstream')).toBe('server at-green;')
  const back = await site.call('rollback')
  expect([back.exitCode, ...site.done()]).toEqual([0, 'start blue', 'test', 'reload', 'stop green'])
  expect(site.read('upstream')).toBe('server at-blue;')
})

describe('before the switch is verified', () => {
  test.each([
    ['green does not start', 'fail start green', ['start green', 'stop green']],
    ['a migration fails', 'fail migrate green', ['start green', 'migrate green', 'stop green']],
  ])('%s: no switch, green is stopped', async (_, file, done) => {
    site.write(file, '')
    const { exitCode, output } = await site.call('deploy')
    expect([exitCode, ...site.done()]).toEqual([1, ...done])
    expect(output).toContain('blue keeps serving; green was stopped')
    expect(output).toContain('no luck')
    expect(site.read('upstream')).toBe('server at-blue;')
  })

  test('green is not ready: no switch', async () => {
    site.sick.add('green')
    const { exitCode, output } = await site.call('deploy')
    expect([exitCode, ...site.done()]).toEqual([1, 'start green', 'migrate green', 'stop green'])
    expect(output).toContain('last response: 503')
  })

  test('the edge refuses the new file: the old one is restored', async () => {
    site.write('fail test', '')
    const { exitCode } = await site.call('deploy')
    expect(exitCode).toBe(1)
    expect(site.done()).not.toContain('stop blue')
    expect(site.read('upstream')).toBe('server at-blue;')
  })

  test('the edge ignores the switch: traffic goes back, and blue stays', async () => {
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

test('a side is stopped when it is idle, or at the limit, which is reported', async () => {
  site.close()
  site = await FakeSite.open({ drain: 20 })
  site.write('blue-connections', '3')
  const { ended } = site.begin('deploy')
  await reached('reload')
  site.write('blue-connections', '0')
  expect((await ended).output).not.toContain('stopping it anyway')
  site.write('plan.json', site.read('plan.json').replace('"drain":20', '"drain":0.5'))
  site.write('green-connections', '2')
  const { exitCode, output } = await site.call('rollback')
  expect(exitCode).toBe(0)
  expect(output).toContain('green still has 2 connections: stopping it anyway')
})

describe('interrupted', () => {
  const places = ['start green', 'migrate green', 'test', 'reload', 'stop blue']
  test.each(places)('in %s: reported, and continued by the next call', async (place) => {
    site.write(`hold ${place}`, '')
    const { child, ended } = site.begin('deploy')
    await reached(place)
    child.kill('SIGINT')
    const { exitCode, output } = await ended
    expect(exitCode).toBe(130)
    expect(output).toMatch(/interrupted: deploy from blue to green has reached the step "\w+"/)
    site.remove(`hold ${place}`)
    expect((await site.call('status')).output).toContain('has reached the step')
    const again = await site.call('deploy')
    expect(again.output).toContain('unfinished: deploy from blue to green')
    expect(again.exitCode).toBe(0)
    expect(site.read('applied')).toBe('server at-green;')
    expect(site.done().at(-1)).toBe('stop blue')
  })

  test('killed: the next call can still roll back', async () => {
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

  test('a failed rollback does not touch the serving side', async () => {
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

  test('a second call while the first is running does nothing', async () => {
    site.write('hold migrate green', '')
    const { ended } = site.begin('deploy')
    await reached('migrate green')
    const second = await site.call('deploy')
    expect(second.exitCode).toBe(3)
    expect(second.output).toContain('is running')
    site.remove('hold migrate green')
    expect((await ended).exitCode).toBe(0)
    expect(site.done()).toEqual(forward)
  })
})

test('a missing key of the plan is named', async () => {
  site.write('plan.json', site.read('plan.json').replace('"reload"', '"other"'))
  const { exitCode, output } = await site.call('deploy')
  expect(exitCode).toBe(2)
  expect(output).toContain('edge.reload')
  expect(site.has('state.json')).toBe(false)
})
