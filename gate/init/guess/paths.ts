/** Finds an operation of an API by its path. */
import type { ApiOperation } from '../read/openapi.ts'

/** The names of the parameters of a path. */
export function parametersOf(path: string): string[] {
  return [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name)
}

/** A path of a document as a template of the config: its braces are no placeholders. */
export function isPlain({ path }: Pick<ApiOperation, 'path'>): boolean {
  return !/[{}]/.test(path)
}

/** Operations without parameters, by the best reason first: of one pattern the shortest path. */
export function ranked(
  operations: readonly ApiOperation[],
  verb: ApiOperation['verb'],
  patterns: readonly RegExp[],
): ApiOperation[] {
  const fitting = operations.filter((one) => one.verb === verb && isPlain(one))
  const found = patterns.flatMap((pattern) =>
    fitting
      .filter(({ path }) => pattern.test(path.toLowerCase()))
      .sort((one, other) => one.path.length - other.path.length),
  )
  return [...new Set(found)]
}
