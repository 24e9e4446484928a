/** Whether a build file deploys to Cloud Run, or is a file of another tool. Pure. */
import { basename } from 'node:path'
import type { Step } from './build-steps.ts'
import type { RunCommand } from './gcloud.ts'
import type { Words } from './shell.ts'

/** A release of Cloud Deploy, whose targets may be services of Cloud Run. */
const isRelease = ([program = '', ...words]: Words) =>
  basename(program) === 'gcloud' &&
  /^(?:(?:beta|alpha) )?deploy releases create/.test(words.join(' '))

/** What is wrong with a build that deploys nothing. */
export const noDeployment = 'no step deploys to Cloud Run'

/** Whether anything is deployed at all. */
export function deploymentProblems(steps: readonly Step[], commands: readonly RunCommand[]) {
  const replaced = commands.filter(({ verb }) => verb === 'replace')
  const opaque = steps.flatMap(({ opaque: each, lines: [line] }) =>
    each.map((what) => `line ${line}: cannot see what "${what}" deploys`),
  )
  const unknown = replaced.map(
    ({ name }) => `cannot see the service in ${name} (run services replace)`,
  )
  const isDeployed = commands.some(({ verb }) => verb === 'deploy' || verb === 'update')
  if (isDeployed) return { problems: [], unknown: [] }
  const released = steps.flatMap(({ commands: words, lines: [line] }) =>
    words.some(isRelease) ? [`line ${line}: cannot see what Cloud Deploy deploys`] : [],
  )
  const doubts = [...unknown, ...opaque, ...released]
  return doubts.length > 0
    ? { problems: [], unknown: doubts }
    : { problems: [noDeployment], unknown: [] }
}

/** What the file is, if it is for another tool. */
export function strangeFile(text: string): string[] {
  if (/^#!/.test(text)) return ['it is a script, not a build file']
  const others = /^(?:jobs|stages|services|pipelines|runs|apiVersion):/m.exec(text)
  return others && !/^["']?steps["']?:/m.test(text)
    ? [`it is no build file: it has "${others[0].slice(0, -1)}", and no "steps"`]
    : []
}
