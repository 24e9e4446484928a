/** The processes of a container, as this machine sees them. */
import { readFileSync } from 'node:fs'
import { posix } from 'node:path'
import type Dockerode from 'dockerode'
import { inconclusive } from '#gate/errors.ts'
import { commandLine, processTree, startTicks } from '#gate/host/process/proc.ts'
import { visibleProcess } from '#gate/stack/docker/first-process.ts'

export interface ContainerProcess {
  /** The process id on this machine, not in the container. */
  pid: number
  parent: number
  /** With the pid, it identifies the process for good. */
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
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it is not a process of this machine
 */
export async function firstProcess(container: Dockerode.Container): Promise<number> {
  const { Id, State } = await container.inspect()
  const pid = visibleProcess({ Id, State })
  if (pid !== undefined) return pid
  throw inconclusive(
    State.Running
      ? 'the processes of containers are not visible: the Docker daemon runs on another machine'
      : 'the container is not running',
  )
}

/** The first process and all its descendants. */
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
      return [] // It has ended meanwhile.
    }
  })
}

/** What tells a worker from other processes. */
type Kin = Pick<ContainerProcess, 'pid' | 'parent' | 'commandLine'>

/** Command lines are compared without numbers, as workers get a number, a socket or a pipe. */
function kindOf({ parent, commandLine }: Kin): string {
  return `${parent} ${commandLine.replaceAll(/\d+/g, '#')}`
}

/** Programs that start another one and wait for it. */
const wrapper = /^(\S*\/)?(sh|bash|dash|ash|tini|dumb-init|npm|yarn|pnpm|su-exec|gosu)\b/
/** Programs that work through a queue or a timetable. */
const jobs = /^(celery|rq|rqworker|sidekiq|resque|dramatiq|huey_consumer|cron|crond|supercronic)\b/
/** A server or a queue's workers beside the backend, in a container that has both. */
function isAside({ commandLine }: Kin): boolean {
  // Behind an interpreter: `python3 -m celery worker`, `ruby /usr/bin/sidekiq`.
  const [first = '', ...words] = commandLine.split(/\s+/)
  const script = words.find((word) => !word.startsWith('-')) ?? ''
  const isInterpreter = /^(\S*\/)?(python|ruby)[\d.]*$/.test(first)
  const programs = isInterpreter ? [first, script] : [first]
  return first === 'nginx:' || programs.some((word) => jobs.test(posix.basename(word)))
}

/** What a wrapper has started, through however many; the process itself if it is none. */
function wrapped<P extends Kin>(process: P, processes: readonly P[]): P {
  if (!wrapper.test(process.commandLine)) return process
  const [child, ...more] = processes.filter(({ parent }) => parent === process.pid)
  return child && more.length === 0 ? wrapped(child, processes) : process
}

/**
 * The workers: the largest group of processes with the same parent and program, whatever they have
 * started themselves. A single-process server is its only worker.
 */
export function workersAmong<P extends Kin>(processes: readonly P[]): P[] {
  const others = processes.filter((process) => !isAside(process))
  const backend = others.length > 0 ? others : processes
  const families = [...Map.groupBy(backend, kindOf).values()]
  const largest = families.reduce<P[]>(
    (most, family) => (family.length > most.length ? family : most),
    [],
  )
  if (largest.length > 1) return largest.map((process) => wrapped(process, backend))
  const parents = new Set(backend.map(({ parent }) => parent))
  return backend.filter(({ pid }) => !parents.has(pid)).slice(0, 1)
}
