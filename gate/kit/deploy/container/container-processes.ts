/** The processes of a container, as this machine sees them. */
import { readFileSync } from 'node:fs'
import type Dockerode from 'dockerode'
import { inconclusive } from '#gate/errors.ts'
import { commandLine, processTree, startTicks } from '#gate/host/process/proc.ts'

export interface ContainerProcess {
  /** On this machine, not within the container. */
  pid: number
  parent: number
  /** With the pid it names a process for good. */
  startTicks: number | undefined
  /** The effective user id. */
  uid: number
  commandLine: string
}

/** A line of /proc/<pid>/status, in words. */
function status(pid: number): Map<string, string[]> {
  const lines = readFileSync(`/proc/${pid}/status`, 'utf8').split('\n')
  return new Map(
    lines.map((line) => {
      const [name = '', ...values] = line.split(/\s+/)
      return [name.replace(':', ''), values]
    }),
  )
}

/**
 * The first process of a running container.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it is none of this machine's
 */
export async function firstProcess(container: Dockerode.Container): Promise<number> {
  const { Id, State } = await container.inspect()
  let groups = ''
  try {
    groups = readFileSync(`/proc/${State.Pid}/cgroup`, 'utf8')
  } catch {
    // Judged below: no such process here.
  }
  if (State.Pid > 0 && groups.includes(Id)) return State.Pid
  throw inconclusive(
    State.Running
      ? 'the processes of containers cannot be seen from here: the daemon runs elsewhere'
      : 'the container does not run',
  )
}

/** All processes that descend from the first one, itself included. */
export async function processesOf(container: Dockerode.Container): Promise<ContainerProcess[]> {
  const first = await firstProcess(container)
  return processTree(first).flatMap((pid) => {
    try {
      const facts = status(pid)
      if (facts.get('State')?.[0] === 'Z') return []
      const [parent, uid] = [Number(facts.get('PPid')?.[0]), Number(facts.get('Uid')?.[1])]
      const line = commandLine(pid).join(' ')
      return [{ pid, parent, uid, startTicks: startTicks(pid), commandLine: line }]
    } catch {
      return [] // It ended while we looked.
    }
  })
}

/** Alike but for numbers: workers are told their number, their socket, their pipe. */
function kindOf({ parent, commandLine }: ContainerProcess): string {
  return `${parent} ${commandLine.replaceAll(/\d+/g, '#')}`
}

/**
 * The workers: the largest family of processes with the same parent and the same program, none of
 * which has children. A server in one process is its own only worker.
 */
export function workersAmong(processes: readonly ContainerProcess[]): ContainerProcess[] {
  const parents = new Set(processes.map(({ parent }) => parent))
  const leaves = processes.filter(({ pid }) => !parents.has(pid))
  const families = [...Map.groupBy(leaves, kindOf).values()]
  return families.reduce(
    (largest, family) => (family.length > largest.length ? family : largest),
    [],
  )
}
