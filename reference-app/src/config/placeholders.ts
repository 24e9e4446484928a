import { developmentDefaults } from './defaults.ts'
import { decodedText, isTrivial } from './key-strength.ts'

/** Values that are public: our own defaults, and samples that guides and frameworks print. */
const published = [
  developmentDefaults.SECRET_KEY,
  developmentDefaults.JWT_SECRET_KEY,
  'generate-with-openssl-rand-base64-32',
  'generate-different-key-here',
  'strong-password-here',
  'your-256-bit-secret',
  'your-secret-key-here',
  'super-secret-key-change-me',
  '09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7',
  'keyboard cat',
]

/** The words of such values. At least three letters: shorter ones prove nothing. */
const words = `
  abc about account actual add admin after again all any api app application auth automatically
  backend base bar baz before below better bits blank bytes can change changed changeit changeme
  changethis characters cluster company config correct credential database default demo deploy
  deployment dev developer development different django docker domain dont dummy edit empty
  encryption enter env environment example fake fastapi fastify fill first fixme flask foo foobar
  for from generate generated good guess hard has hello here hex host hunter insecure insert
  instead invalid jwt key keyboard keep know laravel least letmein live local localhost long
  longer make master me minimum mock must mysecret mysecretkey name need never new node none not
  nothing nobody null one only openssl other own pass passphrase passwd password phrase place
  placeholder platform please postgres prod production project public put qwerty qwertyuiop rails
  rand random real redis release remember remove replace root sample salt secret secrets secure
  security server service session set should shared short sign signing simple site some
  something staging string strong super supersecret symfony system temp temporary test testing
  text that the then this todo token top unique unsafe update use used user using value very
  weak web welcome with word world write xxx xyz you your yours zxcvbnm
`
  .trim()
  .split(/\s+/)

const known = new Set(published.map((value) => normalise(value ?? '')))

/** Lower case, without surrounding quotes and blanks, with each separator run as one dash. */
export function normalise(value: string): string {
  return value
    .trim()
    .replace(/^["'`<{[(]+|["'`>}\])]+$/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
}

/**
 * Phrases that mark a placeholder anywhere in a value. At least eight letters: the odds of one in a
 * random key are below one in 10^7.
 */
const markers = new RegExp(
  [
    'change-?me',
    'change-?this',
    'replace-?me',
    'replace-?this',
    'secret-?key',
    'super-?secret',
    'my-?secret',
    'insecure',
    'password',
    'placeholder',
    'do-not-use',
    'production',
    'development',
  ].join('|'),
)

/**
 * True for a key that is published somewhere or consists of placeholder words, also with digits for
 * letters, and also encoded.
 *
 * Words must cover 60 % of what stands between the first letter and the last. A random key may
 * well contain "test" or "dev", but not seven such words: with 35 letters and some 200 words the
 * odds are below one in 10^9. Digits count too: in 24 hexadecimal ones "add" may be most letters.
 */
export function isPlaceholder(value: string): boolean {
  const text = decodedText(value.trim()) ?? value
  return [normalise(value), normalise(text), normalise(withoutLeet(text))].some(isPlaceholderText)
}

function isPlaceholderText(text: string): boolean {
  if (text === '' || known.has(text) || markers.test(text)) return true
  const written = text.replace(/^[^a-z]+|[^a-z]+$/g, '').replaceAll('-', '')
  if (written.length < 3) return false
  return coveredLetters(written) / written.length >= 0.6
}

/** `ch4ng3m3` as the word that it stands for. */
function withoutLeet(text: string): string {
  const letters: Record<string, string> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't' }
  return text
    .replace(/[@$]/g, (sign) => (sign === '@' ? 'a' : 's'))
    .replace(/[013457]/g, (digit) => letters[digit] ?? digit)
}

/** True for a database password from samples, or one that anyone would try first. */
export function isSamplePassword(password: string): boolean {
  return isPlaceholder(password) || isTrivial(password) || /^\d{0,8}$/.test(password)
}

/** The max letters that adjacent words can cover: a greedy match would misread "secretsecret". */
function coveredLetters(letters: string): number {
  const covered = [0]
  for (let end = 1; end <= letters.length; end += 1) {
    let most = covered[end - 1] ?? 0
    for (const word of words) {
      if (!letters.endsWith(word, end)) continue
      most = Math.max(most, (covered[end - word.length] ?? 0) + word.length)
    }
    covered.push(most)
  }
  return covered.at(-1) ?? 0
}
