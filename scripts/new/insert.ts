/** Adds to source files where their syntax tree says that it belongs. Pure. */
import { type Argument, type ObjectExpression, parseSync, Visitor } from 'oxc-parser'

/**
 * A source with one more entry at the end of the table that a call such as `defineClaims` defines.
 * @throws Error if the file has no such call
 */
export function withEntry(source: string, define: string, entry: string): string {
  const tables: ObjectExpression[] = []
  const isTable = (argument: Argument) => argument.type === 'ObjectExpression'
  new Visitor({
    CallExpression: ({ callee, arguments: given }) => {
      if (callee.type === 'Identifier' && callee.name === define)
        tables.push(...given.filter(isTable))
    },
  }).visit(parseSync('table.ts', source).program)
  const [table] = tables
  if (!table) throw new Error(`no call of ${define} with a table`)
  const end = table.end - 1
  return `${source.slice(0, end)}${entry},\n${source.slice(end)}`
}

/**
 * A source with one more named import.
 * @returns it is at the top: the formatter sorts imports
 */
export function withImport(source: string, name: string, from: string): string {
  const [first] = parseSync('imports.ts', source).module.staticImports
  const start = first?.start ?? 0
  return `${source.slice(0, start)}import { ${name} } from '${from}'\n${source.slice(start)}`
}

/**
 * The index of mutants with one more table, after the last one of the same section.
 * @throws Error if the file has no list of tables
 */
export function withTable(source: string, section: string, file: string, name: string): string {
  const { module, program } = parseSync('index.ts', source)
  const siblings = module.staticImports
    .filter(({ moduleRequest }) => moduleRequest.value.startsWith(`./${section}/`))
    .flatMap(({ entries }) => entries.map(({ localName }) => localName.value))
  const tables: { name: string; end: number }[] = []
  new Visitor({
    ArrayExpression: ({ elements }) => {
      for (const element of elements) {
        if (element?.type === 'Identifier') tables.push({ name: element.name, end: element.end })
      }
    },
  }).visit(program)
  const last = tables.findLast((table) => siblings.includes(table.name)) ?? tables.at(-1)
  if (!last) throw new Error('the index of mutants has no list of tables')
  const listed = `${source.slice(0, last.end)},\n${name}${source.slice(last.end)}`
  return withImport(listed, name, `./${section}/${file}`)
}
