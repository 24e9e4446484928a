/** The commands that documents show, and what is wrong with them. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { parsed } from '#gate/cli/command-line.ts'
import * as small from '#gate/cli/commands.ts'
import { gateCommand } from '#gate/cli/gate-arguments.ts'
import { loadCommand } from '#gate/cli/load/load-arguments.ts'
import { tuneCommand } from '#gate/cli/tune/tune-arguments.ts'
import { messageOf } from '#gate/errors.ts'
import { commandsIn, type Words } from '#gate/kit/deploy/cloud/shell.ts'
import { selectClaims } from '#gate/run/selection.ts'
import { isClaimId } from '#guide/index.ts'
import { mutantsCommand } from '#mutants/options.ts'
import { type Document, nodesOf, placeOf, root } from './documents.ts'

export interface Shown {
  /** `README.md:12`. */
  place: string
  words: Words
}

/** Languages of a block whose lines are commands. */
const shells = new Set<unknown>([undefined, null, '', 'sh', 'bash', 'console'])

/** The commands of a document, in its blocks of shell and in its sentences. */
export function commandsOf(document: Document): Shown[] {
  return [...nodesOf(document.tree)].flatMap((node) => {
    const isShell = node.type === 'code' && shells.has(node.lang)
    if (!isShell && node.type !== 'inlineCode') return []
    const place = placeOf(document, node)
    // What the reader puts there: <claim> would be a redirection.
    const script = node.value.replace(/<([a-z-]+)>/g, (_, name) => name.toUpperCase())
    return commandsIn(script, {}).map((words) => ({ place, words }))
  })
}

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** What npm does itself, as the documents use it. */
const npmOwn = ['ci', 'install', 'pack', 'test']

/** The npm scripts that take the arguments of a command of `preflight`. */
const commandOfScript: Record<string, Words> = {
  preflight: [],
  gate: ['gate'],
  mutants: ['mutants'],
}

/** What `npm run NAME -- ARGS` calls of `preflight`; undefined if it calls something else. */
export function preflightWords([program, ...words]: Words): Words | undefined {
  if (program === 'preflight') return words
  if (program === 'npx') return words[0] === 'preflight' ? words.slice(1) : undefined
  if (program !== 'npm' || words[0] !== 'run') return undefined
  const [name = '', ...args] = words.slice(1).filter((word) => word !== '-s' && word !== '--silent')
  const before = commandOfScript[name]
  return before && [...before, ...args.slice(args[0] === '--' ? 1 : 0)]
}

function npmProblem(words: Words): string | undefined {
  const [verb = '', ...rest] = words
  if (verb === 'run' && rest.length === 0) return undefined // It is only named.
  if (verb !== 'run') return npmOwn.includes(verb) ? undefined : `npm ${verb} is not expected here`
  const name = rest.find((word) => !word.startsWith('-'))
  return name !== undefined && name in scripts ? undefined : `there is no npm script "${name}"`
}

/** The commands of `preflight` as they are declared; made anew, because parsing leaves values. */
function declared(): Command[] {
  const { listCommand, explainCommand, reportCommand, verifyCommand, diffCommand } = small
  const { historyCommand, doctorCommand, guideCommand, initCommand, setupCommand } = small
  return [
    gateCommand(),
    listCommand(),
    explainCommand(),
    mutantsCommand(),
    loadCommand(),
    tuneCommand(),
    reportCommand(),
    verifyCommand(),
    guideCommand(),
    diffCommand(),
    historyCommand(),
    small.mergeCommand(),
    initCommand(),
    doctorCommand(),
    setupCommand(),
    small.completionCommand(),
  ]
}

/** `RUN` and `…` stand for what the reader puts there. */
const isPlaceholder = (word: string) => /^([A-Z][A-Z_-]+|…)$/.test(word)

/** The same with a value in place of each placeholder: of a list, the first one. */
function filled(command: Command, words: Words): Words {
  return words
    .filter((word, index) => word !== '…' || words[index - 1]?.startsWith('--'))
    .map((word, index, all) => {
      if (!isPlaceholder(word)) return word
      const option = command.options.find(({ long }) => long === all[index - 1])
      const [argument] = command.registeredArguments
      const choices = option === undefined ? argument?.argChoices : option.argChoices
      const isClaim = (option?.flags ?? argument?.name())?.includes('claim')
      return choices?.[0] ?? (isClaim ? 'configuration.debug-off' : word)
    })
}

/** Of the claims that docs/own-claims.md adds. */
const ownSections = /^(billing|ledger)\./

/** What is wrong with the arguments of `preflight`, if anything. */
function preflightProblem([name, ...words]: Words): string | undefined {
  // Alone it is only named.
  if (name === undefined || /^--(help|version)$/.test(name) || isPlaceholder(name)) return undefined
  const command = declared().find((each) => each.name() === name)
  if (command === undefined) return `there is no command "${name}"`
  if (words.length === 0 || words.includes('--help')) return undefined
  try {
    const { only } = parsed(command, filled(command, words)).opts<{ only?: string[] }>()
    const ofGuide = only?.filter((word) => !ownSections.test(word)) ?? []
    if (ofGuide.length > 0 && name !== 'mutants') selectClaims(ofGuide)
  } catch (error) {
    return messageOf(error)
  }
  const [claim = ''] = command.args
  if (name === 'explain' && !ownSections.test(claim) && !isClaimId(claim))
    return `there is no claim "${claim}"`
  return undefined
}

/** A file of the checkout that a command names and that is not there. */
function missingFile(words: Words): string | undefined {
  const ours = /^(scripts|examples|test|load|bench|guide|reference-app)\/[\w./-]+\w$/
  // What an example installs or builds is there only later; SECTION.ts stands for any.
  const made = /\/(\.venv|bin|node_modules)(\/|$)|\/[A-Z]+\./
  const missing = words.find(
    (word) => ours.test(word) && !made.test(word) && !existsSync(join(root, word)),
  )
  return missing === undefined ? undefined : `${missing} does not exist`
}

/** What is wrong with a command of a document; undefined if it is well, or not ours. */
export function problemOf(words: Words): string | undefined {
  const [program = ''] = words
  const ofNpm = program === 'npm' ? npmProblem(words.slice(1)) : undefined
  const ours = preflightWords(words)
  return ofNpm ?? missingFile(words) ?? (ours && preflightProblem(ours))
}
