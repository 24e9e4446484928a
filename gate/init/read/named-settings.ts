/**
 * Variables whose names are made of those of settings: `shop.pool_size` in an ini file is
 * SHOP_POOL_SIZE in the environment, if the application looks there.
 */
import type { Folder } from './files.ts'
import type { Installed } from './installed.ts'
import type { Source } from './sources.ts'
import type { Variable } from './variables.ts'

/** Makes the name of a variable, and looks for it a few lines below. */
const looksThere = /\.upper\(\)(?:.*\n){0,4}?.*(?:\benviron\b|\bgetenv\b)/
/** The settings of the application; commented ones are not set, and may not be looked for. */
const iniKey = /^([a-z][\w.-]*)\s*=/gm
const mainSection = /^\[app:main\]\s*\n([\s\S]*?)(?=^\[|(?![\s\S]))/m
/** A table of defaults: `DEFAULT_SETTINGS = {`. */
const defaults = /^\w*DEFAULT\w*\s*(?::[^=\n]*)?=\s*\{\n([\s\S]*?)^\}/gm
const tableKey = /^\s+["']([a-z][\w.-]*)["']\s*:/gm

function keysIn(pattern: RegExp, text: string): string[] {
  return [...text.matchAll(pattern)].map(([, key = '']) => key)
}

/** @param sources of the application */
export function namedSettings(
  folder: Folder,
  application: Installed | undefined,
  sources: readonly Source[],
): Variable[] {
  const ini = folder.open('paste')
  if (!application || !ini || !sources.some(({ text }) => looksThere.test(text))) return []
  const [, section = ''] = mainSection.exec(ini.text) ?? []
  const prefix = `${application.name}.`
  const written = keysIn(iniKey, section)
    .filter((key) => key.startsWith(prefix))
    .map((key) => ({ key, file: ini.file }))
  const known = sources.flatMap(({ file, text }) =>
    [...text.matchAll(defaults)].flatMap(([, table = '']) =>
      keysIn(tableKey, table).map((key) => ({ key: prefix + key, file })),
    ),
  )
  return [...written, ...known].map(({ key, file }) => ({
    name: key.replace(/[.-]/g, '_').toUpperCase(),
    value: '',
    file,
  }))
}
