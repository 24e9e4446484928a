/** Bodies with odd values in their fields. Pure. */
import fc from 'fast-check'
import type { RequestSpec } from '#gate/contract/contract.ts'
import { bodyOf, type WireBody } from '#gate/contract/wire.ts'
import { type HostileRequest, json, type ValidRequest, withBody } from './hostile.ts'

/** Values that no field accepts. */
const oddValues: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  0.1,
  2 ** 53,
  '',
  ' ',
  [],
  {},
  [[]],
  { a: { b: {} } },
  'x'.repeat(70_000),
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\u202e',
  '💥'.repeat(300),
  "' or '1'='1",
  '"; drop table users; --',
  `$\{jndi:ldap://127.0.0.1/a}`,
  '{{7*7}}',
  '%s%n',
  '../../../../etc/passwd',
  '1e400',
  'NaN',
  '-0',
  '<script>',
  '\r\nX-Injected: 1',
]

/** A value as the request has its body: as JSON, or its keys as the fields of the form. */
function bodyLike(spec: RequestSpec, value: unknown): WireBody {
  const { json: own, form, multipart } = spec
  const isForm = own === undefined && (form ?? multipart) !== undefined
  if (!isForm || typeof value !== 'object' || value === null) {
    return { content: JSON.stringify(value), contentType: json }
  }
  const fields = Object.entries(value).map(([name, each]): [string, string] => {
    const text = typeof each === 'string' ? each : JSON.stringify(each)
    return [name.toWellFormed(), text.toWellFormed()]
  })
  const texts = Object.fromEntries(fields)
  return bodyOf({ ...spec, ...(form ? { form: texts } : { multipart: texts }) }) ?? { content: '' }
}

/** Of the right type, and still nothing that every storage takes. */
const oddTexts: readonly (readonly [what: string, text: string])[] = [
  ['a NUL character', 'a\u0000b'],
  ['half a surrogate pair', 'a\ud800'],
  ['300 emoji', '💥'.repeat(300)],
  ['70,000 letters', 'x'.repeat(70_000)],
  ['no text', ''],
]
const oddNumbers: readonly (readonly [what: string, number: number])[] = [
  ['2 to the 31', 2 ** 31],
  ['2 to the 63', 2 ** 63],
  ['a negative number', -1],
  ['1e308', 1e308],
  ['a fraction', 0.1],
]

/**
 * Each field of the body in turn with values of its own type, the others as they were: what a check
 * of types lets pass to the database.
 * @param isChosen the fields that get them; all by default
 */
export function oddOfType(
  request: ValidRequest,
  isChosen: (field: string) => boolean = () => true,
): HostileRequest[] {
  const { json: own, form, multipart } = request.spec
  const good = Object(own ?? form ?? multipart)
  const chosen = Object.entries(good).filter(([field]) => isChosen(field))
  return chosen.flatMap(([field, value]) => {
    const odd = typeof value === 'string' ? oddTexts : typeof value === 'number' ? oddNumbers : []
    return odd.map(([what, instead]) => {
      const { content, contentType } = bodyLike(request.spec, { ...good, [field]: instead })
      return { what: `${what} in "${field}"`, bytes: withBody(request, content, contentType) }
    })
  })
}

/** Bodies with odd values in their fields; the same for the same seed. */
export function wrongTypes(request: ValidRequest, count: number, seed: number): HostileRequest[] {
  const { json: own, form, multipart } = request.spec
  const good = Object(own ?? form ?? multipart)
  const fields = Object.keys(good)
  const odd = fc.constantFrom(...oddValues)
  const spoilt = fc
    .tuple(fc.subarray(fields, { minLength: Math.min(1, fields.length) }), fc.infiniteStream(odd))
    .map(([chosen, values]) => {
      const changes = chosen.map((field) => [field, values.next().value] as const)
      return { ...good, ...Object.fromEntries(changes) }
    })
  const whole = fc.oneof(odd, fc.jsonValue())
  const bodies = fc.sample(
    fc.oneof({ weight: 3, arbitrary: spoilt }, { weight: 1, arbitrary: whole }),
    {
      numRuns: count,
      seed,
    },
  )
  return bodies.map((body) => {
    const { content, contentType } = bodyLike(request.spec, body)
    const what = `the body ${JSON.stringify(body).slice(0, 60)}`
    return { what, bytes: withBody(request, content, contentType) }
  })
}
