/** Redacts secrets in everything that the gate writes. */
import { isSecretName } from './secret-names.ts'
import { masked, withoutNamedSecrets } from './secret-text.ts'

/** Other spellings of a secret, in URLs, headers and JSON. */
function spellings(value: string): string[] {
  const base64 = Buffer.from(value, 'utf8').toString('base64')
  const json = JSON.stringify(value).slice(1, -1)
  return [...new Set([value, json, encodeURIComponent(value), base64, base64.replace(/=+$/, '')])]
}

/** The name under which the canary of a run is redacted. */
export const canaryName = 'canary'

/** Shorter values would match unrelated text; the gate's secrets are all longer. */
const minSecretLength = 8

/**
 * The secrets of the config that this process read, by spelling. Every redactor knows them: an
 * error may be printed by somebody who has never seen the config.
 */
const ofConfig = new Map<string, string>()

function remember(names: Map<string, string>, name: string, value: string): boolean {
  if (value.length < minSecretLength || names.has(value)) return false
  for (const spelling of spellings(value)) names.set(spelling, name)
  return true
}

/** A text without the secrets of the config, for who has no redactor at hand. */
export function redacted(text: string): string {
  return new Redactor().redact(text)
}

/** Lets every redactor of this process redact a secret of the config. */
export function addConfigSecret(name: string, value: string): void {
  remember(ofConfig, name, value)
}

/**
 * Replaces secrets by their names. There is one redactor per worker; secrets are added when they
 * are created, before anything could print them.
 */
export class Redactor {
  readonly #names = new Map<string, string>()
  /** Every secret so far as `[name, value]`, for a redactor in another process. */
  readonly secrets: [name: string, value: string][] = []

  /** @param name the text shown instead */
  add(name: string, value: string): void {
    if (remember(this.#names, name, value)) this.secrets.push([name, value])
  }

  /** Every spelling of a secret, with the name of the secret. */
  *#known(): Generator<[spelling: string, name: string]> {
    yield* this.#names
    for (const known of ofConfig) if (!this.#names.has(known[0])) yield known
  }

  /** The text without known secrets, and without what stands beside the name of one. */
  redact(text: string): string {
    return withoutNamedSecrets(this.redactKnown(text))
  }

  /** The text without known secrets, and otherwise as it is. */
  redactKnown(text: string): string {
    let clean = text
    for (const [spelling, name] of this.#known()) {
      if (clean.includes(spelling)) clean = clean.replaceAll(spelling, masked(name))
    }
    return clean
  }

  /** A copy of data as JSON has it, redacted; texts under the name of a secret are masked. */
  clean<T>(data: T): T {
    const text = JSON.stringify(data, (key, value) => {
      if (Array.isArray(value) && isSecretName(key)) {
        return value.map((each) => (typeof each === 'string' && each !== '' ? masked(key) : each))
      }
      if (typeof value !== 'string' || value === '') return value
      return isSecretName(key) ? masked(key) : this.redact(value)
    })
    // Keys may hold a secret, too.
    return text === undefined ? data : JSON.parse(this.redactKnown(text))
  }

  /** The names of the secrets that a text contains. */
  find(text: string): string[] {
    const found = [...this.#known()].filter(([spelling]) => text.includes(spelling))
    return [...new Set(found.map(([, name]) => name))]
  }
}
