/** Settings that are a parameter in the query of an address: `DATABASE_URL?pool_size`. Pure. */

/** Where such a setting is. */
export interface UrlParameter {
  /** The variable with the address. */
  variable: string
  /** Its name in the query. */
  parameter: string
}

/** The place that a name of `settings` says; undefined for a variable of its own. */
export function parameterOf(name: string): UrlParameter | undefined {
  const [variable = '', parameter] = name.split('?')
  return parameter === undefined ? undefined : { variable, parameter }
}

const parts = /^([^?#]*)(?:\?([^#]*))?/

/** The value of a parameter; undefined without one. */
export function parameterIn(address: string | undefined, parameter: string): string | undefined {
  const [, , query] = parts.exec(address ?? '') ?? []
  return new URLSearchParams(query).get(parameter) ?? undefined
}

/** The address with another value of a parameter; `null` takes it away. */
export function withParameter(address: string, parameter: string, value: string | null): string {
  const [, before = '', query] = parts.exec(address) ?? []
  const all = new URLSearchParams(query)
  if (value === null) all.delete(parameter)
  else all.set(parameter, value)
  const text = all.toString()
  return text === '' ? before : `${before}?${text}`
}

/** What a name of `settings` has in an environment: a variable's value, or a parameter's. */
export function valueOfSetting(
  environment: Readonly<Record<string, string | undefined>>,
  name: string,
): string | undefined {
  const place = parameterOf(name)
  return place ? parameterIn(environment[place.variable], place.parameter) : environment[name]
}
