/** Files that do not belong in an image, by name and by content. Pure. */
import { either, inOrder } from './patterns.ts'
import { isLibrary, isPublished } from './published.ts'
import { isUnmistakable, knownByName, type NamedFile } from './secret-files.ts'
import { hasAddressWithPassword } from './secrets/addresses.ts'
import { assignedSecrets } from './secrets/assignments.ts'
import { hasPrivateKey } from './secrets/private-keys.ts'
import { providerKeysIn } from './secrets/provider-keys.ts'
import { isExample } from './secrets/randomness.ts'

export interface Exposure {
  what: string
  where: string
}

export interface Known {
  /** Variables that hold secrets. */
  variables: readonly string[]
  /** Well-known values: the backend's defaults. */
  harmless: readonly string[]
  /** Absolute folders of the application: the image's WORKDIR, and container.code. */
  own?: readonly string[]
}

/** Formats that hold no text; whatever else is binary is seen to be so by its first bytes. */
const binary = either(
  /\.(png|jpe?g|gif|webp|avif|ico|bmp|woff2?|ttf|otf|eot|pdf)$/i,
  /\.(mp[34]|webm|mov|wav|ogg|zip|gz|tgz|bz2|xz|zst|jar|war|whl)$/i,
  /\.(so(\.[\d.]+)?|a|o|dll|exe|wasm|node|class|mo|gmo)$/i,
)

/** Whether the content of a file is searched. */
export function isLookedInto(path: string, size: number, own: readonly string[] = []): boolean {
  return size > 0 && !binary.test(path) && !isPublished(path, own)
}

/** A token of a registry, by its address; without one only where npm or yarn read it. */
const tokenOfNpm = inOrder(
  /(?<=^|["'\s])(\/\/[^\s"']+:)?/g,
  /_?(authToken|auth|password|npmAuthToken|npmAuthIdent)\s*[=:]\s*["']?([^\s"']{8,})/,
)

function hasTokenOfNpm(text: string, path: string | undefined): boolean {
  const isTheirs = /npmrc|yarnrc/.test(path ?? text)
  return [...text.matchAll(tokenOfNpm)].some(
    ([, registry, , token = '']) => (isTheirs || registry !== undefined) && !isExample(token),
  )
}

/**
 * Secrets in a text that is in the image, or that made it.
 * @param path of the file, if it is one: what is a value in settings is an expression in code
 */
export function secretsIn(text: string, { variables, harmless }: Known, path?: string): string[] {
  const found: string[] = []
  if (hasPrivateKey(text)) found.push('a private key')
  if (hasTokenOfNpm(text, path)) found.push('an npm registry token')
  if (hasAddressWithPassword(text, path)) found.push('an address with a password')
  for (const name of assignedSecrets(text, variables, new Set(harmless), path)) {
    found.push(`a value of ${name}`)
  }
  for (const kind of providerKeysIn(text, path)) found.push(`a provider's key (${kind})`)
  return found
}

/** The secrets that a file of a layer exposes. */
export function exposuresOf(file: NamedFile, known: Known): Exposure[] {
  const { path, text } = file
  // A deletion in a later layer is a file called `.wh.` and the name.
  if (/(^|\/)\.wh\.[^/]*$/.test(path)) return []
  const isNamed = isPublished(path, known.own) ? !isLibrary(path) && isUnmistakable(path) : true
  const byName = isNamed ? knownByName(file) : undefined
  const byContent = text === undefined ? [] : secretsIn(text, known, path)
  const others = byContent.filter((what) => what !== byName?.what)
  return [...(byName ? [byName] : []), ...others.map((what) => ({ what, where: path }))]
}
