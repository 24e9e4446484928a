/** Finds the config file: named, or upwards from the working directory. */
import { access, readdir, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { PreflightError } from '#gate/errors.ts'

/** What a config is called. */
const names = ['yaml', 'yml', 'json', 'ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map(
  (ending) => `preflight.config.${ending}`,
)

const hint = 'write a preflight.config.yaml, see docs/config.md, or name a file with --target'

/** The names of the configs in a folder. */
async function configsIn(folder: string): Promise<string[]> {
  const found = await readdir(folder).catch(() => [])
  return found.filter((name) => names.includes(name)).sort()
}

/** The config in a folder; undefined if there is none. @throws PREFLIGHT_E_CONFIG for several */
async function configIn(folder: string): Promise<string | undefined> {
  const found = await configsIn(folder)
  const [first, second] = found
  if (first === undefined) return undefined
  if (second === undefined) return join(folder, first)
  throw new PreflightError(
    'PREFLIGHT_E_CONFIG',
    `${folder}: several configs: ${found.join(', ')}; expected one`,
    { hint: 'remove the others, or name one with --target' },
  )
}

async function upwards(from: string): Promise<string> {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = await configIn(folder)
    if (found !== undefined) return found
    if (folder === dirname(folder)) break
  }
  throw new PreflightError(
    'PREFLIGHT_E_CONFIG',
    `no preflight.config.yaml (or ${names
      .slice(1)
      .map((name) => name.replace(/.*\./, '.'))
      .join(', ')}) in ${from} or above it`,
    { hint },
  )
}

/**
 * The absolute path of the config file.
 * @param named a file or its folder, as `--target` has it. Default: `PREFLIGHT_TARGET`, else the
 *   first one upwards
 * @throws PreflightError PREFLIGHT_E_CONFIG if there is none, or several in one folder
 */
export async function findConfig(
  named: string | undefined = process.env.PREFLIGHT_TARGET || undefined,
  from = process.cwd(),
): Promise<string> {
  if (named === undefined) return await upwards(from)
  const path = resolve(from, named)
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (isFolder) {
    const found = await configIn(path)
    if (found !== undefined) return found
    throw new PreflightError('PREFLIGHT_E_CONFIG', `${named}: no config in this folder`, { hint })
  }
  await access(path).catch(() => {
    throw new PreflightError('PREFLIGHT_E_CONFIG', `${named}: no such file`, { hint })
  })
  return path
}

/**
 * The folder of the config that a command would use, if it were to use one: own claims are in it.
 * @param named as `--target` has it. Default: as {@link findConfig} finds it
 * @returns undefined if nothing is named and there is no config upwards
 */
export async function configFolder(named?: string): Promise<string | undefined> {
  const file = named ?? process.env.PREFLIGHT_TARGET
  if (file) return dirname(await findConfig(file))
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    if ((await configsIn(folder)).length > 0) return folder
    if (folder === dirname(folder)) return undefined
  }
}
