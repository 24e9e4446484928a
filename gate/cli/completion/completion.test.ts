/** Goal: the scripts complete in real shells, where they are installed, and cover every option. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { findProgram } from '#gate/host/doctor/find.mjs'
import { projectRoot } from '../project.ts'

const folder = mkdtempSync(join(tmpdir(), 'preflight-completion-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
writeFileSync(join(folder, 'waivers.yaml'), '')

const shells = ['bash', 'zsh', 'fish'] as const
const scripts = Object.fromEntries(
  shells.map((shell) => {
    const args = ['gate/cli/main.ts', 'completion', shell]
    const script = join(folder, `completion.${shell}`)
    writeFileSync(script, execFileSync(process.execPath, args, { cwd: projectRoot }))
    return [shell, script]
  }),
) as Record<(typeof shells)[number], string>

/** What bash offers after these words, of which the last is being written. */
function bash(words: readonly string[]): string[] {
  const quoted = ['preflight', ...words].map((word) => `'${word}'`).join(' ')
  const program = `
    compopt() { :; } # Outside a completion there is none.
    source "$1"; source "$1"
    COMP_WORDS=(${quoted}); COMP_CWORD=${words.length}
    _preflight; printf '%s\\n' "\${COMPREPLY[@]}"; complete -p preflight >&2`
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-uc', program, 'bash', scripts.bash], {
    cwd: folder,
    encoding: 'utf8',
  })
  expect(stderr).toBe('complete -F _preflight preflight\n')
  return stdout.split('\n').filter((line) => line !== '')
}

function fish(words: readonly string[]): string[] {
  const line = ['preflight', ...words].join(' ')
  const program = `source ${scripts.fish}; complete -C '${line}'`
  const { stdout } = spawnSync('fish', ['--no-config', '-c', program], {
    cwd: folder,
    encoding: 'utf8',
  })
  return stdout.split('\n').flatMap((line) => line.split('\t')[0] || [])
}

type Case = [words: string[], offers: string[], not: string[]]

const cases: readonly Case[] = [
  [['ga'], ['gate'], ['load']],
  [['gate', '--qu'], ['--quick'], ['--only']],
  [['gate', '--engine', 'd'], ['docker'], ['local']],
  [['gate', '--only', 'pool.b'], ['pool.bounded'], ['pool', 'http']],
  [['gate', '--only', 'pool', 'http', 'cac'], ['cache'], ['pool']],
  [['gate', '--level', 'm'], ['must'], ['should']],
  [['gate', '--waivers', 'wai'], ['waivers.yaml'], ['--quick']],
  [['load', 'med'], ['medium'], ['light']],
  [['explain', 'cache.lost'], ['cache.lost-invalidation'], ['cache']],
  [['completion', 'z'], ['zsh'], ['bash']],
]

describe.for([
  ['bash', bash],
  ['fish', fish],
] as const)('%s', ([shell, offered]) => {
  test.runIf(findProgram(shell)).for(cases)('%j', ([words, offers, not]) => {
    const found = offered(words)
    for (const word of offers) expect(found).toContain(word)
    for (const word of not) expect(found).not.toContain(word)
  })
})

test.runIf(findProgram('bash'))('bash offers nothing where anything may stand', () => {
  expect(bash(['gate', '--at', ''])).toEqual([])
  expect(bash(['gate', '--engine', 'docker', ''])).toEqual([])
})

test.runIf(findProgram('zsh'))('zsh reads the script, and it defines what completes', () => {
  const program = `autoload -U compinit; compinit -u -D; source "$1"; print $_comps[preflight]`
  const { stdout, stderr } = spawnSync('zsh', ['-fc', program, 'zsh', scripts.zsh], {
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  expect(stdout).toBe('_preflight\n')
})

test('a script that is made in a project knows its own claims', () => {
  const project = join(folder, 'shop')
  mkdirSync(join(project, 'preflight'), { recursive: true })
  writeFileSync(
    join(project, 'preflight.config.yaml'),
    'name: shop\nlaunch: { command: node main.js, port: PORT }\n',
  )
  writeFileSync(
    join(project, 'preflight/shop.claims.yaml'),
    `billing.unknown-invoice:
  statement: An invoice that does not exist is 404.
  remedy: Answer what is not found in one place.
  prevents: Clients that try again for ever.
  check: { requests: [{ request: { get: /invoices/1 }, expect: { status: 404 } }] }
`,
  )
  const args = [join(projectRoot, 'gate/cli/main.ts'), 'completion', 'bash']
  const script = execFileSync(process.execPath, args, { cwd: project, encoding: 'utf8' })
  expect(script).toMatch(/^_preflight_claims=".* billing .* billing\.unknown-invoice"$/m)
})
