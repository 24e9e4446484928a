/** The progress of a procedure: the next call reads it, however this one ended. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { ColourName } from './plan.ts'

export type Action = 'deploy' | 'rollback'

/** A procedure that has started and not finished. */
export interface Run {
  action: Action
  from: ColourName
  to: ColourName
  /** Who served at its start: not always `from`, if a rollback starts before the switch. */
  served: ColourName
  /** The step that was started last. */
  step: string
  startedAt: string
  pid: number
}

export interface State {
  /** The side that serves since the last procedure. */
  active?: ColourName
  run?: Run
}

/** Empty if nothing was deployed yet. */
export function readState(file: string): State {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as State
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
}

/** Writes a file beside its place and moves it there: readers see the old text or the new one. */
export function writeAtomically(file: string, text: string): void {
  const beside = `${file}.new`
  writeFileSync(beside, text)
  renameSync(beside, file)
}

export function writeState(file: string, state: State): void {
  writeAtomically(file, `${JSON.stringify(state, null, 2)}\n`)
}

/** Whether the process that started a run is still running. */
export function isRunning({ pid }: Run): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
