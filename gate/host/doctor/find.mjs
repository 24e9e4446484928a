/** Finds programs and asks them for their version. */

import { execFile } from 'node:child_process'
import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** @typedef {{ path?: string, version?: string, trouble?: string }} Found */

/** Our folder of built programs in the user's cache. */
export function programCache() {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'preflight', 'bin')
}

/**
 * The path of a program: on PATH, in our cache, or in root's folder.
 * @param {string} name
 * @param {readonly string[]} [alsoKnownAs] names of its file in our cache
 */
export function findProgram(name, alsoKnownAs = []) {
  const onPath = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  const candidates = [
    ...onPath.map((folder) => join(folder, name)),
    ...[name, ...alsoKnownAs].map((file) => join(programCache(), file)),
    join('/usr/sbin', name),
  ]
  return candidates.find(isExecutable)
}

/**
 * A program with its version, or what is wrong with it. Never throws.
 * @param {import('./programs.mjs').Program} program
 * @returns {Promise<Found>}
 */
export async function inspect(program) {
  const path = findProgram(program.name, program.alsoKnownAs)
  if (path === undefined) return { trouble: 'missing' }
  const answer = await ask(path, program.versionArgs)
  if (!answer.ok) return { path, trouble: `does not run: ${firstLine(answer.text)}` }
  const version = /(\d+(?:\.\d+)+)/.exec(answer.text)?.[1] ?? builtVersion(path, program)
  if (version === undefined) return { path }
  const tooOld = Number.parseInt(version, 10) < program.minMajor
  if (tooOld) return { path, version, trouble: `too old: needs ${program.minMajor} or later` }
  return { path, version }
}

/**
 * Runs a program to its end, 5 s at most. Never throws.
 * @param {string} command
 * @param {readonly string[]} args
 */
export async function ask(command, args) {
  try {
    const { stdout, stderr } = await run(command, args, { timeout: 5000, killSignal: 'SIGKILL' })
    return { ok: true, text: `${stdout}${stderr}`.trim() }
  } catch (error) {
    const failure = /** @type {Error & { stderr?: string }} */ (error)
    return { ok: false, text: failure.stderr?.trim() || failure.message }
  }
}

/** @param {string} text */
export function firstLine(text) {
  return text.split('\n')[0] ?? ''
}

/**
 * Toxiproxy built by Go knows no version of its own: what we built is the pinned one.
 * @param {string} path
 * @param {import('./programs.mjs').Program} program
 */
function builtVersion(path, program) {
  const ours = realpathSync(path).startsWith(programCache())
  return ours ? program.go?.version.slice(1) : undefined
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
