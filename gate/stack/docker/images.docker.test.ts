import { afterEach, expect, test, vi } from 'vitest'
import { imageReport, resolveImage, standInImage } from './images.ts'

afterEach(() => vi.unstubAllEnvs())

test('an image that is present is used, without asking a registry', async () => {
  vi.stubEnv('PREFLIGHT_IMAGE_REDIS', standInImage('redis'))
  expect(await resolveImage('redis')).toBe(standInImage('redis'))
  expect(await imageReport('redis')).toBe(standInImage('redis'))
})

test('a stand-in takes the place of an image that cannot be pulled, and says so', async () => {
  // Port 1 of this machine: a registry that refuses at once.
  vi.stubEnv('PREFLIGHT_IMAGE_REDIS', '127.0.0.1:1/none/redis:0')
  expect(await resolveImage('redis')).toBe(standInImage('redis'))
  expect(await imageReport('redis')).toContain('stands in for 127.0.0.1:1/none/redis:0')
})
