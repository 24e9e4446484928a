/**
 * `npm run build`: the package that npm publishes, in build/package/. Node refuses TypeScript below
 * node_modules, so it is compiled.
 */
import { cp, glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { $ } from 'zx'
import { packageManifest, packagesIn } from './package/manifest.ts'

const root = join(import.meta.dirname, '..')

/** The folder of the package. */
export const packageFolder = join(root, 'build/package')

/** What goes into the package of the compiled code. */
const compiled = [
  { project: 'scripts/package/tsconfig.json', into: 'build/compiled' },
  { project: 'scripts/package/load.tsconfig.json', into: 'build/compiled-for-k6' },
] as const
const code = ['build/compiled/{gate,guide,suites}/**/*', 'build/compiled-for-k6/load/**/*']
/** Nobody imports the types of a suite. */
const leftOut = ['build/compiled/suites/**/*.d.ts']
/** What code reads while it runs, besides code. */
const data = ['gate/report/html/*.css', 'docs/run.schema.json', 'LICENSE']

async function found(patterns: readonly string[], exclude: readonly string[] = []) {
  const files: string[] = []
  const options = { cwd: root, exclude: [...exclude], withFileTypes: true } as const
  for await (const entry of glob([...patterns], options)) {
    if (entry.isFile()) files.push(join(entry.parentPath, entry.name).slice(root.length + 1))
  }
  return files.sort()
}

async function place(from: string, to: string): Promise<void> {
  await mkdir(dirname(join(packageFolder, to)), { recursive: true })
  await cp(join(root, from), join(packageFolder, to))
}

/** Compiles and puts everything into its place. @throws if a step fails */
export async function build(): Promise<void> {
  await rm(join(root, 'build'), { recursive: true, force: true })
  for (const { project } of compiled) await $({ cwd: root })`node_modules/.bin/tsc -p ${project}`
  const imported = new Set<string>()
  for (const file of await found(code, leftOut)) {
    const place_ = file.split('/').slice(2).join('/')
    await place(file, place_)
    if (/\.(js|mjs)$/.test(file) && !file.includes('for-k6')) {
      for (const name of packagesIn(file, await readFile(join(root, file), 'utf8'))) {
        imported.add(name)
      }
    }
  }
  for (const file of await found(data)) await place(file, file)
  await place('scripts/package/README.md', 'README.md')
  const checkout = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const manifest = packageManifest(checkout, imported)
  await writeFile(join(packageFolder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}

if (import.meta.main) {
  await build()
  process.stdout.write(`${packageFolder}\n`)
}
