/** Dates without quotes: what Compose reads is YAML 1.1, in which they are no texts. */
import { parseAllDocuments, visit } from 'yaml'
import type { Problem } from '../problem.ts'
import { refused } from './rule.ts'
import { placeOf } from './yaml-place.ts'

const day = String.raw`\d{4}-(?:0?[1-9]|1[0-2])-(?:0?[1-9]|[12]\d|3[01])`
const time = String.raw`\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d*)?`
const date = new RegExp(`^${day}(?:[Tt]${time}(?:Z|[-+]\\d{2}:\\d{2})| ${time})?$`)

/** @param text of the compose file: a value does not tell how it was written */
export function unquotedDates(text: string): Problem[] {
  const found: Problem[] = []
  for (const document of parseAllDocuments(text, { logLevel: 'silent' })) {
    visit(document, {
      Scalar: (key, { type, source }, ancestors) => {
        if (key === 'key' || type !== 'PLAIN' || !date.test(source ?? '')) return
        const path = placeOf(key, ancestors)
        if (path.some((part) => String(part).startsWith('x-'))) return
        found.push(refused(path, `is a date, not a text: quote ${source}`))
      },
    })
  }
  return found
}
