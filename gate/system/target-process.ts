/**
 * A started target as everything else sees it: a process of this machine, or a container. How it
 * was started matters to `launch/` alone.
 */

export interface Exit {
  /** `null` if a signal ended it. */
  code: number | null
  signal: NodeJS.Signals | null
  /** From the start of the process, or of the stop, to its end. */
  seconds: number
}

export interface TargetProcess {
  /** The port on 127.0.0.1 where it is reached. */
  readonly port: number
  readonly environment: Readonly<Record<string, string>>
  /** Its first process on this machine; undefined if that cannot be seen from here. */
  readonly pid: number | undefined
  readonly running: boolean
  /** How long ago it was started. */
  readonly ageMs: number
  /** Whether the gate has sent it a signal or stopped it. */
  readonly isToldToEnd: boolean
  /** Whether it ended because the port was taken: start it again on another. */
  readonly lostItsPort: boolean
  /**
   * All output on stdout and stderr so far, in the order of arrival, to be judged.
   * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it is too long to be kept
   */
  readonly output: string
  /** The output as far as it is kept, for messages. */
  readonly keptOutput: string
  /** How it ended. @throws Error while it runs */
  readonly exit: Exit
  /**
   * The process and all its descendants; none after its end.
   * @throws PreflightError PREFLIGHT_E_UNVERIFIED if they cannot be seen from this machine
   */
  pids(): number[]
  /** The TCP ports on which any of its processes listens, as reached from here, ascending. */
  listeningPorts(): number[]
  /** Whether its port accepts a connection. */
  accepts(): Promise<boolean>
  /** The state of its health check: `starting`, `healthy`, `unhealthy`; `none` without one. */
  health(): Promise<string>
  /** Sends a signal to its first process. */
  signal(name: NodeJS.Signals): void
  /** Waits for its end. @throws the signal's reason if that comes first */
  ended(signal: AbortSignal): Promise<Exit>
  /** Sends the signal to stop, and kills what is left after the grace period. Idempotent. */
  stop(graceMs: number): Promise<void>
}
