/** How far a procedure came: read by the next call, whatever ended this one. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { ColourName } from './plan.ts'

export type Action = 'deploy' | 'rollback'

/** A procedure that has begun and not ended. */
export interface Run {
  action: Action
  from: ColourName
  to: ColourName
  /** Who served when it began: not always the side that is left, where a way back begins early. */
  served: ColourName
  /** The step that was begun last. */
  step: string
  startedAt: string
  pid: number
}

export interface State {
  /** Who served when the last procedure ended. */
  active?: ColourName
  run?: Run
}

/** Empty where nothing was ever deployed by it. */
export function readState(file: string): State {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as State
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
}

/** Written beside and moved into place: a reader sees the old state or the new one. */
export function writeWhole(file: string, text: string): void {
  const beside = `${file}.new`
  writeFileSync(beside, text)
  renameSync(beside, file)
}

export function writeState(file: string, state: State): void {
  writeWhole(file, `${JSON.stringify(state, null, 2)}\n`)
}

/** Whether the process that began a run still goes on with it. */
export function isAtWork({ pid }: Run): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
