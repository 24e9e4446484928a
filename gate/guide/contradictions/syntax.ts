/** Blocks that the program they are for cannot read. */
import { DockerfileParser } from 'dockerfile-ast'
import { LineCounter, parseAllDocuments } from 'yaml'
import { messageOf } from '#gate/errors.ts'
import { schemaProblems } from '#gate/kit/deploy/cloud/ecs-schema.ts'
import { isPlaceholder } from '#gate/kit/deploy/cloud/places.ts'
import { lineFinder } from '#gate/kit/deploy/compose/problem.ts'
import { refusedLines } from '#gate/kit/deploy/environment-file.ts'
import type { ClaimId } from '#guide/index.ts'
import { type CodeBlock, lineInGuide, nameOfBlock } from '../document/blocks.ts'
import { type Guide, wholeBlocks } from '../document/guide.ts'
import { hasHoles } from '../document/holes.ts'
import type { BlockKind } from '../document/kinds.ts'
import { scriptOf } from '../document/shell-text.ts'
import type { Workbench } from '../tools/workbench.ts'
import type { Finder, Finding } from './finder.ts'
import { hasOpening, isAllCommands, isCommandLine } from './shell-lines.ts'

/** What is wrong with a block, by who reads it. */
interface Refused {
  /** The line of the block, from 1. */
  at: number
  message: string
  ran: string
}

type Reader = (block: CodeBlock, bench: Workbench) => Promise<Refused[]> | Refused[]

const yaml: Reader = ({ text }) => {
  if (hasHoles(text)) return []
  const lineCounter = new LineCounter()
  const documents = parseAllDocuments(text, { lineCounter, logLevel: 'error' })
  const all = 'empty' in documents ? [] : documents
  return all
    .flatMap(({ errors }) => errors)
    .slice(0, 1)
    .map(({ message, pos }) => ({
      at: lineCounter.linePos(pos[0]).line,
      message: message.split('\n')[0]?.replace(/ at line.*$/, '') ?? '',
      ran: 'read it as YAML',
    }))
}

/** Guides write the name of the file into JSON, which has no comments. */
const withoutComments = (text: string) =>
  text.replaceAll(/^[ \t]*(?:\/\/|#).*$/gm, (comment) => comment.replace(/./g, ' '))

/** `...` for what is left out, within a line. */
const leftOut = /\.{3}|…/

const json: Reader = ({ text, language }) => {
  const plain = withoutComments(text)
  // Placeholders in quotes are texts; others leave it open what is meant.
  const bare = plain.replaceAll(/"(?:[^"\\\n]|\\.)*"/g, '""')
  const isWhole = /^\s*[{[]/.test(plain)
  if (!isWhole || hasHoles(bare) || leftOut.test(bare) || /json[c5]/.test(language)) return []
  try {
    JSON.parse(plain)
    return []
  } catch (error) {
    const message = messageOf(error)
    const [, position] = /at position (\d+)/.exec(message) ?? []
    const at = plain
      .slice(0, Number(position ?? plain.length))
      .trimEnd()
      .split('\n').length
    return [{ at, message: message.replace(/ in JSON.*$/, ''), ran: 'read it as JSON' }]
  }
}

/** What a text says; undefined if it is no JSON, as it leaves something open. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A task definition, by the schema of the AWS SDK. */
const task: Reader = (block, bench) => {
  const unread = json(block, bench) as Refused[]
  const document = parsedJson(withoutComments(block.text))
  if (document === undefined || !block.text.trim().startsWith('{')) return unread
  const find = lineFinder(block.text)
  return schemaProblems(document)
    .filter(({ path }) => {
      const value = path.reduce<unknown>(
        (at, key) => (at as Record<string, unknown>)?.[key],
        document,
      )
      return !isPlaceholder(value)
    })
    .map(({ path, what }) => ({
      // A key too many is named at the end.
      at: find([...path, what.split(' ').at(-1) ?? '']) ?? find(path) ?? 1,
      message: what,
      ran: 'the schema of RegisterTaskDefinition (AWS SDK)',
    }))
}

/** Typed into another program than the shell, or printed by one. */
const otherPrompt =
  /^[ \t]*(?:[\w-]+(?:=[#>]|>)|>>>|irb.*>|SELECT|CREATE|ALTER|GRANT|INSERT|UPDATE|DELETE)\s/m

const shell: Reader = async (block, bench) => {
  if (otherPrompt.test(block.text)) return []
  const script = scriptOf(block)
  const result = await bench.run('bash', ['-n', '-s'], `${script}\n`)
  if (result === undefined || result.code === 0) return []
  const [first = ''] = result.stderr.split('\n')
  const [, at = '1'] = /line (\d+):/.exec(first) ?? []
  const lines = script.split('\n')
  const isAtEnd = Number(at) > lines.length || /unexpected end of file/.test(first)
  const isMeant = isAtEnd
    ? hasOpening(script) && isAllCommands(lines)
    : isCommandLine(lines, Number(at) - 1)
  // What a program printed stands among the commands.
  if (!isMeant) return []
  return [{ at: Number(at), message: first.replace(/^.*?line \d+: /, ''), ran: 'bash -n' }]
}

/** A piece of a file may be entries of a dictionary, elements of a list, or arguments. */
const pythonProgram = `
import ast, sys, textwrap
text = textwrap.dedent(sys.stdin.read())
def attempt(form):
    try:
        ast.parse(form % text)
        return None
    except SyntaxError as error:
        return error
text_is = attempt("%s")
pieces = ["x = {\\n%s\\n}", "x = [\\n%s\\n]", "f(\\n%s\\n)"]
if text_is is not None and all(attempt(each) is not None for each in pieces):
    print(text_is.lineno or 1, text_is.msg)
`

const python: Reader = async ({ text }, bench) => {
  if (hasHoles(text) || /^[ \t]*>>> |[┌│└─]/m.test(text)) return []
  const result = await bench.run('python3', ['-I', '-c', pythonProgram], text)
  const [, at, message] = /^(\d+) (.*)$/m.exec(result?.stdout ?? '') ?? []
  // Python 2, which nobody here can judge.
  if (at === undefined || message === undefined || /in call to 'print'/.test(message)) return []
  return [{ at: Number(at), message, ran: 'python3: ast.parse' }]
}

const environment: Reader = ({ text }) =>
  refusedLines(text).map((told) => {
    const [, at = '1', message = told] = /^line (\d+): (.*)$/.exec(told) ?? []
    return { at: Number(at), message, ran: 'read it as Docker Compose reads an environment file' }
  })

const instructions = new Set(
  ['ADD', 'ARG', 'CMD', 'COPY', 'ENTRYPOINT', 'ENV', 'EXPOSE', 'FROM', 'HEALTHCHECK'].concat([
    'LABEL',
    'MAINTAINER',
    'ONBUILD',
    'RUN',
    'SHELL',
    'STOPSIGNAL',
    'USER',
    'VOLUME',
    'WORKDIR',
  ]),
)

const readers: Partial<Record<BlockKind, { read: Reader; claims: readonly ClaimId[] }>> = {
  compose: { read: yaml, claims: ['container.compose-valid'] },
  yaml: { read: yaml, claims: [] },
  kubernetes: { read: yaml, claims: [] },
  'cloud-build': { read: yaml, claims: ['cloud.run-valid'] },
  beanstalk: {
    read: (block, bench) => (block.path?.endsWith('.json') ? json : yaml)(block, bench),
    claims: ['cloud.beanstalk-valid'],
  },
  json: { read: json, claims: [] },
  ecs: { read: task, claims: ['cloud.ecs-valid'] },
  shell: { read: shell, claims: [] },
  python: { read: python, claims: [] },
  environment: { read: environment, claims: ['configuration.settings-effective'] },
}

async function ofBlock(block: CodeBlock, bench: Workbench): Promise<Finding[]> {
  const reader = readers[block.kind]
  // Data without a file is an example of something: output, an answer, a piece.
  const isExample = block.path === undefined && ['json', 'yaml'].includes(block.kind)
  if (!reader || isExample) return []
  const [first] = await reader.read(block, bench)
  if (!first) return []
  return [
    {
      id: `${block.kind}-unreadable`,
      line: lineInGuide(block, first.at),
      related: [],
      problem: `${nameOfBlock(block)} cannot be read by the program that it is for.`,
      ran: first.ran,
      printed: first.message,
      fix: 'Correct the line, or the one before it.',
      claims: reader.claims,
    },
  ]
}

/** Instructions of a Dockerfile that Docker does not know. */
function ofDockerfile(block: CodeBlock): Finding[] {
  // Without it, it is a piece of one.
  const isWhole = /^[ \t]*FROM\s/im.test(block.text)
  if (!isWhole || hasHoles(block.text)) return []
  const unknown = DockerfileParser.parse(block.text)
    .getInstructions()
    .find((each) => !instructions.has(each.getKeyword().toUpperCase()))
  if (!unknown) return []
  return [
    {
      id: 'dockerfile-unreadable',
      line: lineInGuide(block, unknown.getRange().start.line + 1),
      related: [],
      problem: `${nameOfBlock(block)} has an instruction that Docker does not know.`,
      ran: 'read its instructions',
      printed: `unknown instruction: ${unknown.getKeyword()}`,
      fix: 'Correct the instruction, or end the line before it with a backslash.',
      claims: [],
    },
  ]
}

export const syntax: Finder = async (guide: Guide, bench) => {
  const kinds = Object.keys(readers) as BlockKind[]
  const found: Finding[] = []
  for (const block of wholeBlocks(guide, ...kinds)) found.push(...(await ofBlock(block, bench)))
  return [...found, ...wholeBlocks(guide, 'dockerfile').flatMap(ofDockerfile)]
}
