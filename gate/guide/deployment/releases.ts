/** The release procedures of a guide: the commands of one block, by what they do. */
import { basename } from 'node:path'
import { composeCallOf, type GuideCommand, withInner } from '../document/commands.ts'
import type { Guide } from '../document/guide.ts'
import { perGuide } from '../document/per-guide.ts'
import { anyOf } from '../pattern.ts'
import { appServices, composeFilesOf } from './compose-files.ts'
import { isHealthPath, requestsIn } from './probes.ts'

export type Deed = 'start' | 'stop' | 'migrate' | 'probe' | 'reload' | 'other'

export interface Step {
  deed: Deed
  command: GuideCommand
  line: number
}

const migrations = new RegExp(
  anyOf(
    String.raw`\balembic upgrade\b|\bmigrate\b|\bmigrations?:run\b|\bmigration run\b`,
    String.raw`\bdb:(?:migrate|upgrade|prepare)\b|\bgoose\b.*\bup\b|\becto\.migrate\b`,
    String.raw`\bdatabase update\b|\bflask db upgrade\b|\bdb push\b`,
  ),
)
const backward =
  /\b(?:downgrade|rollback|down|undo|status|current|revert|makemigrations|generate)\b/

/** Whether services that are named are none of the backend's. */
function startsOthers(guide: Guide, operands: readonly string[]): boolean {
  const files = composeFilesOf(guide)
  const names = files.flatMap(({ services }) => appServices(services).map(({ name }) => name))
  return operands.length > 0 && names.length > 0 && !operands.some((name) => names.includes(name))
}

function deedOf(guide: Guide, { words }: GuideCommand): Deed {
  const all = withInner(words)
  const texts = all.map((each) => each.join(' '))
  const innermost = texts.at(-1) ?? ''
  if (texts.some((text) => reloading.test(text))) return 'reload'
  if (migrations.test(innermost) && !backward.test(innermost)) return 'migrate'
  const compose = all.flatMap((each) => composeCallOf(each) ?? [])[0]
  if (compose) {
    const { verb, operands } = compose
    if (verb === 'up' || verb === 'start') return startsOthers(guide, operands) ? 'other' : 'start'
    if (verb === 'restart') return startsOthers(guide, operands) ? 'other' : 'start'
    if (verb === 'down' || verb === 'stop' || verb === 'rm')
      return startsOthers(guide, operands) ? 'other' : 'stop'
    // The command inside decides.
  }
  const [program = '', ...rest] = all.at(-1) ?? []
  const name = basename(program)
  const asked = ['curl', 'wget', 'http', 'xh'].includes(name) ? requestsIn(rest) : []
  if (asked.some(({ url }) => isHealthPath(url.pathname))) return 'probe'
  const text = words.join(' ')
  if (/^docker (?:service update|stack deploy|run .*-d|start)\b/.test(text)) return 'start'
  if (/^docker (?:stop|rm|kill|service rm)\b/.test(text)) return 'stop'
  if (/^(?:sudo )?systemctl (?:restart|start|reload)\b/.test(text)) return 'start'
  if (/^(?:sudo )?systemctl stop\b/.test(text)) return 'stop'
  if (/^pm2 (?:reload|restart|start|startOrReload)\b/.test(text)) return 'start'
  if (/^kubectl (?:apply|set image|rollout restart)\b/.test(text)) return 'start'
  return 'other'
}

/** nginx reads its configuration again, and looks names up. */
const reloading =
  /\bnginx\b.*\breload\b|\b(?:reload|restart)\b.*\bnginx\b|\bkill\b.*\bHUP\b.*\bnginx\b/

export interface Release {
  steps: readonly Step[]
  start: Step
  /** What is old is stopped only when the new one runs already, beside it. */
  isOverlapping: boolean
}

/** What a Compose command works on: its file and project. */
function projectOf({ words }: GuideCommand): string {
  const call = composeCallOf(words)
  return call ? `${call.project ?? ''} ${call.files.join(' ')} ${call.operands.join(' ')}` : ''
}

/** Whether old and new run at the same time, as two projects. */
function overlaps(steps: readonly Step[], start: Step): boolean {
  const after = steps.slice(steps.indexOf(start) + 1)
  const stop = after.find(({ deed }) => deed === 'stop')
  if (!stop) return false
  const [one, other] = [start, stop].map(({ command }) => composeCallOf(command.words))
  if (!one || !other) return false
  return projectOf(start.command) !== projectOf(stop.command)
}

/** Steps of each block of a shell, in order. */
export const proceduresOf = perGuide((guide): readonly Step[][] => {
  const byBlock = Map.groupBy(guide.commands, ({ block }) => block)
  return [...byBlock.values()].map((commands) =>
    commands.map((command) => ({ deed: deedOf(guide, command), command, line: command.line })),
  )
})

/**
 * Procedures that bring a new version beside or in place of the old one: they start it, and check
 * its health or stop the other one.
 */
export function releasesOf(guide: Guide): Release[] {
  return proceduresOf(guide).flatMap((steps) => {
    const start = steps.find(({ deed }) => deed === 'start')
    if (!start) return []
    const after = steps.slice(steps.indexOf(start) + 1)
    const isRelease = after.some(({ deed }) => deed === 'probe' || deed === 'stop')
    return isRelease ? [{ steps, start, isOverlapping: overlaps(steps, start) }] : []
  })
}
