/** What a code block is: by the language of its fence, its path, and what is in it. */
import { posix } from 'node:path'

export type BlockKind =
  | 'dockerfile'
  | 'compose'
  | 'nginx'
  | 'environment'
  | 'shell'
  | 'ecs'
  | 'beanstalk'
  | 'cloud-build'
  | 'kubernetes'
  | 'yaml'
  | 'json'
  | 'python'
  | 'javascript'
  | 'ruby'
  | 'go'
  | 'procfile'
  | 'other'

const languages: Readonly<Record<string, BlockKind>> = {
  dockerfile: 'dockerfile',
  docker: 'dockerfile',
  containerfile: 'dockerfile',
  nginx: 'nginx',
  nginxconf: 'nginx',
  env: 'environment',
  dotenv: 'environment',
  bash: 'shell',
  sh: 'shell',
  shell: 'shell',
  zsh: 'shell',
  console: 'shell',
  'shell-session': 'shell',
  shellsession: 'shell',
  terminal: 'shell',
  yaml: 'yaml',
  yml: 'yaml',
  json: 'json',
  python: 'python',
  py: 'python',
  javascript: 'javascript',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  node: 'javascript',
  typescript: 'javascript',
  ts: 'javascript',
  ruby: 'ruby',
  rb: 'ruby',
  go: 'go',
  golang: 'go',
  procfile: 'procfile',
}

const names: readonly [name: RegExp, kind: BlockKind][] = [
  [/^(?:Dockerfile|Containerfile)\b|\.[Dd]ockerfile$/, 'dockerfile'],
  [/^\.?env(?:\.|$)|\.env$/, 'environment'],
  [/nginx.*\.conf(?:\.template)?$/, 'nginx'],
  [/\.ya?ml$/, 'yaml'],
  [/\.json$/, 'json'],
  [/\.py$/, 'python'],
  [/\.(?:[cm]?[jt]s)$/, 'javascript'],
  [/\.rb$|^Gemfile$/, 'ruby'],
  [/\.go$/, 'go'],
  [/^Procfile/, 'procfile'],
  [/\.(?:ba)?sh$/, 'shell'],
]

const assignment = /^\s*(?:export\s+)?[A-Z][A-Z0-9_]*=/

function isAssignments(text: string): boolean {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !/^\s*#/.test(line))
  return lines.length > 1 && lines.every((line) => assignment.test(line))
}

/** What a text without a telling name is; what is not sure is `other`. */
function byContent(text: string): BlockKind {
  if (/^(?:#.*\n|ARG .*\n|\s)*FROM\s+\S+/.test(text) && /^(?:RUN|COPY|CMD)\s/m.test(text)) {
    return 'dockerfile'
  }
  if (/^[ \t]*(?:server|upstream|location)\b[^;\n]*\{/m.test(text) && /;[ \t]*$/m.test(text)) {
    return 'nginx'
  }
  return isAssignments(text) ? 'environment' : 'other'
}

/** Which of the formats that are YAML or JSON. */
function dialect(text: string, path: string, otherwise: 'yaml' | 'json'): BlockKind {
  if (/\.ebextensions\/|^Dockerrun\.aws\.json$/.test(path)) return 'beanstalk'
  if (/"AWSEBDockerrunVersion"/.test(text)) return 'beanstalk'
  if (/"containerDefinitions"\s*:|^containerDefinitions:/m.test(text)) return 'ecs'
  if (/^option_settings:/m.test(text)) return 'beanstalk'
  if (/^apiVersion:/m.test(text) && /^kind:/m.test(text)) return 'kubernetes'
  if (/^steps:/m.test(text) && /cloudbuild|cloud-builders|gcloud/.test(path + text)) {
    return 'cloud-build'
  }
  const isWorkflow = /^(?:on|jobs):/m.test(text)
  if (/^services:[ \t]*(?:#.*)?\n(?:[ \t]*(?:#.*)?\n)*[ \t]+[\w.-]+:/m.test(text) && !isWorkflow) {
    return 'compose'
  }
  return otherwise
}

/** Whether a file of this name may be in a block of this language. */
export function isNameFor(path: string, language: string): boolean {
  const byLanguage = languages[language]
  const byName = names.find(([pattern]) => pattern.test(posix.basename(path)))?.[1]
  if (byLanguage === undefined || byName === undefined || byLanguage === byName) return true
  // A sample of the environment often stands in a block of the shell's.
  return byLanguage === 'shell' && byName === 'environment'
}

/** @param language after the fence, in lower case */
export function kindOf(language: string, path: string | undefined, text: string): BlockKind {
  const name = posix.basename(path ?? '')
  const byName = names.find(([pattern]) => pattern.test(name))?.[1]
  const byLanguage = languages[language]
  const isSample = byName === 'environment' || (path === undefined && isAssignments(text))
  if (byLanguage === 'shell' && isSample) return 'environment'
  const known = byLanguage ?? byName ?? byContent(text)
  if (known === 'yaml' || known === 'json') return dialect(text, path ?? '', known)
  if (known === 'other' && /\.config$/.test(name)) return dialect(text, path ?? '', 'yaml')
  return known
}
