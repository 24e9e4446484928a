/**
 * The owner of a run, in a form that outlives it: `pid:startTicks:bootId`. The boot id can carry
 * the PID namespace too (`<boot id>@<namespace>`): a pid of another container says nothing about
 * ours.
 */

import { readlinkSync } from 'node:fs'
import { bootId, isAlive, startTicks } from '../process/proc.ts'

export interface Owner {
  pid: number
  /** Clock ticks from boot to the start of the process; 0 if unknown. */
  startTicks: number
  bootId: string
}

/** `elsewhere`: another boot of this machine, another machine or another PID namespace. */
export type OwnerState = 'alive' | 'dead' | 'elsewhere'

/** This process as the owner of a run. */
export function thisOwner(): Owner {
  return { pid: process.pid, startTicks: startTicks(process.pid) ?? 0, bootId: thisBoot() }
}

export function formatOwner(owner: Owner): string {
  return `${owner.pid}:${owner.startTicks}:${owner.bootId}`
}

/** Reads what `formatOwner` wrote; undefined for anything else. */
export function parseOwner(text: string): Owner | undefined {
  const match = /^(\d+):(\d+):(.*)$/.exec(text)
  if (!match) return undefined
  return { pid: Number(match[1]), startTicks: Number(match[2]), bootId: match[3] ?? '' }
}

/** Whether the owner still runs, as far as can be told from here. */
export function ownerState(owner: Owner): OwnerState {
  const [boot, namespace] = owner.bootId.split('@')
  if (boot !== bootId()) return 'elsewhere'
  if (namespace !== undefined && namespace !== pidNamespace()) return 'elsewhere'
  return isAlive(owner.pid, owner.startTicks || undefined) ? 'alive' : 'dead'
}

/** Whether the owner ran before the last reboot, so that nothing of it runs any more. */
export function isEarlierBoot(owner: Owner): boolean {
  return bootId() !== '' && owner.bootId.split('@')[0] !== bootId()
}

function thisBoot(): string {
  return `${bootId()}@${pidNamespace()}`
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid').replace(/\D/g, '')
  } catch {
    return ''
  }
}
