/** How long a run will still take: an estimate that nobody has to laugh at. Pure. */
import type { Impact } from '#guide/claim.ts'

/** A check that has not ended. */
export interface OpenCheck {
  /** How long it took in the last run, or takes as a rule. */
  expectedSeconds: number
  /** How long it has been running; absent if it has not begun. */
  runningSeconds?: number
  /** Whether it runs when no other does. */
  alone: boolean
}

/** What a run knows of itself. */
export interface Outlook {
  open: readonly OpenCheck[]
  /** How many checks run side by side. */
  lanes: number
  /** Of the checks that have ended: how long they took, and how long they were expected to. */
  tookSeconds: number
  expectedSeconds: number
}

/** Of checks whose last run nobody kept: medians of the reference backend on two processors. */
export const typicalSeconds: Readonly<Record<Impact, number>> = {
  observe: 4,
  disrupt: 15,
  load: 20,
}

/** So much of what was expected counts as seen: a few checks say little about the others. */
const doubtSeconds = 30
const paceBounds = { min: 0.5, max: 4 }
/** A check that takes longer than expected takes at least this share of it again. */
const overrunShare = 0.15
/** How fast a shown estimate follows a new one, in seconds. */
const inertiaSeconds = 20

/** How much slower than expected this run is: 1 for as expected. */
function paceOf({ tookSeconds, expectedSeconds }: Outlook): number {
  const pace = (tookSeconds + doubtSeconds) / (expectedSeconds + doubtSeconds)
  return Math.min(Math.max(pace, paceBounds.min), paceBounds.max)
}

function remaining({ expectedSeconds, runningSeconds = 0 }: OpenCheck, pace: number): number {
  const expected = expectedSeconds * pace
  return Math.max(expected - runningSeconds, expected * overrunShare)
}

/** The seconds that a run will still take, as far as it can be known now. */
export function secondsLeft(outlook: Outlook): number {
  const pace = paceOf(outlook)
  const of = (alone: boolean) =>
    outlook.open.filter((check) => check.alone === alone).map((check) => remaining(check, pace))
  const sum = (all: readonly number[]) => all.reduce((total, each) => total + each, 0)
  const together = of(false)
  const lanes = Math.max(1, Math.min(outlook.lanes, together.length))
  // One long check is not shortened by free lanes.
  return Math.max(sum(together) / lanes, ...together, 0) + sum(of(true))
}

/** An estimate as it was shown. */
export interface Shown {
  secondsLeft: number
  atSeconds: number
}

/**
 * The estimate to show next: it counts down with the clock and moves towards the new one, so that
 * it never jumps.
 */
export function eased(before: Shown | undefined, secondsLeft: number, atSeconds: number): Shown {
  if (!before) return { secondsLeft, atSeconds }
  const passed = Math.max(0, atSeconds - before.atSeconds)
  const counted = Math.max(0, before.secondsLeft - passed)
  const share = 1 - Math.exp(-passed / inertiaSeconds)
  return { secondsLeft: counted + (secondsLeft - counted) * share, atSeconds }
}

/** An estimate in words, no more exact than it is: `about 4 min left`. */
export function timeLeftText(secondsLeft: number): string {
  const minutes = secondsLeft / 60
  if (minutes < 0.75) return 'less than a minute left'
  const step = minutes < 10 ? 1 : 5
  return `about ${Math.max(1, Math.round(minutes / step) * step)} min left`
}
