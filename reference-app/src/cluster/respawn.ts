/** A worker that dies younger than this, or before it listens, died early. Milliseconds. */
const earlyDeathMs = 5_000
const delayMsFirst = 100
const delayMsMax = 5_000

export type Decision = { respawn: true; delayMs: number } | { respawn: false }

/**
 * Decides what follows a worker's death: a new one at once, one after a growing pause if workers
 * die early, or none once so many died early in a row that the deployment must be broken.
 */
export class RespawnPolicy {
  private readonly earlyDeathsMax: number
  private earlyDeaths = 0

  constructor(workerCount: number) {
    this.earlyDeathsMax = workerCount + 4
  }

  /** A worker died `ageMs` after its start; `listened`: whether it ever served. */
  onDeath(ageMs: number, listened: boolean): Decision {
    if (listened && ageMs >= earlyDeathMs) {
      this.earlyDeaths = 0
      return { respawn: true, delayMs: 0 }
    }
    // A worker that served may be killed early; only those that never served count double.
    this.earlyDeaths += listened ? 0.5 : 1
    if (this.earlyDeaths >= this.earlyDeathsMax) return { respawn: false }
    const delayMs = Math.min(delayMsFirst * 2 ** Math.max(0, this.earlyDeaths - 1), delayMsMax)
    return { respawn: true, delayMs }
  }

  /** A worker has listened for long enough: the streak of early deaths is over. */
  onStable(): void {
    this.earlyDeaths = 0
  }
}
