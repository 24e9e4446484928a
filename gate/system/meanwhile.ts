/** What processes of the target did while a check ran, though nobody told them to. */
import { printedText } from './readiness.ts'
import type { TargetProcess } from './target-process.ts'

/** What processes of the target did while a check ran. */
export interface Meanwhile {
  /** How each of those ended that nobody told to end, and what it printed. */
  ended: string[]
  /** Lines of the others' output that tell of a worker's end. */
  deaths: string[]
}

type Seen = Pick<TargetProcess, 'running' | 'isToldToEnd' | 'exit' | 'keptOutput'>

/** Sent from outside: checks kill processes, and so does a system without memory. */
const fromOutside = ['SIGKILL', 'SIGTERM', 137, 143]

/** How a process ended by itself, and what it printed; undefined if it runs, or was told to end. */
function endedItself(process: Seen): string | undefined {
  if (process.running || process.isToldToEnd) return undefined
  const { code, signal, seconds } = process.exit
  const how = signal ?? code
  if (how === null || fromOutside.includes(how)) return undefined
  const by = signal === null ? `with code ${code}` : `by ${signal}`
  return `${by}, ${seconds} s after its start; ${printedText(process.keptOutput)}`
}

/** As gunicorn, uvicorn, puma, pm2 and clusters of Node say it, and the runtimes themselves. */
const deaths = [
  /\b(?:worker|child|process)\b.*\b(?:exit(?:s|ed|ing)?|died|dead|crashed|terminated|ended)\b/i,
  /\b(?:uncaught|unhandled|segmentation fault|core dumped)\b/i,
  /^(?:panic|fatal error): /,
]
const maxDeaths = 3
const maxLineLength = 300

/** The first lines that tell of a worker's end. */
function deathsIn(output: string): string[] {
  const lines = output.split('\n').filter((line) => deaths.some((death) => death.test(line)))
  return lines.slice(0, maxDeaths).map((line) => line.slice(0, maxLineLength))
}

/** Which ended by themselves, and what the others say of their workers' ends. */
export function meanwhileOf(processes: readonly Seen[]): Meanwhile {
  const ended = processes.flatMap((process) => endedItself(process) ?? [])
  const others = processes.filter(({ running }) => running)
  const told = others.flatMap(({ keptOutput }) => deathsIn(keptOutput))
  return { ended, deaths: told.slice(0, maxDeaths) }
}
