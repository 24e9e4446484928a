/** Compose files that are laid over others: services of theirs do not say what they run. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PreflightError } from '#gate/errors.ts'
import { type ComposeService, readCompose } from './compose-file.ts'

/** The likeliest first. */
const patterns = ['{compose,docker-compose}.{yaml,yml}', '*compose*.{yaml,yml}']

/** The services of a file; none of one that is not here, or is no YAML. */
export function servicesIn(file: string): readonly ComposeService[] {
  if (!existsSync(file)) return []
  try {
    return readCompose(readFileSync(file, 'utf8'), file).services
  } catch (error) {
    if (error instanceof PreflightError) return []
    throw error
  }
}

/** Whether a service says nothing of what it runs: it is laid over one that does. */
export function isLayer({ written }: Pick<ComposeService, 'written'>): boolean {
  const { image, build, extends: base, provider } = written
  return [image, build, base, provider].every((each) => each === undefined)
}

/**
 * The file in the same folder over which another one is laid: it says what those services run.
 * @param file absolute
 * @returns undefined if the other one says it itself, or if no file says all of it
 */
export function baseFileOf(file: string): string | undefined {
  const layers = servicesIn(file).filter(isLayer)
  const folder = dirname(file)
  const others = patterns.flatMap((pattern) => globSync(pattern, { cwd: folder }).sort())
  const isBase = (path: string) => {
    const whole = servicesIn(path).filter(({ written }) => written.image ?? written.build)
    return layers.every(({ name }) => whole.some((each) => each.name === name))
  }
  const paths = others.map((name) => join(folder, name)).filter((path) => path !== file)
  return layers.length === 0 ? undefined : paths.find(isBase)
}
