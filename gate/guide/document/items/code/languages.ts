/** Which reader reads which code block. */
import type { CodeReader } from '../../item.ts'
import { readDockerfile } from './dockerfile.ts'
import { readLines } from './lines.ts'
import { readNginx } from './nginx.ts'
import { readShell } from './shell.ts'
import { readStatements } from './statements.ts'
import { isEnvironment, readVariables } from './variables.ts'
import { readYaml } from './yaml.ts'

/** By the first word after the fence. */
const byLanguage: Readonly<Record<string, CodeReader>> = {
  dockerfile: readDockerfile,
  docker: readDockerfile,
  containerfile: readDockerfile,
  nginx: readNginx,
  nginxconf: readNginx,
  yaml: readYaml,
  yml: readYaml,
  json: readYaml,
  jsonc: readYaml,
  json5: readYaml,
  env: readVariables,
  dotenv: readVariables,
  properties: readVariables,
  ini: readVariables,
  conf: readVariables,
  bash: readShell,
  sh: readShell,
  shell: readShell,
  zsh: readShell,
  console: readShell,
  'shell-session': readShell,
  shellsession: readShell,
  python: readStatements,
  py: readStatements,
  javascript: readStatements,
  js: readStatements,
  typescript: readStatements,
  ts: readStatements,
  ruby: readStatements,
  rb: readStatements,
  java: readStatements,
  kotlin: readStatements,
  go: readStatements,
  php: readStatements,
  rust: readStatements,
  csharp: readStatements,
  elixir: readStatements,
}

/** A block without a language that is known, by what it says. */
function guessed(code: string): CodeReader {
  if (isEnvironment(code)) return readVariables
  if (/^(?:\s*#.*\n)*\s*FROM \S+/.test(code)) return readDockerfile
  if (/^\s*\$ /m.test(code)) return readShell
  return readLines
}

/** The reader of a block. @param language as the fence names it, if it does */
export function readerOf(language: string | null | undefined, code: string): CodeReader {
  const name = language?.toLowerCase().replace(/[^a-z0-9-].*$/, '') ?? ''
  return (Object.hasOwn(byLanguage, name) ? byLanguage[name] : undefined) ?? guessed(code)
}
