import { describe, expect, test } from 'vitest'
import { misroutedPort } from './published-ports.ts'
import { parseNginx } from './syntax.ts'

const both = 'server { listen 80; } server { listen 443 ssl; }'

const judged = (ports: unknown, text: string, more = {}) => {
  const directives = parseNginx(`http { ${text} }`, 'a.conf')
  return misroutedPort({ ports, ...more }, { directives, leftOut: [] })
}

describe('a published port leads nowhere', () => {
  test.each([
    ['TLS under another port', ['80:80', '443:444'], both],
    ['plain HTTP under another port', ['80:81', '443:443'], both],
    ['the long form', [{ target: 8443, published: 443 }, '80:80'], both],
    ['an address, a variable', ['127.0.0.1:${HTTP_PORT:-80}:8080'], 'server { listen 80; }'],
    ['an image that listens elsewhere', ['80:80', '443:443'], 'server { listen 8080; }'],
    [
      'TLS for the whole server',
      ['443:443', '80:80'],
      'server { listen 8443; ssl on; } server { listen 80; }',
    ],
    ['IPv6 beside IPv4', ['443:8443'], 'server { listen 443 ssl; listen [::]:443 ssl; }'],
  ])('%s', (_, ports, text) => {
    expect(judged(ports, text)).toMatch(/leads where nginx does not listen/)
  })

  test('it says which', () => {
    expect(judged(['80:80', '443:444'], both)).toBe(
      '443:444 leads where nginx does not listen; 443, where it listens, is not published',
    )
  })
})

describe('no mistake, or not known', () => {
  test.each([
    ['as it listens', ['80:80', '443:443'], both],
    ['another port outside', ['8080:80', '8443:443/tcp'], both],
    ['a port in advance', ['80:80', '443:443'], 'server { listen 80; }'],
    [
      'a port in advance, and a listener for the inside',
      ['80:80', '443:443'],
      'server { listen 80; } server { listen 8081; }',
    ],
    ['QUIC', ['80:80', '443:443', '443:443/udp'], `${both} server { listen 443 quic; }`],
    ['a range', ['8000-8010:8000-8010'], 'server { listen 80; }'],
    ['only the operator knows', ['443:${INNER:?}'], both],
    ['a listener that a template names', ['80:80'], 'server { listen ${PORT}; }'],
    ['a listener of the container alone', ['80:80'], 'server { listen 80; listen 127.0.0.1:81; }'],
    ['a server without a listener', ['80:80'], 'server { return 204; }'],
    ['nothing published', undefined, both],
  ])('%s', (_, ports, text) => expect(judged(ports, text)).toBeUndefined())

  test('a stream listens, too', () => {
    const directives = parseNginx('http { server { listen 80; } }', 'a.conf')
    const leftOut = parseNginx('stream { server { listen 5432; } }', 'a.conf')
    expect(
      misroutedPort({ ports: ['80:80', '5432:5432'] }, { directives, leftOut }),
    ).toBeUndefined()
  })

  test("the host's own network has no published ports", () => {
    expect(judged(['443:444'], both, { network_mode: 'host' })).toBeUndefined()
  })
})
