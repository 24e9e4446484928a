/** What is read of a guide once, whoever asks. */
import type { Guide } from './guide.ts'

/** Makes a function of a guide that does its work once for each guide. */
export function perGuide<Value>(read: (guide: Guide) => Value): (guide: Guide) => Value {
  const known = new WeakMap<Guide, { value: Value }>()
  return (guide) => {
    const found = known.get(guide) ?? { value: read(guide) }
    known.set(guide, found)
    return found.value
  }
}
