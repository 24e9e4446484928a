/** What gunicorn's own file, which is Python, says of its port and its workers. */

import type { Folder } from './files.ts'

/** The facts of the file, as far as it shows them. */
export interface GunicornFile {
  /** Nothing where the file leaves it to the command line and the environment. */
  port?: 'fixed' | { variable: string }
  workers?: 'fixed' | { variable: string }
}

const assignment = /^(\w+)\s*(?::\s*\w+\s*)?=\s*(.+)$/gm
const variable = /(?:getenv|environ(?:\.get)?)\s*[([]\s*["'](\w+)["']/

/** Variables that hold host and port. */
const addressNames = /(?:^|_)(?:BIND|ADDR(?:ESS)?|LISTEN|SOCKET)$/

/** Names of the file that an expression uses, such as `port` in `f"0.0.0.0:{port}"`. */
const usedNames = /[A-Za-z_]\w*/g

/** Reads the file: values that come from a variable, also by another name of the file. */
export function readGunicornFile(text: string): GunicornFile {
  const values = new Map([...text.matchAll(assignment)].map(([, name, value]) => [name, value]))
  const factOf = (name: string, seen: readonly string[] = []): string | undefined => {
    const value = values.get(name) ?? ''
    const [, own] = variable.exec(value) ?? []
    if (own !== undefined) return own
    const others = [...value.matchAll(usedNames)].map(([other]) => other)
    const known = others.filter((other) => values.has(other) && ![name, ...seen].includes(other))
    return known.map((other) => factOf(other, [name, ...seen])).find((found) => found !== undefined)
  }
  const fact = (name: string) => {
    if (!values.has(name)) return undefined
    const found = factOf(name)
    return found === undefined ? 'fixed' : { variable: found }
  }
  const bound = fact('bind')
  // A variable with the whole address is none for a port: the command line says it instead.
  const isAddress = typeof bound === 'object' && addressNames.test(bound.variable)
  const port = isAddress ? 'fixed' : bound
  const workers = fact('workers')
  return { ...(port && { port }), ...(workers && { workers }) }
}

/** The file that such a command reads: the one that it names, or the one that is always read. */
export function gunicornFileOf(folder: Folder, command: string): GunicornFile {
  const [, named] = /\s(?:-c|--config)[= ](?:file:)?(\S+)/.exec(command) ?? []
  const file = named ?? 'gunicorn.conf.py'
  return folder.has(file) ? readGunicornFile(folder.read(file)) : {}
}
