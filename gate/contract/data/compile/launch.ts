/** The launch in its long form. */
import type { CommandData } from '../types.ts'
import { plainCommand } from './commands.ts'

/** What stands in a launch of each kind; the first that is there decides. */
const kindKeys: readonly (readonly [key: string, kind: string])[] = [
  ['url', 'attached'],
  ['service', 'compose'],
  ['image', 'image'],
  ['command', 'command'],
]

/** The kind of a launch: its `kind`, or what its keys say. */
export function kindOfLaunch(data: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof data.kind === 'string') return data.kind
  return kindKeys.find(([key]) => key in data)?.[1]
}

/** The launch with its kind; a command as a program and its arguments. */
export function launchOf(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kind = kindOfLaunch(data)
  const { command, args, ...others } = data
  if (kind !== 'command') return { ...data, kind }
  return { kind, ...others, ...plainCommand({ command, args } as CommandData) }
}
