/** Counts of what passed and failed, step by step. */

export interface Tally {
  passed: number
  failed: number
  /** What failed, a line each, for whoever reads the end of a long log. */
  failures?: readonly string[]
}

export const nothing: Tally = { passed: 0, failed: 0 }

export function add(a: Tally, b: Tally): Tally {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    failures: [...(a.failures ?? []), ...(b.failures ?? [])],
  }
}

/** One thing that either holds or does not. */
export function single(holds: boolean): Tally {
  return holds ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

/** A step that should have counted something and did not has failed. */
export function counted(tally: Tally): Tally {
  return tally.passed + tally.failed === 0 ? single(false) : tally
}

/** The line that CI reads. */
export function lastLine({ passed, failed }: Pick<Tally, 'passed' | 'failed'>): string {
  return `${passed} passed, ${failed} failed`
}
