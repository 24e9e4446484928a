import { describe, expect, test } from 'vitest'
import { clientFields, namesClient } from './client-in-log.ts'

const truth = '127.0.0.51'
const claimed = '203.0.113.100'

/** Whether a line says that the client is the one that was claimed, after an honest one. */
function isBelieved(honest: string, line: string): boolean {
  return namesClient(line, clientFields([honest], truth), { claimed, truth })
}

const combined = (client: string, forwarded: string) =>
  `${client} - - [01/Jan/2026:10:00:01 +0000] "GET / HTTP/1.1" 301 0 "-" "undici" "${forwarded}"`
const json = (client: string, headers: object) =>
  JSON.stringify({ level: 30, time: 1, req: { remoteAddress: client, headers } })
const python = (client: string, headers: string) =>
  `2026-01-01 10:00:00,123 INFO [pid 17] request client=${client} headers={${headers}}`
const phrase = (client: string) => `10:00:00 info: GET / from ${client} took 12 ms`
const pretty = (client: string) => `\u001B[35m    remoteAddress\u001B[39m: "${client}"`

describe('a log that repeats headers', () => {
  const echo = { 'x-forwarded-for': claimed }
  test.each([
    ['JSON', json(truth, {}), json(truth, echo)],
    ['JSON without a peer', json(truth, {}), JSON.stringify({ headers: echo })],
    ['an access log with the header', combined(truth, '-'), combined(truth, claimed)],
    ['text', python(truth, ''), python('127.0.0.1', `'x-forwarded-for': '${claimed}'`)],
    ['a line of its own', phrase(truth), `10:00:00 debug: x-forwarded-for: ${claimed}`],
    ['a pretty line', pretty(truth), `    "x-forwarded-for": "${claimed}"`],
  ])('%s is no belief', (_, honest, line) => expect(isBelieved(honest, line)).toBe(false))
})

describe('the place where the client is named', () => {
  test.each([
    ['JSON', json(truth, {}), json(claimed, { 'x-forwarded-for': claimed })],
    ['an access log', combined(truth, '-'), combined(claimed, claimed)],
    ['text', python(truth, ''), python(claimed, '')],
    ['a phrase', phrase(truth), phrase(claimed)],
    ['a pretty line', pretty(truth), pretty(claimed)],
    ['an address in IPv6', json(`::ffff:${truth}`, {}), json(claimed, {})],
    ['an access log in IPv6', combined(`::ffff:${truth}`, '-'), combined(claimed, '-')],
    ['behind a prefix', `web-1 | ${json(truth, {})}`, `web-1 | ${json(claimed, {})}`],
  ])('%s', (_, honest, line) => expect(isBelieved(honest, line)).toBe(true))

  test('a chain of proxies that ends with the truth names the truth', () => {
    expect(isBelieved(json(truth, {}), json(`${claimed}, ${truth}`, {}))).toBe(false)
  })
})

test('a log that names nobody has no such place', () => {
  expect(clientFields(['GET / 200', '{"status":200}'], truth)).toEqual(new Set())
})

test('an address is no part of a longer one', () => {
  expect(clientFields(['client=127.0.0.511', 'client=1.127.0.0.51'], truth)).toEqual(new Set())
})
