/** What the Dockerfile of an edge's own image says: its base, its files, variables and command. */
import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { basename, join, posix, resolve } from 'node:path'
import {
  type Copy,
  DockerfileParser,
  type From,
  type Instruction,
  type PropertyInstruction,
} from 'dockerfile-ast'
import { isMap, type YamlMap } from '#gate/yaml-map.ts'
import { substitute, type Values } from '../deploy/compose/substitution.ts'

export interface EdgeDockerfile {
  /** The image that the last stage starts from, stages of its own followed. */
  base: string | undefined
  /** What it copies from its context: files and folders, and where they are within. */
  copies: readonly { source: string; target: string }[]
  environment: Readonly<Record<string, string>>
  /** Variables that it makes of others, whose values are not here. */
  open: readonly string[]
  /** As written; undefined for the base's own. */
  entrypoint: string | undefined
  command: string | undefined
}

/** Folders that images of nginx have: what is copied there keeps its name. */
const folders =
  /^\/etc\/nginx(\/(conf|http|templates|sites-available|sites-enabled|snippets)(\.d)?)?$/

interface Stage {
  from: From
  instructions: Instruction[]
}

function stagesOf(instructions: readonly Instruction[]): Stage[] {
  const stages: Stage[] = []
  for (const each of instructions) {
    if (each.getKeyword() === 'FROM') stages.push({ from: each as From, instructions: [] })
    else stages.at(-1)?.instructions.push(each)
  }
  return stages
}

/** The stages that an image is made of, the outermost first, and what they start from. */
function lineage(stages: readonly Stage[], target: string | undefined, values: Values) {
  const nameOf = ({ from }: Stage) => from.getBuildStage()?.toLowerCase()
  const named = (name: string) => stages.findLast((each) => nameOf(each) === name.toLowerCase())
  const chain: Stage[] = []
  let stage = target === undefined ? stages.at(-1) : named(target)
  let base: string | undefined
  while (stage && !chain.includes(stage)) {
    chain.unshift(stage)
    const image = stage.from.getImage()
    base = image ? substitute(image, values).text : undefined
    stage = base === undefined ? undefined : named(base)
  }
  return { chain, base }
}

/** The paths of a COPY or ADD from the context, the last one of them its target. */
function pathsOf(instruction: Instruction): string[] {
  if (!/^(COPY|ADD)$/.test(instruction.getKeyword())) return []
  const copy = instruction as Copy
  if (copy.getHeredocs().length > 0) return []
  if (copy.getFlags().some((flag) => flag.getName() === 'from')) return []
  const quoted = copy.getJSONStrings().map((each) => each.getJSONValue())
  return quoted.length > 0 ? quoted : copy.getArguments().map((each) => each.getValue())
}

/** Where files of the context are in the image. */
function copiesOf(instruction: Instruction, context: string, folder: string) {
  const paths = pathsOf(instruction)
  const target = paths.at(-1)
  if (target === undefined || paths.length < 2) return []
  const at = posix.resolve(folder, target)
  const sources = paths.slice(0, -1).flatMap((path) => {
    const inside = path.replace(/^\/+/, '') || '.'
    return existsSync(join(context, inside)) ? [inside] : globSync(inside, { cwd: context })
  })
  const keepsNames = target.endsWith('/') || sources.length > 1 || folders.test(at)
  return sources.map((path) => {
    const source = resolve(context, path)
    const isNamed = keepsNames && statSync(source).isFile()
    return { source, target: isNamed ? posix.join(at, basename(path)) : at }
  })
}

function readStages(chain: readonly Stage[], context: string, values: Values) {
  const copies: { source: string; target: string }[] = []
  const environment: Record<string, string> = {}
  const open: string[] = []
  const known: Record<string, string> = { ...values }
  let folder = '/'
  let entrypoint: string | undefined
  let command: string | undefined
  for (const instruction of chain.flatMap(({ instructions }) => instructions)) {
    const keyword = instruction.getKeyword()
    const text = instruction.getArgumentsContent() ?? ''
    if (keyword === 'WORKDIR') folder = posix.resolve(folder, substitute(text, known).text)
    else if (keyword === 'ENTRYPOINT') {
      entrypoint = text
      command = undefined // That of the image before is not for this one.
    } else if (keyword === 'CMD') command = text
    else if (keyword === 'ARG' || keyword === 'ENV') {
      for (const [name, value] of assignments(instruction as PropertyInstruction)) {
        const replaced = substitute(value, known)
        if (replaced.isOpen) open.push(name)
        else if (keyword === 'ARG') known[name] ??= replaced.text
        else known[name] = environment[name] = replaced.text
      }
    } else copies.push(...copiesOf(instruction, context, folder))
  }
  return { copies, environment, open, entrypoint, command }
}

/** The variables that an ARG or ENV sets. */
function assignments(instruction: PropertyInstruction): [string, string][] {
  return instruction.getProperties().flatMap((each): [string, string][] => {
    const value = each.getValue()
    return typeof value === 'string' ? [[each.getName(), value]] : []
  })
}

/** Values of `build.args`, as a map or a list. */
function buildArguments(args: unknown): Values {
  const entries = Array.isArray(args)
    ? args.map((each) => String(each).split(/=(.*)/s))
    : Object.entries(isMap(args) ? args : {})
  return Object.fromEntries(
    entries.map(([name, value]) => [String(name), substitute(String(value ?? '')).text]),
  )
}

/**
 * Reads the Dockerfile that a service is built from.
 * @param written the service, as written
 * @param folder of the compose file
 * @returns undefined if it is not built, or the Dockerfile is not here
 */
export function edgeDockerfile(written: YamlMap, folder: string): EdgeDockerfile | undefined {
  if (written.build === undefined) return undefined
  const build = isMap(written.build) ? written.build : { context: written.build }
  const text = (value: unknown, fallback: string) => substitute(String(value ?? fallback)).text
  const context = resolve(folder, text(build.context, '.'))
  const file = resolve(context, text(build.dockerfile, 'Dockerfile'))
  if (build.dockerfile_inline === undefined && !existsSync(file)) return undefined
  const content = build.dockerfile_inline ?? readFileSync(file, 'utf8')
  const parsed = DockerfileParser.parse(String(content))
  const initial = parsed.getInitialARGs().flatMap((each) => assignments(each))
  const given = buildArguments(build.args)
  const stages = stagesOf(parsed.getInstructions())
  const target = build.target === undefined ? undefined : text(build.target, '')
  const values = { ...Object.fromEntries(initial), ...given }
  const { chain, base } = lineage(stages, target, values)
  return { base, ...readStages(chain, context, given) }
}
