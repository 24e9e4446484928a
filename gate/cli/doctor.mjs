#!/usr/bin/env node
/**
 * `preflight doctor [--json]`: what this machine has, what it lacks and which claims that costs.
 * Runs on Node 20 before anything is installed. Exit 0: every claim can be measured; 2: some are
 * lost; 3: no engine can run, or the command line is wrong.
 */

import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { diagnose, exitCode } from '../host/doctor/diagnose.mjs'
import { printed } from '../host/doctor/print.mjs'

/**
 * The command of the command line, which has parsed it.
 * @param {import('commander').Command} command
 */
export async function runDoctor(command) {
  return await doctor(command.opts().json ? ['--json'] : [])
}

/**
 * @param {readonly string[]} argv after the name of the command
 * @returns {Promise<number>} the exit code
 */
export async function doctor(argv) {
  let json = false
  try {
    json =
      parseArgs({ args: [...argv], options: { json: { type: 'boolean' } } }).values.json === true
  } catch (error) {
    console.error(`PREFLIGHT_E_USAGE ${/** @type {Error} */ (error).message}`)
    return 3
  }
  const diagnosis = await diagnose()
  const exit = exitCode(diagnosis)
  console.log(json ? JSON.stringify({ ...diagnosis, exit }, null, 2) : printed(diagnosis))
  return exit
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.exitCode = await doctor(process.argv.slice(2))
}
