/** Finds programs and asks them for their version. */

import { execFile } from 'node:child_process'
import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { programs } from './programs.mjs'

const run = promisify(execFile)

/** @typedef {{ path?: string, version?: string, trouble?: string }} Found */

/** Our folder below the user's cache: built programs, prepared data. */
export function cacheDir() {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'preflight')
}

/** Where programs that we built are. */
export function programCache() {
  return join(cacheDir(), 'bin')
}

/**
 * The path of a program: where its variable says, else on PATH, in our cache, or in root's folder.
 * @param {string} name
 * @returns {string | undefined}
 */
export function findProgram(name) {
  const chosen = chosenPath(name)
  if (chosen) return isExecutable(chosen.path) ? chosen.path : undefined
  const onPath = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  const candidates = [
    ...onPath.map((folder) => join(folder, name)),
    ...[name, ...(tableEntry(name)?.alsoKnownAs ?? [])].map((file) => join(programCache(), file)),
    join('/usr/sbin', name),
  ]
  return candidates.find(isExecutable)
}

/**
 * What is wrong with the variable that says where a program is; undefined if nothing is.
 * @param {string} name
 */
export function wrongVariable(name) {
  const chosen = chosenPath(name)
  if (chosen === undefined || isExecutable(chosen.path)) return undefined
  return `${chosen.variable} names no program: ${chosen.path}`
}

/** @param {string} name */
function tableEntry(name) {
  return programs.find((program) => program.name === name)
}

/**
 * Where an environment variable says that a program is.
 * @param {string} name
 */
function chosenPath(name) {
  const variable = tableEntry(name)?.variable
  const value = variable && process.env[variable]
  return value ? { variable, path: resolve(value) } : undefined
}

/**
 * A program with its version, or what is wrong with it. Never throws.
 * @param {import('./programs.mjs').Program} program
 * @returns {Promise<Found>}
 */
export async function inspect(program) {
  const path = findProgram(program.name)
  if (path === undefined) return { trouble: wrongVariable(program.name) ?? 'missing' }
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
