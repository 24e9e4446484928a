/**
 * `npm run -s preflight`: the command line, for any Node. The rest of it is TypeScript, which needs
 * the Node that npm installs; `doctor` is asked before there is one.
 */
const minNode = 24

const [command, ...args] = process.argv.slice(2)
const asksForHelp = args.some((word) => word === '--help' || word === '-h')
if (command === 'doctor' && !asksForHelp) {
  const { doctor } = await import('./doctor.mjs')
  process.exitCode = await doctor(args)
} else if (Number.parseInt(process.versions.node, 10) < minNode) {
  console.error(
    `preflight: PREFLIGHT_E_TOOL_MISSING this is Node ${process.versions.node}; ` +
      `${minNode} is needed, and npm brings it\n  hint: npm ci, or scripts/setup`,
  )
  process.exitCode = 4
} else {
  await import('./main.ts')
}
