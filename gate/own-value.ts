/** Looks names up that people write: `constructor` and `__proto__` are names like any other. */

/** The value of a table's own key; undefined for what every object has. */
export function ownValue<Value>(
  table: Readonly<Record<string, Value>>,
  key: string,
): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}
