/** Values as OSCAL demands them: identifiers, Markdown without markup of the target, properties. */
import { escapedMarkdown } from '../text.ts'
import { uuidOf } from '../uuid.ts'

/** Of our properties, so that nobody takes them for those of NIST. */
const namespace = 'urn:preflight:oscal'

/** What is left of an empty text: OSCAL has none. */
const nothing = '(none)'

/** One line of Markdown. */
export function line(text: string): string {
  return escapedMarkdown(text) || nothing
}

/** Markdown with the lines of a text. */
export function lines(text: string): string {
  return text.split('\n').map(escapedMarkdown).join('  \n') || nothing
}

/** An identifier in the sense of XML: ids of claims are, unless a stored run was tampered with. */
export function token(id: string): string {
  const clean = id.toWellFormed().replace(/[^\p{L}\p{N}._-]/gu, '_')
  return /^[\p{L}_]/u.test(clean) ? clean : `_${clean}`
}

/** The reference to a file in the run's folder. */
export function hrefOf(file: string): string {
  return file
    .split('/')
    .map((segment) => encodeURIComponent(segment.toWellFormed()))
    .join('/')
}

/** Those of our properties that have a value. */
export function props(values: Readonly<Record<string, string | undefined>>) {
  return Object.entries(values).flatMap(([name, text]) => {
    const value = text === undefined ? '' : escapedMarkdown(text)
    return value === '' ? [] : { name, ns: namespace, value }
  })
}

/** The UUIDs of what a run says of a claim. */
export function claimUuids(run: string, claim: string) {
  return {
    observation: uuidOf('observation', run, claim),
    finding: uuidOf('finding', run, claim),
    risk: uuidOf('risk', run, claim),
    response: uuidOf('response', run, claim),
  }
}

/** A list under its name; OSCAL has no empty ones. */
export function listed<Name extends string, T>(name: Name, list: readonly T[]) {
  return list.length === 0 ? {} : { [name]: list }
}
