#!/usr/bin/env node
/**
 * The program `preflight`, for any Node: an old one gets a sentence, not a stack trace. `doctor`
 * runs on Node 20, too, as it is asked before anything is installed.
 */
import { calling, isCheckout, minNode, runsOn } from '../installation.mjs'

const [command, ...args] = process.argv.slice(2)
// A target is tried by the whole command line, and so is help told.
const isMore = args.some((word) => ['--help', '-h'].includes(word) || word.startsWith('--target'))
if (command === 'doctor' && !isMore) {
  const { doctor } = await import('./doctor.mjs')
  process.exitCode = await doctor(args)
} else if (runsOn(process.versions.node)) {
  await import('./main.ts')
} else {
  const hint = isCheckout ? `npm ci brings one, for ${calling('…')}` : 'see https://nodejs.org'
  console.error(
    `preflight: PREFLIGHT_E_TOOL_MISSING this is Node ${process.versions.node}; ` +
      `Preflight needs Node ${minNode} or later: ${hint}`,
  )
  process.exitCode = 3
}
