/** Paths for operators, where no API document has them: as the source has them. */
import type { Findings, Guess } from '../guess.ts'
import type { Source } from '../read/sources.ts'

/** A text that is one path, perhaps with its method: `"GET /healthz"`. */
const route = /["'`](?:GET )?(\/[\w/-]*)["'`]/g

/** The likeliest name first. */
const usualNames: Readonly<Record<string, readonly RegExp[]>> = {
  health: [/\/(healthz|livez|liveness)$/, /\/(health|health-?check|heartbeat)$/],
  ready: [/\/(readyz|ready|readiness)$/],
  metrics: [/\/metrics$/],
}

/** The endpoints whose paths have a usual name. */
export function endpointFindings(sources: readonly Source[]): Findings {
  const routes = sources.flatMap(({ file, text }) =>
    [...text.matchAll(route)].map(([, path = '']) => ({ path, file })),
  )
  const guesses = Object.entries(usualNames).flatMap(([name, patterns]): Guess[] => {
    for (const pattern of patterns) {
      const [found] = routes
        .filter(({ path }) => pattern.test(path))
        .sort((one, other) => one.path.length - other.path.length)
      if (found) {
        return [{ path: ['endpoints', name], value: found.path, because: `in ${found.file}` }]
      }
    }
    return []
  })
  return { guesses, todos: [] }
}
