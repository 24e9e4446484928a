/** Where error responses carry their ids, and which of them lack one. Pure. */

/** What is read of a response. */
export interface Answer {
  json: unknown
  headers: Readonly<Record<string, string | string[] | undefined>>
  /** The body as text: a page has no JSON. Default: none. */
  text?: string
}

/** A text of a response, and where it stands: `header x-request-id`, `body error.id`. */
interface Placed {
  place: string
  text: string
}

const isRecord = (value: unknown): value is object => value !== null && typeof value === 'object'

/** Every text and number of a JSON value; elements of an array have one place. */
function leaves(value: unknown, path: readonly string[] = []): Placed[] {
  if (Array.isArray(value)) return value.flatMap((each) => leaves(each, [...path, '[]']))
  if (isRecord(value)) {
    return Object.entries(value).flatMap(([key, each]) => leaves(each, [...path, key]))
  }
  const isText = typeof value === 'string' || typeof value === 'number'
  return [{ place: `body ${path.join('.')}`, text: isText ? String(value) : '' }]
}

/** Of numbers as a machine makes them; a page may repeat a name or an address of the request. */
const machineMade = /^(?:[0-9a-f]{8,}(?:-[0-9a-f]{4,})*|[0-9a-z]{12,})$/i

/** Words of a page that can be ids: with letters and digits, which dates and numbers have not. */
function wordsOf(text: string): Placed[] {
  const words = text.match(/[A-Za-z0-9][\w-]{7,127}/g) ?? []
  return [...new Set(words)]
    .filter((word) => machineMade.test(word) && /\d/.test(word) && /[a-z]/i.test(word))
    .map((word) => ({ place: 'body', text: word }))
}

function placedIn({ json, headers, text = '' }: Answer): Placed[] {
  const inHeaders = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((text) => ({ place: `header ${name.toLowerCase()}`, text })),
  )
  return [...(json === undefined ? wordsOf(text) : leaves(json)), ...inHeaders]
}

/** A place that is called an id: `body error.requestId`, `header x-request-id`, `body id`. */
const calledId = /(?:^|[\s._-])id$|[a-z]Id$|(?:reference|incident|correlation|trace)$/
const long = /^[\w.:/+=-]{8,128}$/
const short = /^[\w.:/+=-]{1,7}$/

/**
 * Every text in a response that can be an id: from its body, and from the headers. A short one, as
 * a counter makes them, only where the place is called an id.
 */
export function possibleIds(answer: Answer): string[] {
  const ids = placedIn(answer).filter(({ place, text }) => {
    return long.test(text) || (short.test(text) && calledId.test(place))
  })
  return [...new Set(ids.map(({ text }) => text))]
}

/** Whether a log has an id: a short one as a word, and a number as the value of an id's key. */
export function isInLog(id: string, log: string): boolean {
  if (long.test(id)) return log.includes(id)
  const word = `(?<![\\w.-])${id.replace(/\W/g, '\\$&')}(?![\\w-]|\\.\\w)`
  const isTelling = /[a-z]/i.test(id) && /[\d-]/.test(id)
  const key = isTelling ? '' : `(?<=(?:id|Id|ID|request|trace|correlation)["']?\\s*[:=]\\s*["']?)`
  return new RegExp(key + word).test(log)
}

/** Where in a response an id stands. */
export function placesOf(id: string, answer: Answer): string[] {
  return placedIn(answer)
    .filter(({ text }) => text === id)
    .map(({ place }) => place)
}

/** The keys of a JSON object, without those of ids; undefined for any other body. */
function formOf({ json }: Answer, places: ReadonlySet<string>): string | undefined {
  if (!isRecord(json) || Array.isArray(json)) return undefined
  const keys = new Set(leaves(json).map(({ place }) => place))
  return [...keys]
    .filter((key) => !places.has(key))
    .sort()
    .join()
}

/**
 * The responses without an id among those of a form of which others have one. What answers in
 * another form, such as a server in front of the application, is not compared.
 * @param places where the ids of the target stand
 */
export function withoutId<T extends Answer>(answers: readonly T[], places: Iterable<string>): T[] {
  const known = new Set(places)
  const hasId = (answer: T) =>
    placedIn(answer).some(({ place, text }) => known.has(place) && text !== '')
  const groups = Map.groupBy(answers, (answer) => formOf(answer, known))
  return [...groups].flatMap(([form, group]) =>
    form !== undefined && group.some(hasId) ? group.filter((answer) => !hasId(answer)) : [],
  )
}
