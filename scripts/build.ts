/**
 * `npm run build`: the package that npm publishes, in build/package/. Node refuses TypeScript below
 * node_modules, so it is compiled.
 */
import { chmod, cp, glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { $ } from 'zx'
import { packageManifest, packagesIn } from './package/manifest.ts'

const root = join(import.meta.dirname, '..')

/** The folder of the package. */
export const packageFolder = join(root, 'build/package')

/** What is compiled: for Node, and the scripts that k6 runs. */
const projects = ['scripts/package/tsconfig.json', 'scripts/package/load.tsconfig.json']
/** Nobody imports the types of a suite. */
const typesOfSuites = ['build/compiled/suites/**/*.d.ts']
/** What code reads while it runs, besides code. */
const data = [
  'gate/report/html/*.css',
  'gate/report/html/page.js',
  'docs/run.schema.json',
  'docs/config.schema.json',
  // Hints of errors name them.
  'docs/{config,own-claims}.md',
  'LICENSE',
]

/** Files by pattern, relative to the checkout. */
async function found(pattern: string, exclude: readonly string[] = []): Promise<string[]> {
  const files: string[] = []
  const options = { cwd: root, exclude: [...exclude], withFileTypes: true } as const
  for await (const entry of glob(pattern, options)) {
    if (entry.isFile()) files.push(relative(root, join(entry.parentPath, entry.name)))
  }
  return files.sort()
}

/** Copies a file, by paths relative to the checkout and to the package. */
async function place(from: string, to = from): Promise<void> {
  await mkdir(dirname(join(packageFolder, to)), { recursive: true })
  await cp(join(root, from), join(packageFolder, to))
}

/** The packages that compiled code for Node imports. */
async function importedBy(files: readonly string[]): Promise<Set<string>> {
  const modules = files.filter((file) => /\.m?js$/.test(file))
  const texts = await Promise.all(modules.map((file) => readFile(join(root, file), 'utf8')))
  return new Set(modules.flatMap((file, index) => packagesIn(file, texts[index] ?? '')))
}

/** Compiles, and puts everything into its place. @throws if a step fails */
export async function build(): Promise<void> {
  await rm(join(root, 'build'), { recursive: true, force: true })
  for (const project of projects) await $({ cwd: root })`node_modules/.bin/tsc -p ${project}`
  const forNode = await found('build/compiled/{gate,guide,suites}/**/*', typesOfSuites)
  const forK6 = await found('build/compiled-for-k6/load/**/*')
  for (const file of [...forNode, ...forK6]) {
    await place(file, file.split('/').slice(2).join('/'))
  }
  for (const pattern of data) for (const file of await found(pattern)) await place(file)
  await place('scripts/package/README.md', 'README.md')
  const checkout = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const manifest = packageManifest(checkout, await importedBy(forNode))
  await writeFile(join(packageFolder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  await chmod(join(packageFolder, manifest.bin.preflight), 0o755)
}

if (import.meta.main) {
  await build()
  process.stdout.write(`${packageFolder}\n`)
}
