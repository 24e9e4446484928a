/** The smallest backend with its config, as a job checks it out. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './gate.ts'

/** Makes its folder. @param mode how it misbehaves: see the fixture */
export function writeSmallBackend(folder: string, mode = ''): void {
  mkdirSync(folder)
  cpSync(join(root, 'test/fixtures/small.mjs'), join(folder, 'small.mjs'))
  writeFileSync(
    join(folder, 'preflight.config.yaml'),
    [
      'name: small',
      'version: 1.2.3',
      'launch: { command: [node, small.mjs], port: PORT, host: HOST, readyTimeoutMs: 30000 }',
      'settings: { secretKey: SECRET_KEY }',
      `environment: { always: { FIXTURE_MODE: '${mode}' } }`,
      'endpoints: { health: /health }',
    ].join('\n'),
  )
}
