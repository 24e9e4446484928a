/** Declares the checks that are data. A file of claims becomes a module that calls this. */
import type { OwnCheck } from '#gate/contract/own/own-check.ts'
import { type CheckBody, checkOf } from '../check.ts'
import { expectsLimit, runOwnCheck } from './run-own-check.ts'

/** @param checks by claim */
export function declareDataChecks(checks: Readonly<Record<string, OwnCheck>>): void {
  for (const [claim, data] of Object.entries(checks)) {
    // Vitest reads from the parameter which fixtures are wanted.
    const body: CheckBody = async ({ target, evidence, expect }) =>
      await runOwnCheck(data, { target, evidence, expect })
    checkOf(claim, body, { judgesLimits: expectsLimit(data) })
  }
}
