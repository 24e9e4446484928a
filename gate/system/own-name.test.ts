/** Goal: a config outside of the checkout may import from the package's name. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { configModule } from '#gate/installation.mjs'

test('the name of the package means the code that runs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-name-'))
  try {
    const config = join(folder, 'preflight.config.mjs')
    const text = `import { command, defineTarget } from '${configModule}'
      export default defineTarget({ name: 'x', launch: command('x', [], { port: 'PORT' }) })`
    writeFileSync(config, text)
    const module = import.meta.resolve('#gate/system/load-target.ts')
    const loader = `import { loadTarget } from ${JSON.stringify(module)}
      console.log((await loadTarget(${JSON.stringify(config)})).config.name)`
    const args = ['--input-type=module', '--eval', loader]
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
    expect(stderr).toBe('')
    expect(stdout).toBe('x\n')
  } finally {
    rmSync(folder, { recursive: true })
  }
})
