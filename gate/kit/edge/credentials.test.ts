/** A file's name says what is in it where certbot gave the name; else it is the whole chain. */
import { expect, test } from 'vitest'
import { credentialFiles } from './credentials.ts'
import { readTree } from './nginx-tree.ts'

const authority = {
  intermediate: 'intermediate',
  root: 'root',
  issue: async () => ({ leaf: 'leaf', chain: 'leaf and intermediate', key: 'key' }),
}

async function contentOf(certificate: string, key: string, more = ''): Promise<string | undefined> {
  const server = `server { ssl_certificate ${certificate}; ssl_certificate_key ${key}; ${more} }`
  const main = { path: '/etc/nginx/nginx.conf', text: `http { ${server} }` }
  const tree = readTree({ main, find: () => [] })
  const files = await credentialFiles(tree, authority, ['a.example'], 'ec')
  return files[certificate]
}

test.for([
  ['/etc/letsencrypt/live/a.example/fullchain.pem', 'privkey.pem', 'leaf and intermediate'],
  ['/etc/letsencrypt/live/a.example/cert.pem', 'privkey.pem', 'leaf'],
  ['/etc/letsencrypt/live/a.example/chain.pem', 'privkey.pem', 'intermediate'],
  ['/etc/nginx/ssl/cert.pem', 'privkey.pem', 'leaf'],
  ['/etc/nginx/ssl/cert.pem', 'key.pem', 'leaf and intermediate'],
  ['/etc/nginx/ssl/chain.pem', 'server.key', 'leaf and intermediate'],
  ['/etc/nginx/tls.crt', 'tls.key', 'leaf and intermediate'],
] as const)('%s beside %s: %s', async ([certificate, key, content]) => {
  const beside = certificate.replace(/[^/]+$/, key)
  expect(await contentOf(certificate, beside)).toBe(content)
})

test('a key elsewhere says nothing about the certificate', async () => {
  const key = '/etc/ssl/private/privkey.pem'
  expect(await contentOf('/etc/ssl/certs/cert.pem', key)).toBe('leaf and intermediate')
})

test('one file may have the chain and its key, or be trusted, too', async () => {
  const path = '/etc/ssl/site.pem'
  expect(await contentOf(path, path)).toBe('leaf and intermediate\nkey')
  for (const name of ['ssl_trusted_certificate', 'proxy_ssl_trusted_certificate']) {
    expect(await contentOf(path, '/etc/ssl/site.key', `${name} ${path};`)).toBe(
      'leaf and intermediate',
    )
  }
})
