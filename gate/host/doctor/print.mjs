/** The diagnosis as text. */

import { isCheckout } from '../../installation.mjs'

/** What gets all of it at once; the package has no set-up of its own. */
const byScript = isCheckout ? ' scripts/setup gets it.' : ''

/**
 * @param {Awaited<ReturnType<typeof import('./diagnose.mjs').diagnose>>} diagnosis
 * @returns {string}
 */
export function printed({ machine, findings, docker, engines, losses, toolchain }) {
  const size = [
    machine.system,
    `${machine.cores} cores`,
    `${machine.memoryGib} GiB of memory (${machine.freeMemoryGib} free)`,
    ...(machine.freeDiskGib === undefined ? [] : [`${machine.freeDiskGib} GiB of disk free`]),
  ]
  return [
    size.join(', '),
    `npm ${toolchain.npm ?? 'missing'}, Go ${toolchain.go ?? 'missing'}`,
    '',
    ...findings.flatMap(line),
    '',
    `engine local:  ${engines.local ? 'ready' : 'cannot run'}`,
    `engine docker: ${engines.docker ? `ready, images: ${images(docker.images)}` : 'cannot run'}`,
    '',
    summary(engines, losses),
  ].join('\n')
}

/** @param {import('./diagnose.mjs').Finding} finding */
function line({ name, version, path, trouble, remedy, purpose, costs }) {
  const head = `${trouble ? '  --  ' : '  ok  '}${name.padEnd(20)}`
  if (!trouble) return [`${head}${[version, path].filter(Boolean).join('  ')}`.trimEnd()]
  const known = version ? `${version}, ` : ''
  return [
    `${head}${known}${trouble}${purpose ? ` (${purpose})` : ''}`,
    `        get it:   ${remedy}`,
    ...(costs.length > 0 ? [`        affects:  ${shortened(costs)}`] : []),
  ]
}

/** @param {readonly string[]} names */
function shortened(names) {
  const shown = names.slice(0, 4).join(', ')
  return names.length > 4 ? `${shown} and ${names.length - 4} more` : shown
}

/** @param {readonly string[]} names */
function images(names) {
  return names.length === 0 ? 'none yet' : names.join(', ')
}

/**
 * @param {{ local: boolean, docker: boolean }} engines
 * @param {readonly string[]} losses
 */
function summary(engines, losses) {
  if (!engines.local && !engines.docker) {
    return `Nothing can run yet: get what is missing first.${byScript}`
  }
  if (losses.length === 0) return 'Every claim can be measured here.'
  return `Cannot be measured here: ${shortened(losses)}.${byScript}`
}
