/** The schema of where something is found in an answer. */
import { compile } from 'json-p3'
import * as z from 'zod'
import { messageOf } from '#gate/errors.ts'
import { regex, text } from '../../fields.ts'
import { filledPath } from '../compile/source.ts'

/** A path of JSONPath, as RFC 9535 has it; placeholders may stand for values in it. */
export const jsonPath = z.string().superRefine((path, context) => {
  try {
    compile(filledPath(path, new Proxy({}, { get: () => '1' })))
  } catch (error) {
    const message = `expected a JSONPath such as $.id: ${messageOf(error)}`
    context.addIssue({ code: 'custom', message })
  }
})

const places = ['json', 'header', 'cookie', 'input', 'meta', 'saved'] as const

const sourceObject = z
  .strictObject({
    /** A JSONPath into the body: `$.id`. */
    json: jsonPath.exactOptional(),
    /** The name of a header: `location`. */
    header: text.exactOptional(),
    /** The name of a cookie. */
    cookie: text.exactOptional(),
    /** The name of an input of a form in the HTML: its value. */
    input: text.exactOptional(),
    /** The name of a meta element in the HTML: its content. */
    meta: text.exactOptional(),
    /** What an earlier step saved under this name. */
    saved: text.exactOptional(),
    /** A regular expression for what was found, else the body: its first group, or all of it. */
    regex: regex.exactOptional(),
    /** The value if nothing is found: a member who is none yet. Default: it has to be found. */
    otherwise: z.string().exactOptional(),
  })
  .superRefine((source, context) => {
    const given = places.filter((place) => source[place] !== undefined)
    if (given.length === 1 || (given.length === 0 && source.regex !== undefined)) return
    const message = `expected one of ${places.join(', ')}, with or without regex, or regex alone`
    context.addIssue({ code: 'custom', message })
  })

/** A JSONPath, or where else to look. */
export const source = z.union(
  [jsonPath, sourceObject],
  'expected a JSONPath such as $.id, or an object with json, header, cookie, input, meta, ' +
    'saved or regex',
)

/** Sources by name. */
export const sources = z.record(
  z.string().regex(/^[A-Za-z_][\w-]*$/, 'expected a name: letters, digits, dashes'),
  source,
)
