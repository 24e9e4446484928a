/** Reads what CI systems run, and runs its steps as they stand, as a runner would. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, parseAllDocuments } from 'yaml'
import { root } from './gate.ts'

export interface ActionStep {
  id?: string
  name?: string
  if?: string
  uses?: string
  with?: Record<string, unknown>
  run?: string
  shell?: string
  env?: Record<string, string>
  'working-directory'?: string
  'continue-on-error'?: boolean
}

export interface Action {
  inputs: Record<string, { default: string }>
  outputs: Record<string, { value: string }>
  runs: { using: string; steps: ActionStep[] }
}

export function readAction(): Action {
  return parse(readFileSync(join(root, 'action.yml'), 'utf8'))
}

export interface StepResult {
  exitCode: number | null
  output: string
}

export interface Shell {
  cwd: string
  env: Record<string, string>
  /** Called with what was printed so far, and a way to signal the shell itself. */
  watch?: (printed: string, signal: (name: NodeJS.Signals) => void) => void
}

/** Runs a script as the runner of GitHub does: `bash --noprofile --norc -eo pipefail`. */
export async function runScript(script: string, { cwd, env, watch }: Shell): Promise<StepResult> {
  const file = join(mkdtempSync(join(cwd, '.step-')), 'script.sh')
  writeFileSync(file, script)
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', file], {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, CI: 'true', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const note = (chunk: Buffer) => {
    output += chunk
    watch?.(output, (name) => child.kill(name))
  }
  child.stdout.on('data', note)
  child.stderr.on('data', note)
  const exitCode = await new Promise<number | null>((done) => child.once('close', done))
  return { exitCode, output }
}

/** What an expression of a step can name. */
type Names = Readonly<Record<string, string>>

/** A text of a step with the values of its expressions, which are plain names. */
function filled(text: string, names: Names): string {
  return text.replaceAll(/\$\{\{ (.+?) \}\}/g, (_match, name: string) => names[name] ?? '')
}

/** Whether a step is to run: `always()`, and comparisons with a text, joined by `&&`. */
function isWanted(condition: string | undefined, names: Names, hasFailed: boolean): boolean {
  const parts = (condition ?? 'success()').split(' && ')
  return parts.every((part) => {
    if (part === 'always()') return true
    if (part === 'success()') return !hasFailed
    const [, name = '', operator, value] = /^(\S+) ([!=]=) '(.*)'$/.exec(part) ?? []
    if (operator === undefined) throw new RangeError(`not understood: if: ${condition}`)
    return ((names[name] ?? '') === value) === (operator === '==')
  })
}

/** The `key=value` lines of $GITHUB_OUTPUT. */
function outputsIn(file: string): [string, string][] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line): [string, string][] => {
      const at = line.indexOf('=')
      return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1)]]
    })
}

export interface ActionResult {
  /** Of the job: the last step that failed. */
  exitCode: number | null
  summary: string
  output: string
  /** The steps with `uses` that would have run, with their settings. */
  used: { uses: string; with: Record<string, string> }[]
  outputs: Record<string, string>
}

export interface ActionOptions {
  /** Folder of the job; it gets the runner's files. */
  folder: string
  env?: Record<string, string>
  watch?: Shell['watch']
  /** Where the action is. Default: the checkout. */
  actionPath?: string
  /** How a script is run. Default: on this machine. */
  run?: (script: string, shell: Shell) => Promise<StepResult>
  /** Outputs of steps that are not run. */
  instead?: Record<string, Record<string, string>>
}

/** Runs all steps of the action; those of others are only noted. */
export async function runAction(
  inputs: Record<string, string>,
  { actionPath = root, folder, env = {}, instead = {}, run = runScript, watch }: ActionOptions,
): Promise<ActionResult> {
  const action = readAction()
  const names: Record<string, string> = {}
  for (const [name, input] of Object.entries(action.inputs)) {
    names[`inputs.${name}`] = inputs[name] ?? input.default
  }
  const files = { summary: join(folder, 'summary.md'), output: join(folder, 'output') }
  writeFileSync(files.summary, '')
  const result: ActionResult = { exitCode: 0, summary: '', output: '', used: [], outputs: {} }
  for (const step of action.runs.steps) {
    if (!isWanted(step.if, names, result.exitCode !== 0)) continue
    if (step.uses !== undefined) {
      const settings = Object.entries(step.with ?? {}).map(([key, value]) => [
        key,
        filled(String(value), names),
      ])
      result.used.push({ uses: step.uses, with: Object.fromEntries(settings) })
      continue
    }
    const known = Object.entries(instead[step.id ?? ''] ?? {})
    for (const [key, value] of known) names[`steps.${step.id}.outputs.${key}`] = value
    if (known.length > 0) continue
    writeFileSync(files.output, '')
    const own: Record<string, string> = {}
    for (const [key, value] of Object.entries(step.env ?? {})) own[key] = filled(value, names)
    const { exitCode, output } = await run(step.run ?? '', {
      cwd: join(folder, filled(step['working-directory'] ?? '.', names)),
      env: {
        ...env,
        ...own,
        GITHUB_ACTION_PATH: actionPath,
        GITHUB_OUTPUT: files.output,
        GITHUB_STEP_SUMMARY: files.summary,
        RUNNER_TEMP: folder,
      },
      ...(step.id === 'gate' && watch ? { watch } : {}),
    })
    result.output += output
    if (exitCode !== 0 && !step['continue-on-error']) result.exitCode = exitCode
    for (const [key, value] of outputsIn(files.output)) {
      names[`steps.${step.id}.outputs.${key}`] = value
    }
  }
  result.summary = readFileSync(files.summary, 'utf8')
  for (const [name, { value }] of Object.entries(action.outputs)) {
    result.outputs[name] = filled(value, names)
  }
  return result
}

interface GitLabInput {
  default?: string | number | boolean
}

export interface GitLabJob {
  variables: Record<string, string>
  before_script: string[]
  script: string[]
  after_script: string[]
  artifacts: { when: string; paths: string[]; reports: Record<string, string> }
  parallel: number
}

/** The job that the GitLab template makes of these inputs. */
export function gitLabJob(inputs: Record<string, string> = {}): GitLabJob {
  const text = readFileSync(join(root, 'templates/gate.yml'), 'utf8')
  const [head, body = ''] = text.split('\n---\n')
  const { spec } = parse(head ?? '') as { spec: { inputs: Record<string, GitLabInput> } }
  const job = body.replaceAll(/\$\[\[ inputs\.([\w-]+) \]\]/g, (_match, name: string) => {
    const input = spec.inputs[name]
    if (input === undefined) throw new RangeError(`no input ${name}`)
    return String(inputs[name] ?? input.default)
  })
  const [document] = parseAllDocuments(job)
  const [only] = Object.values(document?.toJS() as Record<string, GitLabJob>)
  if (only === undefined) throw new RangeError('the template has no job')
  return only
}

/** Runs a job of GitLab: what comes before and the script in one shell, what follows in its own. */
export async function runGitLabJob(
  inputs: Record<string, string>,
  { cwd, env, watch }: Shell,
): Promise<StepResult> {
  const { after_script, before_script, script, variables } = gitLabJob(inputs)
  const all = { ...variables, ...env }
  const shell = { cwd, env: all, ...(watch ? { watch } : {}) }
  const main = await runScript([...before_script, ...script].join('\n'), shell)
  const after = await runScript(after_script.join('\n'), { cwd, env: all })
  return { exitCode: main.exitCode, output: main.output + after.output }
}
