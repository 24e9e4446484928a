/** What lets a request into the endpoints for operators: it has to stay out of reports. */
import type { TargetConfig } from '#gate/contract/contract.ts'
import { type EndpointName, endpointOf } from './endpoints.ts'

const names: readonly EndpointName[] = ['health', 'ready', 'metrics']
/** A part of a path that nobody chose as a name: long, with letters and digits. */
const random = /^(?=.*\d)(?=.*[a-z])[\w.~-]{16,}$/i

/** The tokens in a path: values of its query, and parts that look random. */
function inPath(path: string): string[] {
  const { pathname, searchParams } = new URL(path, 'http://target')
  return [...pathname.split('/').filter((part) => random.test(part)), ...searchParams.values()]
}

/** A header's value, and the credentials in it: `Bearer abc` has `abc`. */
function inHeader(value: string): string[] {
  return [value, ...value.split(' ').slice(1)]
}

/** The secrets of the endpoints, each with the name that reports show instead. */
export function endpointSecrets(config: TargetConfig): [name: string, value: string][] {
  return names.flatMap((name) => {
    const endpoint = endpointOf(config, name)
    if (!endpoint) return []
    const headers = Object.values(endpoint.headers ?? {}).flatMap(inHeader)
    const values = [...inPath(endpoint.path), ...headers]
    return values.map((value): [string, string] => [`a token of endpoints.${name}`, value])
  })
}
