/** Paths for operators, where no API document has them: as the source has them. */
import type { Findings, Guess } from '../guess.ts'
import type { Source } from '../read/sources.ts'
import { operatorPatterns } from './operators.ts'

/** A text that is one path, perhaps with its method: `"GET /healthz"`. */
const route = /["'`](?:GET )?(\/[\w/-]+)["'`]/g

/** The endpoints whose paths have a usual name. */
export function endpointFindings(sources: readonly Source[]): Findings {
  const routes = sources.flatMap(({ file, text }) =>
    [...text.matchAll(route)].map(([, path = '']) => ({ path, file })),
  )
  const guesses = Object.entries(operatorPatterns).flatMap(([name, patterns]): Guess[] => {
    for (const pattern of patterns) {
      const [found] = routes
        .filter(({ path }) => pattern.test(path.toLowerCase()))
        .sort((one, other) => one.path.length - other.path.length)
      if (found) {
        return [{ path: ['endpoints', name], value: found.path, because: `in ${found.file}` }]
      }
    }
    return []
  })
  return { guesses, todos: [] }
}
