/**
 * Makes one file of a config for k6, which can import neither packages nor YAML. Modules of Node
 * are empty there: a config may import them, and use them in what k6 does not call. Of a config
 * that is data k6 only makes requests, so what reads answers is left out: each VU evaluates the
 * file.
 */
import { writeFile } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Plugin, rolldown } from 'rolldown'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { configModule } from '#gate/installation.mjs'
import { isData, loadData } from '#gate/system/load-target.ts'

const compiler = fileURLToPath(import.meta.resolve('#gate/contract/data/compile/compile.ts'))
const contract = fileURLToPath(import.meta.resolve('#gate/contract/contract.ts'))
const emptyModule = '\0empty'

/** The libraries that read answers. */
const readers = new Set(['json-p3', 'parse5', 'set-cookie-parser'])

/** Empties modules. */
function without(isLeftOut: (id: string) => boolean): Plugin {
  return {
    name: 'without',
    resolveId: (id) => (isLeftOut(id) ? emptyModule : null),
    load: (id) => (id === emptyModule ? 'export default {}' : null),
  }
}

/** Finds Preflight by its own name, which need not be installed where the config is. */
const ownName: Plugin = {
  name: 'own-name',
  resolveId: (id) => (id === configModule ? contract : null),
}

/** The module to bundle: the config itself, or one that compiles its data. */
async function entryOf(file: string, folder: string): Promise<string> {
  if (!isData(file)) return file
  const entry = join(folder, 'config.entry.mjs')
  const data = JSON.stringify(await loadData(file, file))
  const lines = [
    `import { compileTarget } from ${JSON.stringify(compiler)}`,
    `export default compileTarget(${data})`,
    '',
  ]
  await writeFile(entry, lines.join('\n'), { mode: 0o600 })
  return entry
}

/**
 * Writes the config as one module without imports.
 * @param file absolute path of the config
 * @param folder where the bundle goes
 * @returns the absolute path of the bundle
 * @throws PreflightError PREFLIGHT_E_CONFIG if an import of the config is not found
 */
export async function bundleConfig(file: string, folder: string): Promise<string> {
  const output = join(folder, 'config.mjs')
  try {
    const bundle = await rolldown({
      input: await entryOf(file, folder),
      cwd: dirname(file),
      platform: 'neutral',
      resolve: { mainFields: ['module', 'main'], conditionNames: ['import', 'default'] },
      transform: { define: { 'process.env': '__ENV' } },
      shimMissingExports: true,
      plugins: [ownName, without((id) => isBuiltin(id) || (isData(file) && readers.has(id)))],
      logLevel: 'silent',
    })
    await bundle.write({ file: output, format: 'esm', codeSplitting: false })
    await bundle.close()
  } catch (error) {
    if (error instanceof PreflightError) throw error
    throw new PreflightError('PREFLIGHT_E_CONFIG', `${file}: cannot be bundled for k6`, {
      cause: error,
      hint: messageOf(error),
    })
  }
  return output
}
