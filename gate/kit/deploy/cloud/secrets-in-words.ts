/** Secrets that a manifest has in words, though the config does not name them as secrets. Pure. */
import { secretsIn } from '../image/exposures.ts'
import { writesSecret } from './reference.ts'

/** Variables by container or service; of the backend itself under an empty name. */
export type VariablesOf = Readonly<Record<string, Readonly<Record<string, string>>>>

/** Names that say that the value is a secret, unless they say that everybody may read it. */
const secretName =
  /(?:^|_)(?:SECRET|TOKEN|PASSPHRASE|(?:PRIVATE|SECRET|SIGNING|ENCRYPTION|ACCESS|API)_?KEY)$/i
const publicName = new RegExp(
  [
    'PUBLIC|PUBLISHABLE|ALLOW_EMPTY|RANDOM',
    // What a bundler gives to browsers, and keys that stand in pages.
    '^(?:VITE|REACT_APP|EXPO|GATSBY)_',
    'FIREBASE_(?:WEB_)?API_KEY|MAPS_',
  ].join('|'),
  'i',
)
/** A password is a secret whatever it looks like: nobody writes one down as an example here. */
const passwordName = /(?:^|_)(?:PASSWORD|PASSWD|PASS)$|_PWD$|^PGPASSWORD$/i
/** Switches: `ALLOW_EMPTY_PASSWORD=yes`. */
const isSwitch = (value: string) => /^(?:yes|no|true|false|on|off|0|1|)$/i.test(value)

function isSecret(name: string, value: string, harmless: readonly string[]): boolean {
  if (publicName.test(name) || isSwitch(value.trim()) || harmless.includes(value)) return false
  if (passwordName.test(name)) return writesSecret(value)
  const variables = secretName.test(name) ? [name] : []
  return secretsIn(`${name}=${value}`, { variables, harmless }).length > 0
}

/**
 * Variables whose name or value gives a secret away, as `WEBHOOK_SECRET` or `DB_PASSWORD of db`.
 * @param known variables of the backend that are judged as secrets anyway
 * @param harmless values that everybody knows
 */
export function secretsInWords(
  variables: VariablesOf,
  known: readonly string[],
  harmless: readonly string[] = [],
): string[] {
  return Object.entries(variables).flatMap(([container, values]) =>
    Object.entries(values)
      .filter(([name]) => container !== '' || !known.includes(name))
      .filter(([name, value]) => isSecret(name, value, harmless))
      .map(([name]) => (container === '' ? name : `${name} of ${container}`)),
  )
}
