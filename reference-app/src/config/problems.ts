/**
 * One problem of the configuration. A reason never contains a value, nor a word that might be one
 * ("prod", "placeholder"), so that a search of the output for the value finds nothing.
 */
export interface Problem {
  variable: string
  reason: string
}

/** Refusal to start: names every wrong variable, and none of their values. */
export class ConfigurationError extends Error {
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    const list = problems.map(({ variable, reason }) => `${variable} ${reason}`).join('; ')
    super(`configuration refused: ${list}`)
    this.name = 'ConfigurationError'
    this.problems = problems
  }
}
