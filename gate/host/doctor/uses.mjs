/** Which claims need a program, by what the claims declare. Pure. */

/** @typedef {import('../../../guide/claim.ts').Claim} Claim */
/** @typedef {import('./programs.mjs').Program} Program */

/**
 * Whether a check of the claim needs the program to be on this machine: on engine docker, services
 * come in images.
 * @param {Pick<Claim, 'needs' | 'services' | 'programs'>} claim
 * @param {Program} program
 * @param {'local' | 'docker'} engine
 * @returns {boolean}
 */
export function uses({ needs, services, programs }, { name, service, core }, engine) {
  if (engine === 'local' && needs === 'docker') return false
  if (service === undefined) return programs?.some((program) => program === name) === true
  return engine === 'local' && (core || services?.includes(service) === true)
}

/**
 * The ids of the claims that cannot be measured by the local engine without a program.
 * @param {Program} program
 * @param {readonly Claim[]} claims
 */
export function costs(program, claims) {
  const lost = claims.filter((claim) => program.core || uses(claim, program, 'local'))
  return lost.map(({ id }) => id)
}
