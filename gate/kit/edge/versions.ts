/** What came with which version of nginx. https://nginx.org/en/CHANGES */
import type { Directive } from './syntax.ts'
import { blockName, type Placed, variablesOf } from './tree.ts'

export type Version = readonly [major: number, minor: number, patch: number]

export interface Novelty {
  /** `http2`, `the parameter "quic" of listen`. */
  what: string
  since: Version
  /** Without it no claim would see a difference: no client of the gate speaks HTTP/2 or QUIC. */
  isUnseen: boolean
}

const unseen: Readonly<Record<string, Version>> = {
  http2: [1, 25, 1],
  http3: [1, 25, 0],
  http3_hq: [1, 25, 0],
  http3_max_concurrent_streams: [1, 25, 0],
  http3_stream_buffer_size: [1, 25, 0],
  quic_active_connection_id_limit: [1, 25, 0],
  quic_bpf: [1, 25, 0],
  quic_gso: [1, 25, 0],
  quic_host_key: [1, 25, 0],
  quic_retry: [1, 25, 0],
  keepalive_min_timeout: [1, 27, 4],
  ssl_certificate_cache: [1, 27, 4],
  proxy_ssl_certificate_cache: [1, 27, 4],
  grpc_ssl_certificate_cache: [1, 27, 4],
  uwsgi_ssl_certificate_cache: [1, 27, 4],
  ssl_object_cache_inheritable: [1, 27, 4],
  proxy_pass_trailers: [1, 27, 2],
  early_hints: [1, 29, 0],
  ssl_certificate_compression: [1, 29, 1],
}
const visible: Readonly<Record<string, Version>> = {
  add_header_inherit: [1, 29, 3],
  add_trailer_inherit: [1, 29, 3],
  ssl_ech_file: [1, 29, 4],
  sticky: [1, 29, 6],
  max_headers: [1, 29, 8],
  least_time: [1, 31, 0],
  tunnel_pass: [1, 31, 0],
  client_body_early_read: [1, 31, 5],
}
/** Directives by the block in which they are new. */
const placed: Readonly<Record<string, Version>> = {
  'upstream resolver': [1, 27, 3],
  'upstream resolver_timeout': [1, 27, 3],
}
/** Parameters by their directive. */
const parameters: Readonly<Record<string, Version>> = {
  'resolver ipv4': [1, 23, 1],
  'listen quic': [1, 25, 0],
  'server resolve': [1, 27, 3],
  'server service': [1, 27, 3],
  'proxy_http_version 2': [1, 29, 4],
  'server route': [1, 29, 6],
  'server drain': [1, 29, 6],
  'listen multipath': [1, 29, 7],
  'keepalive local': [1, 29, 7],
}
const variables: Readonly<Record<string, Version>> = {
  http3: [1, 25, 0],
  request_port: [1, 29, 3],
  is_request_port: [1, 29, 3],
  ssl_sigalg: [1, 29, 3],
  ssl_sigalgs: [1, 31, 2],
}
/** Directives that nginx 1.22 has and images before it may not. */
const earlier: Readonly<Record<string, Version>> = {
  proxy_request_buffering: [1, 7, 11],
  absolute_redirect: [1, 11, 8],
  mirror: [1, 13, 4],
  mirror_request_body: [1, 13, 4],
  grpc_pass: [1, 13, 10],
  random: [1, 15, 1],
  ssl_early_data: [1, 15, 3],
  proxy_socket_keepalive: [1, 15, 6],
  limit_req_dry_run: [1, 17, 1],
  limit_conn_dry_run: [1, 17, 6],
  auth_delay: [1, 17, 10],
  ssl_ocsp: [1, 19, 0],
  ssl_ocsp_responder: [1, 19, 0],
  ssl_ocsp_cache: [1, 19, 0],
  proxy_cookie_flags: [1, 19, 3],
  ssl_conf_command: [1, 19, 4],
  proxy_ssl_conf_command: [1, 19, 4],
  ssl_reject_handshake: [1, 19, 4],
  keepalive_time: [1, 19, 10],
}
/** What came later is not in the tables. */
export const lastKnown: Version = [1, 31, 6]
/** Directives that a later version has no more. */
const removed: Readonly<Record<string, Version>> = { ssl: [1, 25, 1] }

const has = (versions: Readonly<Record<string, Version>>, key: string) =>
  Object.hasOwn(versions, key) ? versions[key] : undefined

/** Whether a directive is one that does what it says with `on` or `off` and nothing else. */
const isSwitch = ({ args: [value, ...more] }: Directive) =>
  more.length === 0 && (value?.value === 'on' || value?.value === 'off')

/** What of a directive is newer than nginx 1.22, the oldest that the gate is used with. */
export function noveltyOf(place: Placed): Novelty | undefined {
  const { directive } = place
  const { name, args } = directive
  const parameter = args
    .map(({ value }) => value.replace(/=.*/, ''))
    .find((value) => has(parameters, `${name} ${value}`))
  if (parameter !== undefined) {
    const since = parameters[`${name} ${parameter}`] as Version
    const isUnseen = parameter === 'quic'
    return { what: `the parameter "${parameter}" of ${name}`, since, isUnseen }
  }
  if (/_limit_rate$/.test(name) && args.some((word) => variablesOf(word).length > 0)) {
    return { what: `a variable in ${name}`, since: [1, 27, 0], isUnseen: false }
  }
  const inBlock = has(placed, `${blockName(place)} ${name}`)
  if (inBlock) return { what: `${name} in ${blockName(place)}`, since: inBlock, isUnseen: false }
  const since = has(unseen, name)
  if (since) {
    // Of a wrong value nginx itself has to speak.
    const isUnseen = !/^http[23]$/.test(name) || isSwitch(directive)
    return { what: name, since, isUnseen }
  }
  const seen = has(visible, name)
  return seen && { what: name, since: seen, isUnseen: false }
}

/** What of a directive nginx 1.22 has, and an image before it may not. */
export function earlierNoveltyOf({
  directive: { name },
}: Placed): Pick<Novelty, 'what' | 'since'> | undefined {
  const since = has(earlier, name)
  return since && { what: name, since }
}

/** The version that a variable of nginx' own came with, if it is newer than nginx 1.22. */
export const variableSince = (name: string): Version | undefined =>
  name.startsWith('proxy_protocol_tlv_') ? [1, 23, 2] : has(variables, name)

/** The version that has a directive no more. */
export function removedIn({ name }: Directive): Version | undefined {
  return has(removed, name)
}

/** Reads `1.28`, `1.28.0-alpine` or `1.25.3.1`; parts that are missing are the latest there are. */
export function versionIn(text: string): Version | undefined {
  const [, major, minor, patch] = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(text) ?? []
  if (major === undefined || minor === undefined) return undefined
  return [Number(major), Number(minor), patch === undefined ? 999 : Number(patch)]
}

export function isBefore(one: Version, other: Version): boolean {
  const at = one.findIndex((part, index) => part !== other[index])
  return at >= 0 && (one[at] as number) < (other[at] as number)
}

export const versionText = (version: Version) => version.filter((part) => part !== 999).join('.')
