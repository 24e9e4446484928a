/** Installs the package as a user does, in a folder outside the checkout. */
import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { build, packageFolder } from '../../scripts/build.ts'

const fixtures = join(import.meta.dirname, '../fixtures/installed')
/** What npm tells the scripts that it runs; another npm would take it for settings of its own. */
const toldByNpm = /^(npm_(lifecycle|package|command|config_(local_prefix|prefix))|INIT_CWD$)/

export interface Answer {
  exitCode: number | null
  stdout: string
  stderr: string
}

export interface Installed {
  /** The user's project. */
  folder: string
  /** The packed file, and the names of all files in it. */
  packed: { bytes: number; files: readonly string[] }
  /** Calls a program there. @param node the Node on the PATH; default: the one of the tests */
  call(words: readonly string[], node?: string): Answer
}

/** The caller's environment without npm's and the checkout's, with one Node first on the PATH. */
function environmentWith(nodeFolder: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !toldByNpm.test(name))
  const path = (process.env.PATH ?? '').split(delimiter)
  const others = path.filter((folder) => !folder.endsWith('node_modules/.bin'))
  return { ...Object.fromEntries(kept), PATH: [nodeFolder, ...others].join(delimiter), CI: 'true' }
}

/** A folder whose only program is this Node. */
function folderOfNode(parent: string, node: string): string {
  const folder = mkdtempSync(join(parent, 'node-'))
  symlinkSync(node, join(folder, 'node'))
  return folder
}

function mustCall([program = '', ...args]: string[], cwd: string, env = process.env): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: 'utf8' })
  if (status === 0) return stdout
  throw new Error(`${program} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`)
}

/** Builds, packs and installs the package. The caller removes `parent`. */
export async function install(): Promise<Installed & { parent: string }> {
  await build()
  const parent = mkdtempSync(join(tmpdir(), 'preflight-installed-'))
  const env = environmentWith(folderOfNode(parent, process.execPath))
  const pack = ['npm', 'pack', '--json', '--pack-destination', parent]
  const [packed] = Object.values(JSON.parse(mustCall(pack, packageFolder, env))) as {
    filename: string
    size: number
    files: { path: string }[]
  }[]
  if (!packed) throw new Error('npm pack made nothing')
  const folder = join(parent, 'backend')
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  for (const name of readdirSync(fixtures)) {
    copyFileSync(join(fixtures, name), join(folder, name.replace(/\.txt$/, '')))
  }
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts']
  mustCall(['npm', 'install', '-D', ...quiet, join(parent, packed.filename)], folder, env)
  return {
    parent,
    folder,
    packed: { bytes: packed.size, files: packed.files.map(({ path }) => path) },
    call: ([program = '', ...args], node) => {
      const own = node === undefined ? env : environmentWith(folderOfNode(parent, node))
      const options = { cwd: folder, env: own, encoding: 'utf8' } as const
      const { status, stdout, stderr } = spawnSync(program, args, options)
      return { exitCode: status, stdout, stderr }
    },
  }
}
