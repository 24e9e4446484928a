/** Makes a mutated deployment: a copy of the reference one with the mutant's changes in it. */
import { cp, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { PreflightError } from '#gate/errors.ts'
import type { Edit, Mutant } from './mutant.ts'

/** What a deployment consists of, and what it only needs to find beside it. */
const copied = [
  'reference-app',
  'load',
  'preflight.config.ts',
  'package.json',
  'package-lock.json',
  '.dockerignore',
]
const linked = ['node_modules', 'gate', 'guide']

function notApplied(problem: string): PreflightError {
  return new PreflightError('PREFLIGHT_E_MUTATION', `mutation did not apply: ${problem}`, {
    hint: 'the file has changed: adapt the edit, so that its text is found exactly once',
  })
}

/** The white space with which the line of a position begins. */
function indentationAt(text: string, position: number): string {
  const line = text.slice(text.slice(0, position).lastIndexOf('\n') + 1)
  return /^[ \t]*/.exec(line)?.[0] ?? ''
}

/** Code with every line but the first indented; empty lines stay empty. */
function indented(code: string, indentation: string): string {
  return code.replace(/\n(?=[^\n])/g, `\n${indentation}`)
}

/**
 * A text after one edit.
 * @param overlaid the text of the overlay, where the edit's code is one
 * @throws PreflightError PREFLIGHT_E_MUTATION unless the text to find is there exactly once
 */
export function applyEdit(text: string, edit: Edit, overlaid = ''): string {
  const { file, find, code, place } = edit
  const [before, after, ...others] = text.split(find)
  if (before === undefined || after === undefined || others.length > 0) {
    throw notApplied(`${text.split(find).length - 1} matches in ${file} of ${find}`)
  }
  if (find === code) throw notApplied(`the edit of ${file} changes nothing`)
  if (place === 'instead' && typeof code === 'string') return before + code + after
  const end = before.length + find.length
  const indentation = indentationAt(text, place === 'after' ? end : before.length)
  const lines = indented(typeof code === 'string' ? code : overlaid.replace(/\n$/, ''), indentation)
  if (place === 'instead') return before + lines + after
  const lineStart = before.lastIndexOf('\n') + 1
  const lineEnd = end + after.search(/\n|$/)
  return place === 'before'
    ? `${text.slice(0, lineStart)}${indentation}${lines}\n${text.slice(lineStart)}`
    : `${text.slice(0, lineEnd)}\n${indentation}${lines}${text.slice(lineEnd)}`
}

/**
 * The files that a mutant changes, as they are after all of its edits.
 * @param read the text of a file, by path relative to the project
 * @throws PreflightError PREFLIGHT_E_MUTATION
 */
export async function mutatedFiles(
  { edits = [], files = {} }: Mutant,
  read: (file: string) => Promise<string>,
): Promise<Map<string, string>> {
  const texts = new Map<string, string>()
  for (const [file, { overlay }] of Object.entries(files)) texts.set(file, await read(overlay))
  for (const edit of edits) {
    const text = texts.get(edit.file) ?? (await read(edit.file))
    const overlaid = typeof edit.code === 'string' ? '' : await read(edit.code.overlay)
    texts.set(edit.file, applyEdit(text, edit, overlaid))
  }
  return texts
}

/** The config of the reference deployment, whose place in a mutated one has a name of its own. */
const baseConfig = 'preflight.config.ts'

/** What every mutated deployment sets in production: two workers show what four do, sooner. */
const economy = { WORKERS: '2' }

/** A config that is the deployment's own one, with other variables. */
function configText(base: string, environment: Readonly<Record<string, string | null>>): string {
  return `import base from './${base}'

const changes = Object.entries(${JSON.stringify(environment)})
const alter = (variables) => {
  const altered = { ...variables }
  for (const [name, value] of changes) {
    if (value === null) delete altered[name]
    else altered[name] = value
  }
  return altered
}
const { always, production, development } = base.environment
export default {
  ...base,
  load: { scripts: 'load' },
  environment: {
    always: alter(always),
    production: alter({ ...production, ...${JSON.stringify(economy)} }),
    development: alter(development),
  },
}
`
}

export interface Site {
  /** Folder of Preflight. */
  project: string
  /** Where the deployment comes to lie; what was there is replaced. */
  folder: string
  /** Where Node keeps what it has compiled: all deployments but for their changes are alike. */
  compileCache: string
}

/**
 * Writes the mutated deployment. Packages and the gate are links, whose files Node takes to lie
 * where they really are. The config is named for the mutant: a module is loaded once by its name.
 * @returns the config file of the deployment
 * @throws PreflightError PREFLIGHT_E_MUTATION
 */
export async function applyMutant(mutant: Mutant, site: Site): Promise<string> {
  const { project, folder, compileCache } = site
  const texts = await mutatedFiles(mutant, (file) => readFile(join(project, file), 'utf8'))
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  for (const name of copied) {
    await cp(join(project, name), join(folder, name), { recursive: true })
  }
  for (const name of linked) await symlink(join(project, name), join(folder, name))
  for (const [file, text] of texts) {
    await mkdir(dirname(join(folder, file)), { recursive: true })
    await writeFile(join(folder, file), text)
  }
  const base = `${mutant.id}.base.ts`
  await rename(join(folder, baseConfig), join(folder, base))
  const config = join(folder, `${mutant.id}.config.ts`)
  const environment = { NODE_COMPILE_CACHE: compileCache, ...mutant.environment }
  await writeFile(config, configText(base, environment))
  return config
}
