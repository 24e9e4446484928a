/** A disk that fills up, and a place that cannot be written: one message, and what fits is kept. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { healthCheck, root, runGate } from './support/gate.ts'

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'preflight-storage-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

test('an --out that is a file is refused before anything is started', async () => {
  const out = join(folder(), 'file')
  writeFileSync(out, '')
  const { exitCode, stderr } = await runGate(healthCheck, { out })
  expect(stderr).toMatch(/PREFLIGHT_E_USAGE --out: cannot write to .*file: /)
  expect(exitCode).toBe(3)
})

/** Runs a script in a mount namespace of its own, with the folder on a small file system. */
function onSmallDisk(kibibytes: number, script: string) {
  const out = folder()
  const mount = `mount -t tmpfs -o size=${kibibytes}k tmpfs ${out}`
  const words = ['--mount', '--map-root-user', 'sh', '-c', `${mount} && cd ${root} && ${script}`]
  return spawnSync('unshare', words, { encoding: 'utf8', env: { ...process.env, OUT: out } })
}

test('a disk that is full: the evidence so far stays, the exit code is 4', () => {
  const node = `${process.execPath} gate/cli/main.ts gate --out $OUT ${healthCheck.join(' ')}`
  const list = 'find $OUT -type f'
  const { stdout, stderr } = onSmallDisk(12, `${node}; echo "exit $?"; ${list}`)
  expect(stderr).toMatch(/PREFLIGHT_E_STORAGE cannot write .*: the disk is full/)
  expect(stdout).toContain('exit 4')
  expect(stdout).toMatch(/evidence\/observability\.health-shape/)
  expect(stdout).toMatch(/run\.json/)
})

test('a run folder that was changed is found out by verify', async () => {
  const { out, exitCode } = await runGate(healthCheck)
  expect(exitCode).toBe(0)
  const run = join(out, readdirSync(out)[0] ?? '')
  const verify = () =>
    spawnSync(process.execPath, ['gate/cli/main.ts', 'verify', run], {
      cwd: root,
      encoding: 'utf8',
    })
  expect(verify()).toMatchObject({
    status: 0,
    stdout: 'GO  1 of 1 measured, evidence is consistent\n',
  })
  const [evidence] = readdirSync(join(run, 'evidence'))
  execFileSync('sed', ['-i', 's/healthy/unwell/', join(run, 'evidence', evidence ?? '')])
  const changed = verify()
  expect(changed.status).toBe(5)
  expect(changed.stdout).toMatch(/^UNTRUSTED {2}.*, 1 problem\n/m)
})
