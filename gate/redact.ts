/** Redacts secrets in everything that the gate writes. */

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
 * Replaces secrets by their names. There is one redactor per worker; secrets are added when they
 * are created, before anything could print them.
 */
export class Redactor {
  readonly #names = new Map<string, string>()
  /** Every secret so far as `[name, value]`, for a redactor in another process. */
  readonly secrets: [name: string, value: string][] = []

  /** @param name the text shown instead */
  add(name: string, value: string): void {
    if (value.length < minSecretLength || this.#names.has(value)) return
    this.secrets.push([name, value])
    for (const spelling of spellings(value)) this.#names.set(spelling, name)
  }

  redact(text: string): string {
    let clean = text
    for (const [spelling, name] of this.#names) {
      if (clean.includes(spelling)) clean = clean.replaceAll(spelling, `[redacted ${name}]`)
    }
    return clean
  }

  /** The names of the secrets that a text contains. */
  find(text: string): string[] {
    const found = [...this.#names].filter(([spelling]) => text.includes(spelling))
    return [...new Set(found.map(([, name]) => name))]
  }
}
