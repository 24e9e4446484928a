/**
 * Where the random choices of a run come from: one number, which `run.json` has and `--seed` sets.
 * What is a choice, and what only has to be unique or secret, is in docs/decisions/020-ci.md.
 */
import { createHash, randomInt } from 'node:crypto'

/** It fits into what all generators of random numbers take. */
export const maxSeed: number = 2 ** 31 - 1

/** Of runs that are compared with each other, and of checks that run without a gate. */
export const steadySeed = 8_128

export function freshSeed(): number {
  return randomInt(maxSeed + 1)
}

/**
 * The seed of shards that were given none. They cannot ask each other, so it follows from what they
 * have in common.
 */
export function seedInCommon(parts: readonly string[]): number {
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest()
  return digest.readUInt32BE() & maxSeed
}
