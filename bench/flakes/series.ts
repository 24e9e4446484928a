/** Gates of one target, one after the other: their verdicts, and what changed among them. Pure. */

/** One gate of a series, as a line of the ledger. */
export interface Gate {
  /** What was gated, and how: gates of one series have it in common. */
  series: string
  /** The name of its folder. */
  run: string
  seconds: number
  /** By claim. */
  verdicts: Readonly<Record<string, string>>
}

/** A claim that passed in some gates of a series and failed in others. */
export interface Flip {
  claim: string
  /** The folders, in the order of the gates. */
  passed: readonly string[]
  failed: readonly string[]
}

function byClaim(gates: readonly Gate[], verdict: string): Map<string, string[]> {
  const runs = new Map<string, string[]>()
  for (const { run, verdicts } of gates) {
    for (const [claim, own] of Object.entries(verdicts)) {
      if (own === verdict) runs.set(claim, [...(runs.get(claim) ?? []), run])
    }
  }
  return runs
}

/** A claim that only could not be measured is none: the machine was busy. */
export function flipsOf(gates: readonly Gate[]): Flip[] {
  const failed = byClaim(gates, 'fail')
  return [...byClaim(gates, 'pass')].flatMap(([claim, passed]) => {
    const runs = failed.get(claim)
    return runs ? [{ claim, passed, failed: runs }] : []
  })
}

/** How often each claim was inconclusive though it was measured in another gate. */
export function unsteady(gates: readonly Gate[]): Map<string, number> {
  const measured = new Set([...byClaim(gates, 'pass').keys(), ...byClaim(gates, 'fail').keys()])
  const inconclusive = byClaim(gates, 'inconclusive')
  return new Map(
    [...inconclusive].flatMap(([claim, runs]) =>
      measured.has(claim) ? [[claim, runs.length] as const] : [],
    ),
  )
}

/** The series in words, a line for each finding. */
export function summaryOf(gates: readonly Gate[]): string[] {
  const claims = new Set(gates.flatMap(({ verdicts }) => Object.keys(verdicts)))
  const flips = flipsOf(gates)
  const seconds = Math.round(gates.reduce((sum, gate) => sum + gate.seconds, 0))
  return [
    `${gates.length} gates of ${claims.size} claims in ${seconds} s: ${flips.length} flips`,
    ...flips.map(
      ({ claim, passed, failed }) =>
        `flip  ${claim}: passed ${passed.length} times (${passed.at(-1)}), ` +
        `failed ${failed.length} times (${failed.at(-1)})`,
    ),
    ...[...unsteady(gates)].map(
      ([claim, count]) => `inconclusive  ${claim}: ${count} of ${gates.length} times`,
    ),
  ]
}
