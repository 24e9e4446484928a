/** What a run knows of its time: which checks run since when, and how long the rest will take. */
import { claimById, isClaimId } from '#guide/index.ts'
import {
  eased,
  type Outlook,
  type Shown,
  secondsLeft,
  timeLeftText,
  typicalSeconds,
} from './time-left.ts'

/** Before that, an estimate would be of the start and not of the checks. */
const firstEstimate = { afterSeconds: 10, afterChecks: 2 }

/** `1:05` for 65 seconds. */
export function clock(seconds: number): string {
  const whole = Math.floor(seconds)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

interface Planned {
  claim: string
  beganAt?: number
  ended?: true
}

export class RunClock {
  readonly #lanes: number
  readonly #now: () => number
  readonly #startMs: number
  #checks: Planned[] = []
  #known: ReadonlyMap<string, number> = new Map()
  #took = 0
  #expected = 0
  #shown: Shown | undefined

  /** @param lanes how many checks run side by side */
  constructor(lanes: number, now: () => number = () => performance.now()) {
    this.#lanes = lanes
    this.#now = now
    this.#startMs = now()
  }

  /** Seconds since the start. */
  elapsed(): number {
    return (this.#now() - this.#startMs) / 1000
  }

  /** The claims that will be checked; one that has several checks, several times. */
  plan(claims: readonly string[]): void {
    this.#checks = claims.map((claim) => ({ claim }))
  }

  /** Seconds by claim, of earlier runs. */
  learn(known: ReadonlyMap<string, number>): void {
    this.#known = known
  }

  began(claim: string): void {
    const check = this.#checks.find((each) => each.claim === claim && each.beganAt === undefined)
    if (check) check.beganAt = this.elapsed()
  }

  ended(claim: string, seconds: number): void {
    const of = this.#checks.filter((each) => each.claim === claim && !each.ended)
    const check = of.find(({ beganAt }) => beganAt !== undefined) ?? of[0]
    if (!check) return
    check.ended = true
    this.#took += seconds
    this.#expected += this.#expectedOf(claim)
  }

  /** The claims whose checks run now. */
  running(): string[] {
    return this.#checks.flatMap(({ claim, beganAt, ended }) =>
      beganAt !== undefined && !ended ? [claim] : [],
    )
  }

  /** `about 4 min left`; undefined as long as that would be a guess, and at the end. */
  left(): string | undefined {
    const atSeconds = this.elapsed()
    const done = this.#checks.filter(({ ended }) => ended).length
    const { afterSeconds, afterChecks } = firstEstimate
    if (atSeconds < afterSeconds || done < afterChecks || done === this.#checks.length) {
      return undefined
    }
    this.#shown = eased(this.#shown, secondsLeft(this.#outlook(atSeconds)), atSeconds)
    return timeLeftText(this.#shown.secondsLeft)
  }

  #outlook(atSeconds: number): Outlook {
    const open = this.#checks.flatMap(({ claim, beganAt, ended }) => {
      if (ended) return []
      const running = beganAt === undefined ? {} : { runningSeconds: atSeconds - beganAt }
      const alone = isClaimId(claim) && claimById(claim).impact === 'load'
      return [{ expectedSeconds: this.#expectedOf(claim), alone, ...running }]
    })
    const past = { tookSeconds: this.#took, expectedSeconds: this.#expected }
    return { open, lanes: this.#lanes, ...past }
  }

  /** How long one check of a claim is expected to take. */
  #expectedOf(claim: string): number {
    const checks = this.#checks.filter((each) => each.claim === claim).length
    const known = this.#known.get(claim)
    if (known !== undefined) return known / Math.max(1, checks)
    return isClaimId(claim) ? typicalSeconds[claimById(claim).impact] : typicalSeconds.observe
  }
}
