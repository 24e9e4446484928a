/** An update that no backend accepts, made of what the config says of others. */
import type { RequestSpec } from '#gate/contract/contract.ts'

/**
 * The update with what no creation accepts: in each field that is invalid there and that the
 * update changes to the name. Undefined if there is none, as a field may be for creations alone.
 */
export function invalidUpdate(
  { invalid, create, update }: Record<'invalid' | 'create' | 'update', RequestSpec>,
  name: string,
): RequestSpec | undefined {
  const [bad, good, own] = [invalid, create, update].map(({ json }) => Object(json)) as [
    Record<string, unknown>,
    Record<string, unknown>,
    Record<string, unknown>,
  ]
  const isSpoilt = (field: string) => field in bad && own[field] === name && good[field] === name
  const fields = Object.keys(own).filter((field) => isSpoilt(field) && bad[field] !== name)
  if (fields.length === 0) return undefined
  const spoilt = Object.fromEntries(fields.map((field) => [field, bad[field]]))
  return { ...update, json: { ...own, ...spoilt } }
}
