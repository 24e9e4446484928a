/** Goal: a replay line works in the folder where it is printed. */
import { expect, test } from 'vitest'
import { replayCommand } from './replay-command.ts'

const options = {
  only: ['pool.fair'],
  engine: 'local',
  allow: [],
  quick: true,
  strict: false,
}

test('by npm in our own folder', () => {
  const target = { file: '/srv/preflight/preflight.config.ts' }
  expect(replayCommand({ ...options, root: '/srv/preflight', target })).toBe(
    'npm run gate -- --engine local --quick --only pool.fair',
  )
  const other = { file: '/srv/shop/preflight.config.yaml' }
  expect(replayCommand({ ...options, root: '/srv/preflight', target: other })).toContain(
    '--target /srv/shop/preflight.config.yaml',
  )
})

test('as an installed program in any folder, with the config beside or above it', () => {
  const target = { file: '/srv/shop/preflight.config.yaml' }
  const from = (root: string) =>
    replayCommand({ ...options, engine: 'auto', quick: false, calledBy: 'npx', root, target })
  expect(from('/srv/shop')).toBe(
    'npx preflight gate --target preflight.config.yaml --only pool.fair',
  )
  expect(from('/srv/shop/api')).toContain('--target ../preflight.config.yaml')
})
