/** Variables of the backend without which no production starts. */
import { addressEntries } from '#gate/contract/backing.ts'
import type { AddressVariables, TargetConfig } from '#gate/contract/contract.ts'

/** The variables of an address; for `password` only those that contain the password. */
export function addressNames(variables: AddressVariables | undefined, part?: 'password'): string[] {
  const holdsPassword = ([each]: readonly [string, string]) => each === 'url' || each === 'password'
  const entries = addressEntries(variables)
  const [secret, others] = [entries.filter(holdsPassword), entries.filter((e) => !holdsPassword(e))]
  return (part === undefined ? [...secret, ...others] : secret).map(([, name]) => name)
}

/** Variables that have to be there whatever a sample says. */
export function alwaysRequired({
  settings = {},
  backing = {},
}: Pick<TargetConfig, 'settings' | 'backing'>): string[] {
  const { environment, secretKey, jwtSecretKey } = settings
  const always = [environment, secretKey, jwtSecretKey].filter((name) => name !== undefined)
  return [...always, ...[backing.postgres, backing.redis].flatMap((each) => addressNames(each))]
}
