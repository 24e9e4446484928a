/** Keeps secrets out of everything that is written down. */

/** A secret is looked for in these spellings too, as it shows up in URLs, headers and JSON. */
function spellings(value: string): string[] {
  const base64 = Buffer.from(value, 'utf8').toString('base64')
  const json = JSON.stringify(value).slice(1, -1)
  return [...new Set([value, json, encodeURIComponent(value), base64, base64.replace(/=+$/, '')])]
}

/** The name under which the canary of a run is redacted. */
export const canaryName = 'canary'

/** Shorter values would hit innocent text; no secret that the gate makes is this short. */
const minSecretLength = 8

/**
 * Replaces secrets by their names. One redactor serves a whole worker; secrets are added as they
 * are made, before anything could print them.
 */
export class Redactor {
  readonly #names = new Map<string, string>()
  /** Every secret added so far, as `[name, value]`: for a redactor in another process. */
  readonly secrets: [name: string, value: string][] = []

  /** @param name what the reader sees in its place */
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
